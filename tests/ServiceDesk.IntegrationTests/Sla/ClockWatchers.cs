using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Sla;
using Models = ServiceDesk.EventStore.ReadModels;

namespace ServiceDesk.IntegrationTests.Sla;

/// <summary>Several instances that watch the same clocks, and come and go.</summary>
public sealed class ClockWatchers(Cluster cluster) : IAsyncLifetime
{
    private const int Tickets = 60;

    private readonly LogDatabase database = new(cluster);

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Two_watchers_of_which_one_is_restarted_in_the_middle_record_each_warning_and_breach_once_and_in_time()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var first = await Instance.Start(database);
        var second = await Instance.Start(database);
        var now = Instant.FromDateTimeUtc(await database.Ask<DateTime>("select clock_timestamp()")).ToMicroseconds();
        // A standard P3 ticket has four hours: these are breached one after the other within the next three seconds.
        var opened = Enumerable.Range(0, Tickets).Select(i => now - Duration.FromHours(4) + Duration.FromMilliseconds(1000 + (i * 2000 / Tickets))).ToList();
        foreach (var at in opened) await first.Open(Guid.CreateVersion7(), at);

        await Task.Delay(TimeSpan.FromSeconds(1.5), cancel);
        await second.DisposeAsync();
        await using var third = await Instance.Start(database);
        await Eventually.Holds(async () => await Count("clock-breached") >= Tickets, "all are breached");
        await Task.Delay(TimeSpan.FromSeconds(1), cancel);

        (await Count("clock-breached")).ShouldBe(Tickets);
        (await Count("clock-warned")).ShouldBe(Tickets);
        (await database.Ask<long>("select count(*) from events where stream like 'clocks-%'")).ShouldBe(2 * Tickets);
        var late = await database.Ask<TimeSpan>("select max(at - occurred) from events where type = 'resolution.clock-breached.v1'");
        late.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await database.Ask<TimeSpan>("select min(at - occurred) from events where type = 'resolution.clock-breached.v1'")).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_was_due_while_nobody_watched_is_recorded_when_somebody_does()
    {
        var ticket = Guid.CreateVersion7();
        var now = Instant.FromDateTimeUtc(await database.Ask<DateTime>("select clock_timestamp()")).ToMicroseconds();
        await using (var early = await Instance.Start(database)) await early.Open(ticket, now - Duration.FromHours(4) + Duration.FromMilliseconds(700));
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        await using var late = await Instance.Start(database);
        await Eventually.Holds(async () => await Count("clock-breached") == 1, "the breach is recorded");
        await late.Append(ticket, 2, new ResponseGiven("person-ada", "person-grace", "Earlier than you think", now));
        await Eventually.Holds(async () => await Count("clock-rejudged") == 1, "the late fact is judged");

        var rejudged = (ClockRejudged)(await late.Journal.ReadStreams([Streams.Clocks(ticket)], CancellationToken.None))[^1].Body!;
        (rejudged.Before!.State, rejudged.Certificate.State, rejudged.Judgement).ShouldBe((ClockOutcome.Breached, ClockOutcome.Met, 2));
    }

    private Task<long> Count(string what) => database.Ask<long>($"select count(*) from events where type = 'resolution.{what}.v1'");

    /// <summary>One instance of the service, as far as clocks are concerned.</summary>
    private sealed class Instance : IAsyncDisposable
    {
        private readonly Models models;
        private readonly ClockWatcher watcher;

        private Instance(LogDatabase database)
        {
            Journal = new Journal(new JournalOptions("resolution", database.ServiceConnection), DeskTypes.Create(typeof(Ticket).Assembly), Guid.CreateVersion7);
            var book = new SlaBook(Journal, NullLogger<SlaBook>.Instance);
            models = new Models(Journal, database.ServiceConnection, [(new TicketClocksReadModel(book), Journal)]);
            watcher = new ClockWatcher(Journal, models, book, NullLogger<ClockWatcher>.Instance);
        }

        public Journal Journal { get; }

        public static async Task<Instance> Start(LogDatabase database)
        {
            var one = new Instance(database);
            await one.models.Start(CancellationToken.None);
            await one.watcher.StartAsync(CancellationToken.None);
            return one;
        }

        public Task Open(Guid ticket, Instant at) => Append(ticket, 0, new CaseOpened(
            "INC-000001", TicketKind.Incident, "Printer", "person-grace", "Grace", "demo", "portal", SlaPolicy.For(Priority.P3), at));

        public async Task Append(Guid ticket, int version, object body) => (await Journal.Append(
            [new StreamAppend(Streams.Ticket(ticket), version == 0 ? 0 : version - 1, [new NewEvent(body, new EventMeta { Actor = "person-ada" }, Instant.FromUnixTimeSeconds(0))])],
            CancellationToken.None)).Conflict.ShouldBeFalse();

        public async ValueTask DisposeAsync()
        {
            await watcher.StopAsync(CancellationToken.None);
            watcher.Dispose();
            await models.DisposeAsync();
            await Journal.DisposeAsync();
        }
    }
}
