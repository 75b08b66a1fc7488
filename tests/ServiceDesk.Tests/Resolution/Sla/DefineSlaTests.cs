using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution.Sla;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class DefineSlaTests
{
    private static readonly WorkingCalendarDefined office = new(
        "office", 1, Opened, false, "UTC", new([new("09:00", "17:00")], [], [], [], [], [], []), [], [], Root.Id, Opened);

    private const string Clock = """{ "target": "PT4H" }""";

    [Fact]
    public void Every_fault_of_a_calendar_is_named() => Sent.Refusal<DefineCalendar>("""
        {
          "zone": "UTC",
          "week": { "monday": [{ "from": "09:00", "to": "12:00" }, { "from": "11:00", "to": "17:00" }], "tuesday": [{ "from": "17:00", "to": "9:00" }], "friday": [{ "from": "12:00", "to": "12:00" }] },
          "dates": [{ "date": "2026-02-30", "label": "?" }, { "date": "2026-10-01", "label": "国庆节" }, { "date": "2026-10-01", "label": "国庆节" }],
          "yearly": [{ "day": "13-01", "label": "?" }]
        }
        """).ShouldRefuse(
        422, "dates[0].date", "dates[2].date", "week.friday[0].to", "week.monday[1].from", "week.tuesday[0].to", "yearly[0].day");

    [Fact]
    public void A_calendar_by_which_no_time_can_be_counted_is_refused_when_it_is_defined()
    {
        var makeUp = new DatedDay("2026-10-10", [new("09:00", "18:00")], "补班");

        Uncountable(office with { Week = new([], [], [], [], [], [], []), Dates = [makeUp] }).ShouldBe(["week"]);
        Uncountable(office with { Yearly = EveryDay }).ShouldBe(["yearly"]);
        Uncountable(office with { Zone = "Mars/Olympus", Yearly = [new("12-25", "Christmas"), new("12-25", "Christmas")] }).ShouldBe(["zone", "yearly[1]"]);
    }

    [Fact]
    public void Holidays_that_leave_no_day_are_refused()
    {
        var refused = ImportHolidays.Decide(DeciderSpec<CalendarHistory>.Given(office).State, new HolidayFile([], EveryDay), null, false, Root.Id, At(5));

        refused.ShouldBeOfType<Decision.Rejected>().Parts!.Keys.ShouldBe(["yearly"]);
    }

    [Theory]
    [InlineData("09:00", "10:00", false)]
    [InlineData("09:00", "13:00", true)]
    public void A_calendar_holds_the_longest_target_for_as_long_as_it_may_be_in_use(string from, string to, bool holds)
    {
        var wrong = CalendarRules.Uncountable(office with { Week = new([new(from, to)], [], [], [], [], [], []) });

        (wrong.Count == 0).ShouldBe(holds);
        if (!holds) wrong["week"].ShouldContain("1000 days");
    }

    [Fact]
    public void A_calendar_that_takes_effect_after_all_that_is_counted_is_refused() =>
        Uncountable(office with { EffectiveFrom = Instant.FromUtc(8999, 1, 1, 0, 0) }).ShouldBe(["week"]);

    [Theory]
    [InlineData("PT0.0000009S", false)]
    [InlineData("PT0.000001S", true)]
    public void A_target_is_no_shorter_than_the_log_can_tell(string target, bool isOne)
    {
        var sent = $$"""{ "policies": [{ "id": "rest", "targets": [{{All.Replace("PT4H", target, StringComparison.Ordinal)}}] }] }""";

        if (isOne) Sent.Read<DefinePolicies>(sent).Policies[0].Targets[0].Response.Target.ShouldBe(Duration.FromNanoseconds(1000));
        else Sent.Refusal<DefinePolicies>(sent).Errors!.Count.ShouldBe(8);
    }

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
            "DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:Thanksgiving"), Opened, wrong);

        wrong.ShouldBeEmpty();
        file.Yearly.ShouldBe([new YearlyDay("01-01", "元旦")]);
        file.Dates.Select(one => one.Date).Take(4).ShouldBe(["2026-10-01", "2026-10-02", "2026-10-03", "2026-11-26"]);
        (file.Dates[4].Date, file.Dates[4].Label).ShouldBe(("2027-11-25", "Thanksgiving"));
        file.Dates.Count.ShouldBe(13);
    }

    [Fact]
    public void A_repetition_that_began_long_ago_is_written_down_from_today_on()
    {
        var wrong = new List<WrongValue>();
        var file = HolidayFile.Read(File("DTSTART;VALUE=DATE:20071122\nDTEND;VALUE=DATE:20071124\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:Thanksgiving",
            "DTSTART;VALUE=DATE:20251001\nSUMMARY:国庆节"), Instant.FromUtc(2026, 11, 27, 13, 0), wrong);

        wrong.ShouldBeEmpty();
        file.Dates.Select(one => one.Date).Take(4).ShouldBe(["2025-10-01", "2026-11-27", "2027-11-25", "2027-11-26"]); // a day told by its date stays, though it is past
        file.Dates[^1].Date.ShouldBe("2035-11-23");
    }

    [Fact]
    public void A_day_is_today_until_it_is_over_everywhere()
    {
        HolidayFile Read(int hour) => HolidayFile.Read(
            File("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=MONTHLY\nSUMMARY:Stocktaking"), Instant.FromUtc(2026, 3, 2, hour, 0), []);

        Read(11).Dates[0].Date.ShouldBe("2026-03-01");
        Read(12).Dates[0].Date.ShouldBe("2026-04-01");
    }

    [Fact]
    public void An_event_whose_days_or_name_cannot_be_recorded_is_named() => Wrong(File(
        "DTSTART;VALUE=DATE:20261001\nSUMMARY:国庆节", "DTSTART;VALUE=DATE:20260201\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:Never",
        "DTSTART;VALUE=DATE:20261001\nSUMMARY;ENCODING=BASE64:TnUAbA==", "DTSTART;VALUE=DATE:20260201\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31\nSUMMARY:Never")).ShouldBe(
        ["events[1]", "events[2]", "events[3]"]);

    [Fact]
    public void A_long_name_is_cut_between_characters() => HolidayFile.Read(
        File($"DTSTART;VALUE=DATE:20261001\nSUMMARY:{new string('x', 199)}🎉🎉"), Opened, []).Dates.Single().Label.ShouldBe(new string('x', 199));

    [Fact]
    public void A_leap_day_by_a_rule_is_found_though_years_lie_between() => HolidayFile.Read(
        File("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29\nSUMMARY:Leap day"), Opened, []).Dates.Select(one => one.Date)
        .ShouldBe(["2028-02-29", "2032-02-29", "2036-02-29"]);

    [Theory]
    [InlineData("hello", "body")]
    [InlineData("", "body")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261001\r\nSUMMARY:Nu\0l\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "body")]
    public void What_is_no_calendar_is_refused(string text, string field) => Wrong(text).ShouldBe([field]);

    [Fact]
    public void Every_event_that_is_no_holiday_is_named() => Wrong(File(
        "DTSTART:20261224T120000Z\nSUMMARY:Half a day", "SUMMARY:Some day", "DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20271001\nSUMMARY:A year",
        "DTSTART;VALUE=DATE:20261001", "DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=DAILY\nSUMMARY:Every day", "DTSTART;VALUE=DATE:20261001\nSUMMARY:国庆节")).ShouldBe(
        ["events[0]", "events[1]", "events[2]", "events[3]", "events[4]"]);

    [Fact]
    public void A_makeUp_working_day_is_no_holiday_and_the_same_file_again_is_no_version()
    {
        var worked = new DatedDay("2026-10-01", [new WorkingFrame("09:00", "18:00")], "补班");
        var first = office with { Dates = [worked] };
        var file = new HolidayFile([new DatedDay("2026-10-01", [], "国庆节"), new DatedDay("2026-10-02", [], "国庆节")], []);
        var second = first with { Version = 2, EffectiveFrom = At(5), At = At(5), Dates = [worked, file.Dates[1]] };

        DeciderSpec<CalendarHistory>.Given(first).When(history => ImportHolidays.Decide(history, file, null, false, Root.Id, At(5))).Then(second);
        DeciderSpec<CalendarHistory>.Given(first, second).When(history => ImportHolidays.Decide(history, file, null, false, Root.Id, At(9))).ThenNothing();
        DeciderSpec<CalendarHistory>.Given().When(history => ImportHolidays.Decide(history, file, null, false, Root.Id, At(9))).ThenMissing();
    }

    private static string All => string.Join(", ", Enumerable.Range(1, 4).Select(n => $$"""{ "priority": "p{{n}}", "response": {{Clock}}, "resolution": {{Clock}} }"""));

    private static IReadOnlyList<YearlyDay> EveryDay =>
        [.. Enumerable.Range(0, 366).Select(day => new LocalDate(2024, 1, 1).PlusDays(day)).Select(date => new YearlyDay($"{date.Month:00}-{date.Day:00}", "rest"))];

    private static IEnumerable<string> Uncountable(WorkingCalendarDefined defined) =>
        new DefineCalendar(defined.EffectiveFrom, defined.Running, defined.Zone, defined.Week, defined.Dates, defined.Yearly)
            .Decide(CalendarHistory.Initial, "office", Root.Id, Opened).ShouldBeOfType<Decision.Rejected>().Parts!.Keys;

    private static List<string> Wrong(string text)
    {
        var wrong = new List<WrongValue>();
        HolidayFile.Read(text, Opened, wrong);
        return [.. wrong.Select(one => one.Field)];
    }

    private static string File(params string[] events) =>
        $"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//acme//EN\n{string.Concat(events.Select((one, i) => $"BEGIN:VEVENT\nUID:{i}\n{one}\nEND:VEVENT\n"))}END:VCALENDAR\n".Replace("\n", "\r\n", StringComparison.Ordinal);
}
