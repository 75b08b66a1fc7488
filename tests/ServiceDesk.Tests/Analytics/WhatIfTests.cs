using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.WhatIf;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>Four tickets whose clocks can be added up by hand: an office from nine to five in Coordinated Universal Time, eight hours to resolve.</summary>
public class WhatIfTests
{
    private static readonly Duration hour = Duration.FromHours(1);

    /// <summary>A Monday.</summary>
    private static readonly Instant monday = Instant.FromUtc(2026, 3, 2, 9, 0);

    private static readonly Promise office = new("office-2", Priority.P3, hour, 8 * hour)
    {
        Policies = 2,
        Clocks = [new(ClockName.Resolution, 8 * hour, new CalendarVersion("office", 1), [PauseReason.Requester], [], Reopening.Resume)],
    };

    private static readonly WorkingFrame[] nineToFive = [new("09:00", "17:00")];

    private static readonly Dictionary<string, List<WorkingCalendarDefined>> calendars = new()
    {
        ["office"] = [new("office", 1, Instant.FromUtc(2020, 1, 1, 0, 0), false, "UTC", new WorkingWeek(nineToFive, nineToFive, nineToFive, nineToFive, nineToFive, [], []), [], [], "person-root", Opened)],
    };

    // Opened on Monday at nine: done after 7 working hours, after 8 (just kept), after 9, and after 12 of which 5 waited for the requester.
    private static readonly (string Name, object[] Events)[] tickets =
    [
        ("seven", [Solved(monday + (7 * hour))]),
        ("eight", [Solved(monday + (8 * hour))]),
        ("nine", [Solved(monday + Duration.FromDays(1) + hour)]),
        ("paused", [new WorkPaused(Ada.Id, PauseReason.Requester, monday + hour), new WorkResumed(Ada.Id, monday + (6 * hour)), Solved(monday + Duration.FromDays(1) + (4 * hour))]),
    ];

    [Fact]
    public void Unchanged_rules_flip_nothing()
    {
        Ask(new OtherRules(null, new Dictionary<string, WorkCalendar>(), calendars)).ShouldBe("met 3 breached 1 -> met 3 breached 1:");
        Ask(new OtherRules([Policy(8)], new Dictionary<string, WorkCalendar>(), calendars)).ShouldBe("met 3 breached 1 -> met 3 breached 1:", "the same policy, said again");
        Ask(new OtherRules(null, Office(Definition()), calendars)).ShouldBe("met 3 breached 1 -> met 3 breached 1:", "the same calendar, said again");
    }

    [Fact]
    public void A_shorter_target_flips_those_that_took_longer() =>
        Ask(new OtherRules([Policy(7)], new Dictionary<string, WorkCalendar>(), calendars)).ShouldBe("met 3 breached 1 -> met 2 breached 2: eight met>breached");

    [Fact]
    public void A_longer_target_saves_the_one_that_was_late() =>
        Ask(new OtherRules([Policy(9)], new Dictionary<string, WorkCalendar>(), calendars)).ShouldBe("met 3 breached 1 -> met 4 breached 0: nine breached>met");

    [Fact]
    public void A_target_that_no_wait_pauses_breaks_the_one_that_waited() =>
        Ask(new OtherRules([Policy(8, pauses: [])], new Dictionary<string, WorkCalendar>(), calendars)).ShouldBe("met 3 breached 1 -> met 2 breached 2: paused met>breached");

    [Fact]
    public void A_holiday_on_the_second_day_saves_exactly_those_that_were_late_by_its_hours() =>
        Ask(new OtherRules(null, Office(Definition() with { Dates = new Dictionary<LocalDate, DayException> { [new LocalDate(2026, 3, 3)] = new("Holiday", []) } }), calendars))
            .ShouldBe("met 3 breached 1 -> met 4 breached 0: nine breached>met");

    [Fact]
    public void A_promise_means_what_it_means_to_Resolution()
    {
        foreach (var promise in (Promise[])[office, Opening.Promise, office with { Clocks = [.. Enum.GetValues<ClockName>().SelectMany(clock => Enum.GetValues<Reopening>().Select(reopening => new ClockPromise(clock, hour, null, [PauseReason.Vendor], [50, 75], reopening)))] }])
            PromisedTerms.Of(promise).Select(Text).ShouldBe(Resolution.Sla.PromisedClocks.Of(promise).Select(Text));

        static string Text(ClockTerms one) => System.Text.Json.JsonSerializer.Serialize(one, EventStoreJson);
    }

    private static System.Text.Json.JsonSerializerOptions EventStoreJson => Types.Json;

    private static string Ask(OtherRules rules)
    {
        var tally = new WhatIfTally(10);
        var scope = new ReportScope(monday, monday + Duration.FromDays(7), DateTimeZone.Utc, [], null, false, null);
        var promises = new Dictionary<string, Promise> { [Promises.IdOf(office)] = office };
        foreach (var (i, (name, events)) in tickets.Index())
        {
            object[] all = [Submitted with { At = monday }, Opening with { Promise = office, At = monday }, .. events];
            var story = all.Select((e, n) => TicketStoryTests.Fact(e, n + 1)!).ToList();
            tally.Add(new Guid(i + 1, 0, 0, new byte[8]), name, scope, [], Rejudging.Judge(story, promises, OtherRules.None(calendars), monday + Duration.FromDays(7)), Rejudging.Judge(story, promises, rules, monday + Duration.FromDays(7)));
        }
        var answer = tally.Answer(new AskWhatIf(null, null, null, null, new Dictionary<string, WorkCalendar>()), "analytics/1", monday);
        var row = answer.Rows.Single(one => one.Clock == "resolution");
        return $"met {row.Before.Met} breached {row.Before.Breached} -> met {row.After.Met} breached {row.After.Breached}:" + string.Concat(answer.Flipped.Where(one => one.Clock == "resolution").Select(one => $" {one.Number} {one.Before}>{one.After}"));
    }

    private static SlaPolicyDefinition Policy(int hours, IReadOnlyList<PauseReason>? pauses = null) => new("office", [], [], [], null, [.. Enum.GetValues<Priority>().Select(priority => new SlaTargets(
        priority, new ClockTarget(hour, null, [], [], Reopening.KeepFirst), null, null, new ClockTarget(hours * hour, "office", pauses ?? [PauseReason.Requester], [], Reopening.Resume)))]);

    private static CalendarDefinition Definition() => CalendarForms.Definition(calendars["office"][0]) with { Version = OtherRules.Asked };

    private static Dictionary<string, WorkCalendar> Office(CalendarDefinition definition) => new() { ["office"] = WorkCalendar.Create(definition) };

    private static TicketResolved Solved(Instant at) => new(Ada.Id, Grace.Id, "Done", null, "first-line", Ada.Id, at);
}
