using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Catalogue;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;
using Models = ServiceDesk.EventStore.ReadModels;

namespace ServiceDesk.IntegrationTests.Catalogue;

/// <summary>Preventive work is due by the calendar and becomes one ticket each time.</summary>
[Collection(DeskCollection.Name)]
public sealed class Schedules(Desk desk)
{
    [Fact]
    public async Task A_schedule_makes_its_ticket_within_seconds_and_once()
    {
        var lead = desk.As(Roles.Lead);
        var due = DateTimeOffset.UtcNow.AddSeconds(4);
        var id = $"check-{Guid.NewGuid():N}"[..20];
        var subject = $"Check the backups {id}";
        var set = await Set(lead, id, $"{due.Second} {due.Minute} {due.Hour} * * *", subject);
        set.Status.ShouldBe(200, set.Body);
        set.Json["next"]!.AsArray().Count.ShouldBe(3);
        (await lead.Get("intake", "/schedules")).Items.Select(one => one["id"]!.ToString()).ShouldContain(id);

        await Eventually.Holds(async () => await Made(subject) == 1, "the ticket is made");
        await desk.Instance["intake"].Kill();
        await desk.Instance["intake"].Restart(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        (await Made(subject)).ShouldBe(1, "a restart makes it no second time");

        var ticket = (await desk["intake"].List<string>($"select substr(stream, 8) from events where type = 'intake.ticket-submitted.v1' and data ->> 'subject' = '{subject}'")).Single();
        var shown = (await desk.Admin.Get("intake", $"/tickets/{ticket}")).Json;
        (shown["channel"]!.ToString(), shown["category"]!.ToString(), shown["description"]!.ToString()).ShouldBe(("schedule", "software", subject));
        (await desk.Admin.Send(HttpMethod.Delete, "intake", $"/schedules/{id}", null)).Status.ShouldBe(204);
        (await lead.Get("intake", "/schedules")).Items.Select(one => one["id"]!.ToString()).ShouldNotContain(id);
    }

    [Fact]
    public async Task Whoever_is_bound_to_an_organisation_sees_and_sets_only_its_schedules()
    {
        var stranger = await desk.Register("acme", Roles.Lead);
        var id = $"theirs-{Guid.NewGuid():N}"[..20];
        (await Set(desk.As(Roles.Lead), id, "0 3 1 1 *", "New year")).Status.ShouldBe(200);

        (await stranger.Caller.Get("intake", "/schedules")).Items.Select(one => one["id"]!.ToString()).ShouldNotContain(id);
        (await stranger.Caller.Send(HttpMethod.Delete, "intake", $"/schedules/{id}", null)).Code.ShouldBe("not-found");
        (await Set(stranger.Caller, id, "0 3 1 1 *", "New year")).WrongFields.ShouldBe(["ticket.requester.organization"]);
        (await Set(stranger.Caller, id, "0 3 1 1 *", "New year", "acme")).Code.ShouldBe("not-found");
        await desk.Admin.Send(HttpMethod.Delete, "intake", $"/schedules/{id}", null);
    }

    private Task<long> Made(string subject) => desk["intake"].Ask<long>($"select count(*) from events where type = 'intake.ticket-submitted.v1' and data ->> 'subject' = '{subject}'");

    private static Task<Reply> Set(Caller caller, string id, string cron, string subject, string organization = "demo") => caller.Send(HttpMethod.Put, "intake", $"/schedules/{id}",
        Caller.Json($$"""{"cron":"{{cron}}","zone":"UTC","ticket":{"kind":"request","subject":"{{subject}}","category":"software","requester":{"name":"Operations","organization":"{{organization}}"} } }"""));
}

/// <summary>Several instances, and time that the test moves.</summary>
public sealed class ScheduleWatchers(Cluster cluster) : IAsyncLifetime
{
    private static readonly Instant begin = Instant.FromUtc(2026, 3, 1, 0, 0);

    private readonly LogDatabase database = new(cluster);
    private readonly SetClock clock = new() { Now = begin };
    private Journal journal = null!;
    private Models models = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        journal = Open();
        models = new Models(journal, database.ServiceConnection, [(new SchedulesReadModel(), journal)]);
        await models.Start(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await models.DisposeAsync();
        await journal.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Two_watchers_make_each_ticket_once_and_what_was_missed_is_made_up_for_by_the_newest()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var other = Open();
        await Record(new ScheduleDefined("hourly", "0 * * * *", "UTC", begin, null, TicketKind.Request, "Check", null, "person-ops", "Operations", null, null, "demo",
            null, null, null, null, "hardware-fault", null, null, "person-root", begin));
        var watchers = new[] { Watcher(journal), Watcher(other) };
        for (var hour = 1; hour <= 5; hour++)
        {
            clock.Now = begin + Duration.FromHours(hour);
            await Task.WhenAll(watchers.Select(one => Task.Run(() => one.FireDue(cancel), cancel)).Concat(watchers.Select(one => Task.Run(() => one.FireDue(cancel), cancel))));
        }
        (await Tickets()).Count.ShouldBe(5);
        (await Tickets()).ShouldAllBe(one => one.Missing!.SequenceEqual(new[] { "description", "fields.device", "fields.serialNumber", "kind" }));

        clock.Now = begin + Duration.FromHours(9) + Duration.FromMinutes(30);
        await Task.WhenAll(new[] { Watcher(journal), Watcher(other), watchers[0] }.Select(one => one.FireDue(cancel)));
        var all = await Tickets();
        all.Count.ShouldBe(6);
        (all[^1].ExternalId, all[^1].Description.Contains("made later", StringComparison.Ordinal)).ShouldBe(("hourly/2026-03-01T09:00:00Z", true));

        await Record(new ScheduleEnded("hourly", "person-root", clock.Now));
        clock.Now += Duration.FromHours(1);
        await Task.WhenAll(watchers.Select(one => one.FireDue(cancel)));
        (await Tickets()).Count.ShouldBe(6);
    }

    private Journal Open() => new(new JournalOptions("law", database.ServiceConnection), DeskTypes.Create(typeof(ScheduleDefined).Assembly), Guid.CreateVersion7);

    private ScheduleWatcher Watcher(Journal log)
    {
        var organizations = new OrganizationDirectory();
        var known = new KnownFacts(organizations, new RequesterDirectory(organizations), new SystemDirectory(), new PersonIds(Convert.ToBase64String(new byte[32])));
        return new ScheduleWatcher(
            log, new Submissions(log, new TicketNumbers(log), known, new Catalogues(log, clock, NullLogger<Catalogues>.Instance)), clock, NullLogger<ScheduleWatcher>.Instance);
    }

    private async Task Record(object body)
    {
        var stream = Streams.Schedule("hourly");
        var version = (await journal.Load<Schedule>(stream, CancellationToken.None)).Version;
        var result = await journal.Append([new StreamAppend(stream, version, [new NewEvent(body, new EventMeta { Actor = "person-root" }, clock.Now)])], CancellationToken.None);
        await models.Until("law", result.First, CancellationToken.None);
    }

    private async Task<IReadOnlyList<TicketSubmitted>> Tickets() =>
        [.. (await journal.Read(0, 1000, CancellationToken.None)).Select(e => e.Body).OfType<TicketSubmitted>()];

    private sealed class SetClock : IClock
    {
        public Instant Now { get; set; }

        public Instant GetCurrentInstant() => Now;
    }
}
