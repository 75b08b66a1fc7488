using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Sla;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class DefineSlaTests
{
    private const string Clock = """{ "target": "PT4H" }""";

    [Fact]
    public void Every_fault_of_a_calendar_is_named() => Sent.Refusal<DefineCalendar>("""
        {
          "zone": "Mars/Olympus",
          "week": { "monday": [{ "from": "09:00", "to": "12:00" }, { "from": "11:00", "to": "17:00" }], "tuesday": [{ "from": "17:00", "to": "9:00" }], "friday": [{ "from": "12:00", "to": "12:00" }] },
          "dates": [{ "date": "2026-02-30", "label": "?" }, { "date": "2026-10-01", "label": "国庆节" }, { "date": "2026-10-01", "label": "国庆节" }],
          "yearly": [{ "day": "13-01", "label": "?" }]
        }
        """).ShouldRefuse(
        422, "dates[0].date", "dates[2].date", "week.friday[0].to", "week.monday[1].from", "week.tuesday[0].to", "yearly[0].day", "zone");

    [Fact]
    public void A_calendar_in_which_no_time_ever_counts_is_refused() => Sent.Refusal<DefineCalendar>("""{ "zone": "UTC", "week": { "monday": [] } }""").ShouldRefuse(422, "week");

    [Fact]
    public void A_calendar_counts_its_versions_and_the_same_again_is_none()
    {
        var read = Sent.Read<DefineCalendar>("""{ "zone": "Asia/Shanghai", "week": { "monday": [{ "from": "09:00", "to": "24:00" }] }, "dates": [{ "date": "2026-10-10", "frames": [{ "from": "09:00", "to": "18:00" }], "label": "补班" }] }""");
        var first = new WorkingCalendarDefined("office", 1, Opened, false, read.Zone, read.Week, read.Dates, read.Yearly, Root.Id, Opened);

        DeciderSpec<CalendarHistory>.Given().When(history => read.Decide(history, "office", Root.Id, Opened)).Then(first);
        DeciderSpec<CalendarHistory>.Given(Reread(first)).When(history => read.Decide(history, "office", Root.Id, At(5))).ThenNothing();
        DeciderSpec<CalendarHistory>.Given(first).When(history => (read with { Zone = "UTC" }).Decide(history, "office", Root.Id, At(5)))
            .Then(first with { Version = 2, Zone = "UTC", EffectiveFrom = At(5), At = At(5) });
        DeciderSpec<CalendarHistory>.Given(first).When(history => (read with { EffectiveFrom = At(1) }).Decide(history, "office", Root.Id, At(5))).ThenInvalid("effectiveFrom");
    }

    [Fact]
    public void Policies_that_leave_a_gap_are_refused() => Sent.Refusal<DefinePolicies>($$"""
        { "policies": [
          { "id": "gold", "organizations": ["acme"], "targets": [{{All}}] },
          { "id": "rest", "targets": [{ "priority": "p1", "response": {{Clock}}, "resolution": {{Clock}} }] } ] }
        """).Errors!["policies"].Single().ShouldContain("p2, p3, p4");

    [Fact]
    public void Every_fault_of_a_policy_is_named() => Sent.Refusal<DefinePolicies>($$$"""
        { "policies": [
          { "id": "Gold!", "kinds": ["wish"], "targets": [
            { "priority": "p1", "response": { "target": "PT0S", "warnings": [50, 50] }, "resolution": { "target": "soon", "pauses": ["lunch"], "warnings": [100], "reopening": "maybe" } },
            { "priority": "p1", "response": {{{Clock}}} } ] },
          { "id": "rest", "targets": [{{{All}}}] }, { "id": "rest", "targets": [] } ] }
        """).ShouldRefuse(422,
        "policies[0].id", "policies[0].kinds", "policies[0].targets", "policies[0].targets[0].resolution.pauses", "policies[0].targets[0].resolution.reopening",
        "policies[0].targets[0].resolution.target", "policies[0].targets[0].resolution.warnings", "policies[0].targets[0].response.target",
        "policies[0].targets[0].response.warnings", "policies[0].targets[1].resolution", "policies[2].id", "policies[2].targets");

    [Fact]
    public void A_policy_counts_in_calendars_that_are_there()
    {
        var read = Sent.Read<DefinePolicies>($$"""{ "policies": [{ "id": "rest", "noticeCalendar": "day", "targets": [{{All.Replace("PT4H\"", "PT4H\", \"calendar\": \"office\"", StringComparison.Ordinal)}}] }] }""");

        read.Unknown(SlaRules.Shipped).Keys.Order().Take(3).ShouldBe(
            ["policies[0].noticeCalendar", "policies[0].targets[0].resolution.calendar", "policies[0].targets[0].response.calendar"]);
    }

    [Fact]
    public void The_policies_that_are_shipped_can_be_sent_back_as_they_are()
    {
        var sent = System.Text.Json.JsonSerializer.Serialize(new { policies = ShippedPolicies.Definition.Policies }, ServiceDesk.Hosting.HttpJson.Options);

        DeciderSpec<PoliciesHistory>.Given().When(history => Sent.Read<DefinePolicies>(sent).Decide(history, Root.Id, Opened)).ThenNothing();
    }

    [Fact]
    public void Holidays_are_read_whether_once_yearly_or_by_a_rule()
    {
        var wrong = new List<WrongValue>();
        var file = HolidayFile.Read(File("DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261004\nSUMMARY:国庆节", "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY\nSUMMARY:元旦",
            "DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:Thanksgiving"), wrong);

        wrong.ShouldBeEmpty();
        file.Yearly.ShouldBe([new YearlyDay("01-01", "元旦")]);
        file.Dates.Select(one => one.Date).Take(4).ShouldBe(["2026-10-01", "2026-10-02", "2026-10-03", "2026-11-26"]);
        (file.Dates[4].Date, file.Dates[4].Label).ShouldBe(("2027-11-25", "Thanksgiving"));
        file.Dates.Count.ShouldBe(13);
    }

    [Theory]
    [InlineData("hello", "body")]
    [InlineData("", "body")]
    public void What_is_no_calendar_is_refused(string text, string field) => Wrong(text).ShouldBe([field]);

    [Fact]
    public void Every_event_that_is_no_holiday_is_named() => Wrong(File(
        "DTSTART:20261224T120000Z\nSUMMARY:Half a day", "SUMMARY:Some day", "DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20271001\nSUMMARY:A year",
        "DTSTART;VALUE=DATE:20261001", "DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=DAILY\nSUMMARY:Every day", "DTSTART;VALUE=DATE:20261001\nSUMMARY:国庆节")).ShouldBe(
        ["events[0]", "events[1]", "events[2]", "events[3]", "events[4]"]);

    [Fact]
    public void A_make_up_working_day_is_no_holiday_and_the_same_file_again_is_no_version()
    {
        var worked = new DatedDay("2026-10-01", [new WorkingFrame("09:00", "18:00")], "补班");
        var office = new WorkingCalendarDefined("office", 1, Opened, false, "UTC", new WorkingWeek([new("09:00", "17:00")], [], [], [], [], [], []), [worked], [], Root.Id, Opened);
        var file = new HolidayFile([new DatedDay("2026-10-01", [], "国庆节"), new DatedDay("2026-10-02", [], "国庆节")], []);
        var second = office with { Version = 2, EffectiveFrom = At(5), At = At(5), Dates = [worked, file.Dates[1]] };

        DeciderSpec<CalendarHistory>.Given(office).When(history => ImportHolidays.Decide(history, file, null, false, Root.Id, At(5))).Then(second);
        DeciderSpec<CalendarHistory>.Given(office, second).When(history => ImportHolidays.Decide(history, file, null, false, Root.Id, At(9))).ThenNothing();
        DeciderSpec<CalendarHistory>.Given().When(history => ImportHolidays.Decide(history, file, null, false, Root.Id, At(9))).ThenMissing();
    }

    private static string All => string.Join(", ", Enumerable.Range(1, 4).Select(n => $$"""{ "priority": "p{{n}}", "response": {{Clock}}, "resolution": {{Clock}} }"""));

    private static List<string> Wrong(string text)
    {
        var wrong = new List<WrongValue>();
        HolidayFile.Read(text, wrong);
        return [.. wrong.Select(one => one.Field)];
    }

    private static string File(params string[] events) =>
        $"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//acme//EN\n{string.Concat(events.Select((one, i) => $"BEGIN:VEVENT\nUID:{i}\n{one}\nEND:VEVENT\n"))}END:VCALENDAR\n".Replace("\n", "\r\n", StringComparison.Ordinal);
}
