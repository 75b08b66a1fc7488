using System.Globalization;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Sla;

/// <summary>Calendars and policies as people define them, and what becomes of the clocks of their tickets.</summary>
[Collection(DeskCollection.Name)]
public sealed class Clocks(Desk desk)
{
    private const string AllDay = """[{ "from": "00:00", "to": "24:00" }]""";

    private readonly string organization = $"clocks-{Guid.NewGuid():N}"[..20];
    private readonly string calendar = $"calendar-{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task A_clock_warns_and_breaks_once_is_judged_by_its_calendar_and_an_edit_of_that_changes_no_report()
    {
        await Define(response: "PT6S", resolution: "PT60S");
        var began = DateTimeOffset.UtcNow;
        var kept = await Ticket("Kept");
        var broken = await Ticket("Broken");
        (await desk.Admin.Post("resolution", $"/tickets/{kept}/respond", new { message = "Hello" })).Status.ShouldBe(200);

        // Nobody watches when the first warning is due.
        await desk.Instance["resolution"].Kill();
        await Task.Delay(TimeSpan.FromSeconds(3.5), TestContext.Current.CancellationToken);
        await desk.Instance["resolution"].Restart(TestContext.Current.CancellationToken);
        await Eventually.Holds(async () => await Recorded(broken, "clock-breached") == 1, "the response is breached");
        await Eventually.Holds(async () => await Recorded(kept, "clock-judged") == 1, "the other is judged");

        await desk.Quiet();
        (await Recorded(broken, "clock-warned")).ShouldBe(1);
        (await Recorded(kept, "clock-judged")).ShouldBe(1);
        var clocks = (await desk.Admin.Get("resolution", $"/tickets/{broken}/clocks")).Json["clocks"]!.AsArray();
        var response = clocks.Single(one => one!["clock"]!.ToString() == "response")!;
        response["state"]!.ToString().ShouldBe("breached");
        response["told"]!.AsArray().Select(one => one!["what"]!.ToString()).ShouldBe(["warned", "breached"]);
        response["certificate"]!["terms"]!.AsArray()[^1]!["calendar"]!.ToString().ShouldBe(calendar);
        (await desk.Admin.Get("resolution", $"/tickets?organization={organization}&sort=due")).Items.Select(one => one["id"]!.ToString()).ShouldBe([broken, kept]);

        var until = DateTimeOffset.UtcNow;
        var report = await Report(began, until, "organization");
        Row(report, organization, "response").ShouldBe((1, 1));
        (await Calendar(closedToday: true, running: true)).Status.ShouldBe(200);
        await Eventually.Holds(async () => await desk["resolution"].Ask<long>(
            $"select count(*) from events where type = 'resolution.promise-changed.v1' and stream in ('ticket-{kept}', 'ticket-{broken}')") == 2, "the open tickets go on under the new calendar");
        await desk.Quiet();

        Figures(await Report(began, until, "organization")).ShouldBe(Figures(report));
        Row(await Report(began, until, "policy"), $"{organization}-{await Version()}", "response").ShouldBe((1, 1));
        var resolution = (await desk.Admin.Get("resolution", $"/tickets/{kept}/clocks")).Json["clocks"]!.AsArray().Single(one => one!["clock"]!.ToString() == "resolution")!;
        resolution["certificate"]!["terms"]!.AsArray().Select(one => one!["calendarVersion"]!.GetValue<int>()).Distinct().ShouldBe([1, 2]);
        DateTimeOffset.Parse(resolution["dueAt"]!.ToString(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(1), "today is closed now");
        var behind = await desk.Admin.Get("analytics", $"/reports/sla/tickets?from={began:O}&by=organization&key={organization}&clock=response&outcome=breached".Replace("+", "%2B", StringComparison.Ordinal));
        behind.Items.Select(one => one["ticket"]!.ToString()).ShouldBe([broken]);
    }

    [Fact]
    public async Task A_change_of_priority_keeps_the_old_target_in_history_and_an_instant_shows_what_was_known_then()
    {
        var ticket = await desk.Ticket("demo", "Printer is slow");
        var opened = await desk["resolution"].Ask<DateTime>($"select at from events where stream = 'ticket-{ticket}' and type = 'resolution.case-opened.v1'");

        var now = (await desk.Admin.Get("resolution", $"/tickets/{ticket}/clocks")).Json["clocks"]![0]!;
        var then = (await desk.Admin.Get("resolution", $"/tickets/{ticket}/clocks?asOf={opened.ToUniversalTime():O}")).Json["clocks"]![0]!;

        then["certificate"]!["terms"]!.AsArray().Count.ShouldBe(1);
        then["target"]!.ToString().ShouldBe("PT4H", "the provisional priority is P3");
        var priority = (await desk.Admin.Get("resolution", $"/tickets/{ticket}")).Text("priority");
        if (priority != "p3") now["certificate"]!["terms"]!.AsArray().Select(one => one!["target"]!.ToString()).First().ShouldBe("PT4H");
        (await desk.Admin.Get("resolution", $"/tickets/{ticket}/clocks?asOf=2020-01-01T00:00:00Z")).Code.ShouldBe("before-the-beginning");
        (await desk.Admin.Get("resolution", $"/tickets/{ticket}/clocks?asOf=2999-01-01T00:00:00Z")).WrongFields.ShouldBe(["asOf"]);
        (await desk.Admin.Get("resolution", $"/tickets/{ticket}/clocks?asOf=yesterday")).WrongFields.ShouldBe(["asOf"]);
    }

    [Fact]
    public async Task A_gap_an_unknown_calendar_and_a_wrong_file_change_nothing()
    {
        await Calendar(closedToday: false, running: false);
        var before = await desk.Settled("resolution");

        (await Put("/sla/policies", """{ "policies": [] }""")).WrongFields.ShouldBe(["policies"]);
        (await Put("/sla/policies", Policies("no-such-calendar", "PT1H", "PT2H"))).WrongFields.Distinct().Count().ShouldBe(8);
        (await Put("/calendars/24x7", $$"""{ "zone": "UTC", "week": { "monday": {{AllDay}} } }""")).WrongFields.ShouldBe(["name"]);
        (await Holidays("hello")).WrongFields.ShouldBe(["body"]);
        (await Holidays(new string('x', 300_000))).Code.ShouldBe("too-large");
        (await desk.As(Roles.Agent).Send(HttpMethod.Put, "resolution", "/sla/policies", Caller.Json("{}"))).Code.ShouldBe("forbidden");
        (await desk.Head("resolution")).ShouldBe(before);

        var added = await Holidays("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261008\r\nSUMMARY:国庆节\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        (added.Text("version"), added.Text("dates")).ShouldBe(("2", "7"));
        (await desk.Admin.Get("resolution", $"/calendars/{calendar}/versions/1")).Json["dates"]!.AsArray().Count.ShouldBe(0);
        (await desk.Admin.Get("resolution", $"/calendars/{calendar}")).Json["dates"]!.AsArray().Count.ShouldBe(7);
    }

    private async Task Define(string response, string resolution)
    {
        await desk.Admin.Post("intake", "/organizations", new { id = organization, name = organization });
        (await Calendar(closedToday: false, running: false)).Status.ShouldBe(200);
        var defined = await Put("/sla/policies", Policies(calendar, response, resolution));
        defined.Status.ShouldBe(200, defined.Body);
        foreach (var log in (string[])["intake", "resolution"])
            await Eventually.Holds(async () => (await desk.Admin.Get(log, "/tickets?limit=1")).Status < 500, $"{log} answers");
    }

    private string Policies(string named, string response, string resolution)
    {
        var office = string.Join(",", Enumerable.Range(1, 4).Select(n => $$"""
            { "priority": "p{{n}}", "response": { "target": "{{response}}", "calendar": "{{named}}", "warnings": [50] }, "resolution": { "target": "{{resolution}}", "calendar": "{{named}}" } }
            """));
        var shipped = string.Join(",", ((string, string, string)[])[("p1", "PT15M", "PT4H"), ("p2", "PT30M", "PT8H"), ("p3", "PT4H", "PT24H"), ("p4", "PT8H", "PT72H")] is var all
            ? all.Select(one => $$"""{ "priority": "{{one.Item1}}", "response": { "target": "{{one.Item2}}", "warnings": [75] }, "resolution": { "target": "{{one.Item3}}", "pauses": ["requester", "vendor", "approval", "other"], "warnings": [75] } }""") : []);
        return $$"""{ "policies": [{ "id": "{{organization}}", "organizations": ["{{organization}}"], "targets": [{{office}}] }, { "id": "standard", "targets": [{{shipped}}] }] }""";
    }

    private Task<Reply> Calendar(bool closedToday, bool running)
    {
        var week = string.Join(",", ((string[])["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]).Select(day => $"\"{day}\": {AllDay}"));
        var dates = closedToday ? $$"""[{ "date": "{{DateTime.UtcNow:yyyy-MM-dd}}", "label": "Closed" }, { "date": "{{DateTime.UtcNow.AddDays(1):yyyy-MM-dd}}", "label": "Closed" }]""" : "[]";
        return Put($"/calendars/{calendar}", $$"""{ "zone": "Etc/UTC", "running": {{(running ? "true" : "false")}}, "week": { {{week}} }, "dates": {{dates}} }""");
    }

    private Task<Reply> Put(string path, string body) => desk.As(Roles.Lead).Send(HttpMethod.Put, "resolution", path, Caller.Json(body));

    private Task<Reply> Holidays(string file) =>
        desk.Admin.Send(HttpMethod.Post, "resolution", $"/calendars/{calendar}/holidays", new StringContent(file, new System.Net.Http.Headers.MediaTypeHeaderValue("text/calendar")));

    private async Task<string> Ticket(string subject)
    {
        var created = await desk.Admin.Post("intake", "/tickets", new { kind = "incident", subject, category = "hardware", requester = new { name = "Li Na", organization } });
        created.Status.ShouldBe(201, created.Body);
        var id = created.Text("id");
        await Eventually.Holds(async () => (await desk.Admin.Get("resolution", $"/tickets/{id}")).Status == 200, "the case is open");
        return id;
    }

    private Task<long> Recorded(string ticket, string what) =>
        desk["resolution"].Ask<long>($"select count(*) from events where stream = 'clocks-{ticket}' and type = 'resolution.{what}.v1' and data ->> 'clock' = 'response'");

    private async Task<JsonNode> Report(DateTimeOffset from, DateTimeOffset to, string by)
    {
        var report = await desk.Admin.Get("analytics", $"/reports/sla?from={from.UtcDateTime:O}&to={to.UtcDateTime:O}&by={by}");
        report.Status.ShouldBe(200, report.Body);
        return report.Json;
    }

    /// <summary>All lines without the links to their tickets, which name the position of the report.</summary>
    private static string Figures(JsonNode report) => string.Join('\n', report["rows"]!.AsArray().Select(row =>
    {
        var figures = row!.DeepClone().AsObject();
        figures.Remove("behind").ShouldBeTrue();
        return figures.ToJsonString();
    }));

    private async Task<string> Version() => (await desk.Admin.Get("resolution", "/sla/policies")).Text("version");

    private static (long Met, long Breached) Row(JsonNode report, string key, string clock)
    {
        var row = report["rows"]!.AsArray().Single(one => one!["key"]!.ToString() == key && one["clock"]!.ToString() == clock)!;
        return (row["met"]!.GetValue<long>(), row["breached"]!.GetValue<long>());
    }
}
