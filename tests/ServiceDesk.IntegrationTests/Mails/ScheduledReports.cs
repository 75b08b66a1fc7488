using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Mails;

/// <summary>A desk with a mail system and the figures.</summary>
public sealed class ReportOffice : IAsyncLifetime
{
    public SmtpSink Sink { get; } = new();

    public ServiceDeskInstance Instance { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Instance = await PostOffice.Start(Sink.Port, Databases.Logs);

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        await Sink.DisposeAsync();
    }

    public Caller As(string role) => new(Instance, Instance.Accounts.Key(role));
}

/// <summary>A report that is scheduled is there when it is due, and those for whom it is are told by mail where.</summary>
public sealed class ScheduledReports(ReportOffice office) : IClassFixture<ReportOffice>
{
    private static readonly LocalTimePattern time = LocalTimePattern.CreateWithInvariantCulture("HH':'mm':'ss");

    [Fact]
    public async Task A_report_is_made_when_it_is_due_also_when_nobody_looked_then_and_its_mail_leads_to_the_same_bytes()
    {
        var address = $"chief-{Guid.NewGuid():N}@demo.example";
        var chief = await Register(address, "lead");
        var due = SystemClock.Instance.GetCurrentInstant() + Duration.FromSeconds(6);
        (await Schedule("sla-daily", new { report = "sla", by = "priority", period = "day", zone = "UTC", time = time.Format(due.InUtc().TimeOfDay), format = "csv", recipients = new[] { chief } })).Status.ShouldBe(200);
        (await Schedules()).Single()["last"].ShouldBeNull();
        await office.Instance["analytics"].Kill();
        await Task.Delay(TimeSpan.FromSeconds(7), TestContext.Current.CancellationToken);
        await office.Instance["analytics"].Restart(TestContext.Current.CancellationToken);

        await Eventually.Holds(async () => (await Schedules()).Single()["last"] is not null, "it was made");
        var last = (await Schedules()).Single()["last"]!;
        var mail = await office.Sink.Next(address, 1);
        mail.Subject!.ShouldContain("sla-daily");
        mail.Subject!.ShouldNotContain("[", Case.Sensitive, "it is about no ticket");
        mail.TextBody!.ShouldContain(last["id"]!.ToString());
        mail.TextBody!.ShouldContain($"/reports/cited/{Uri.EscapeDataString(last["id"]!.ToString())}?format=csv");
        var report = await office.As("analyst").Get("analytics", $"/reports/cited/{last["id"]}");
        report.Status.ShouldBe(200, report.Body);
        (report.Json["report"]!.ToString(), report.Json["by"]!.ToString()).ShouldBe(("sla", "priority"));
        (OffsetDateTimePattern.ExtendedIso.Parse(report.Json["to"]!.ToString()).Value - OffsetDateTimePattern.ExtendedIso.Parse(report.Json["from"]!.ToString()).Value).ShouldBe(Duration.FromDays(1));

        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        office.Sink.To(address).Count.ShouldBe(1, "once");
        (await office.As("analyst").Send(HttpMethod.Delete, "analytics", "/report-schedules/sla-daily", null)).Status.ShouldBe(200);
        (await Schedules()).ShouldBeEmpty();
        (await office.As("analyst").Send(HttpMethod.Delete, "analytics", "/report-schedules/sla-daily", null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_schedule_that_makes_no_report_any_more_is_shown_and_told_beside_the_health()
    {
        var lead = await Register($"gone-{Guid.NewGuid():N}@demo.example", "lead");
        (await Schedule("lost", new { report = "sla", period = "week", zone = "UTC", time = "08:00", recipients = new[] { lead } })).Status.ShouldBe(200);
        (await One())["problem"].ShouldBeNull();
        (await office.As("admin").Send(HttpMethod.Put, "intake", $"/people/{lead}/roles", Caller.Json("""{"roles":["agent"]}"""))).Status.ShouldBeLessThan(300);

        await Eventually.Holds(async () => (await One())["problem"]?.ToString() == "None of its recipients may read it any more.", "the schedule says that it makes no report");
        await Eventually.Holds(async () => (await Health()).Contains("The scheduled report lost is not made: None of its recipients", StringComparison.Ordinal), "the health tells it");
        (await office.As("analyst").Send(HttpMethod.Delete, "analytics", "/report-schedules/lost", null)).Status.ShouldBe(200);
        await Eventually.Holds(async () => !(await Health()).Contains("report lost", StringComparison.Ordinal), "an ended schedule is told of no more");

        async Task<JsonNode> One() => (await Schedules()).Single(one => one["name"]!.ToString() == "lost");
        async Task<string> Health() => (await office.As("admin").Get("analytics", "/health/ready")).Body;
    }

    [Fact]
    public async Task What_is_wrong_with_a_schedule_is_told_by_field()
    {
        var requester = await Register($"r-{Guid.NewGuid():N}@demo.example", "requester");
        var wrong = await Schedule("wrong", new { report = "sla", period = "year", time = "25:00", format = "pdf", recipients = new[] { requester } });
        (wrong.Status, string.Join(' ', wrong.WrongFields.Order())).ShouldBe((422, "format period recipients time"), wrong.Body);
        var lead = await Register($"l-{Guid.NewGuid():N}@demo.example", "lead");
        object Plan(string report = "sla", string? by = null, string zone = "UTC") => new { report, by, period = "week", zone, time = "08:00", recipients = new[] { lead } };

        (await Schedule("wrong", Plan(report: "weather"))).WrongFields.ShouldBe(["report"]);
        (await Schedule("wrong", Plan(by: "colour"))).WrongFields.ShouldBe(["by"]);
        (await Schedule("wrong", Plan(zone: "Mars/Base"))).WrongFields.ShouldBe(["zone"]);
        (await Schedule("Wrong Name", Plan())).WrongFields.ShouldBe(["name"]);
        (await Schedules()).ShouldNotContain(one => one["name"]!.ToString() == "wrong");
        (await office.As("agent").Send(HttpMethod.Put, "analytics", "/report-schedules/wrong", Caller.Json("{}"))).Status.ShouldBe(403);
    }

    private Task<Reply> Schedule(string name, object plan) => office.As("analyst").Send(
        HttpMethod.Put, "analytics", $"/report-schedules/{Uri.EscapeDataString(name)}", Caller.Json(JsonSerializer.Serialize(plan, JsonSerializerOptions.Web)));

    private async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> Schedules() => (await office.As("analyst").Get("analytics", "/report-schedules")).Items;

    private Task<Reply> Probe(string recipient) => Schedule("probe", new { report = "none", period = "day", time = "08:00", recipients = new[] { recipient } });

    private async Task<string> Register(string email, string role)
    {
        var person = await office.As("admin").Post("intake", "/people", new { name = "Head of Support", email, organization = role == "requester" ? "demo" : null, roles = new[] { role } });
        person.Status.ShouldBe(201, person.Body);
        var id = person.Text("id");
        if (role != "requester") await Eventually.Holds(async () => !(await Probe(id)).WrongFields.Contains("recipients"), "Analytics knows the person");
        return id;
    }
}
