using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.WhatIf;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Rules;
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

    /// <summary>What Resolution and Routing recorded: the office's calendar and policy, and a second table of priorities, which raises VIPs.</summary>
    private static readonly RecordedRules recorded = new(
        calendars,
        [new SlaPoliciesDefined(2, Instant.FromUtc(2020, 1, 1, 0, 0), false, [Policy(8) with { Targets = [.. Policy(8).Targets.Select(one => one.Priority == Priority.P2 ? Policy(5).Targets[1] : one)] }], Root.Id, Opened)],
        new Dictionary<string, RecordedTable>(RecordedRules.Shipped()) { ["matrix-2"] = new(PriorityTable.Shipped, 1) });

    [Fact]
    public void Unchanged_rules_flip_nothing()
    {
        Ask(AskedRules.None).ShouldBe("met 3 breached 1 -> met 3 breached 1:");
        Ask(AskedRules.None with { Policies = [Policy(8)] }).ShouldBe("met 3 breached 1 -> met 3 breached 1:", "the same policy, said again");
        Ask(Office(Definition())).ShouldBe("met 3 breached 1 -> met 3 breached 1:", "the same calendar, said again");
        Ask(AskedRules.None with { Table = PriorityTable.Shipped }).ShouldBe("met 3 breached 1 -> met 3 breached 1:", "the same table, said again");
    }

    [Fact]
    public void A_shorter_target_flips_those_that_took_longer() =>
        Ask(AskedRules.None with { Policies = [Policy(7)] }).ShouldBe("met 3 breached 1 -> met 2 breached 2: eight met>breached");

    [Fact]
    public void A_longer_target_saves_the_one_that_was_late() =>
        Ask(AskedRules.None with { Policies = [Policy(9)] }).ShouldBe("met 3 breached 1 -> met 4 breached 0: nine breached>met");

    [Fact]
    public void A_target_that_no_wait_pauses_breaks_the_one_that_waited() =>
        Ask(AskedRules.None with { Policies = [Policy(8, pauses: [])] }).ShouldBe("met 3 breached 1 -> met 2 breached 2: paused met>breached");

    [Fact]
    public void A_holiday_on_the_second_day_saves_exactly_those_that_were_late_by_its_hours() =>
        Ask(Office(Definition() with { Dates = new Dictionary<LocalDate, DayException> { [new LocalDate(2026, 3, 3)] = new("Holiday", []) } }))
            .ShouldBe("met 3 breached 1 -> met 4 breached 0: nine breached>met");

    [Fact]
    public void Another_table_promises_what_the_policy_of_that_time_promised_for_the_other_priority() =>
        Ask(AskedRules.None with { Table = departmentsFirst }).ShouldBe("met 3 breached 1 -> met 0 breached 4: seven met>breached eight met>breached paused met>breached p3>p2 4");

    // Of the standard promise, at every hour: P1 has 4 hours, P2 8, P3 24, P4 72. A department hindered by its work is P3, and P2 by the other table.
    [Fact]
    public void Another_table_flips_exactly_the_tickets_that_it_grades_otherwise_and_that_took_too_long_for_it()
    {
        var standard = new Promise(StandardTargets.Version, Priority.P3, Duration.FromHours(4), Duration.FromHours(24));
        (string, Promise, object[])[] graded =
        [
            ("seven", standard, [Routed(Impact.Department, Urgency.Medium, Priority.P3), Solved(monday + (7 * hour))]),
            ("nine", standard, [Routed(Impact.Department, Urgency.Medium, Priority.P3), Solved(monday + (9 * hour))]),
            ("twenty-five", standard, [Routed(Impact.Department, Urgency.Medium, Priority.P3), Solved(monday + (25 * hour))]),
            ("vip", Promised(Priority.P2), [Routed(Impact.Department, Urgency.Medium, Priority.P2) with { Vip = "requester", MatrixVersion = "matrix-2" }, Solved(monday + (5 * hour))]),
            // Found after two hours to hinder one person only.
            ("relieved", standard,
            [
                Routed(Impact.Department, Urgency.Medium, Priority.P3), Graded(Impact.Person, Urgency.Medium, Priority.P4, Priority.P3), Assigned(Priority.P4, monday + (2 * hour)),
                Solved(monday + (30 * hour)),
            ]),
            // Both grades are P3 by the table that was in effect, so nothing was promised anew.
            ("moved", standard, [Routed(Impact.Organization, Urgency.Low, Priority.P3), Graded(Impact.Department, Urgency.Medium, Priority.P3, Priority.P3), Solved(monday + (9 * hour))]),
            ("low", Promised(Priority.P4), [Routed(Impact.Person, Urgency.Low, Priority.P4), Solved(monday + (30 * hour))]),
        ];

        Ask(AskedRules.None with { Table = departmentsFirst }, graded)
            .ShouldBe("met 6 breached 1 -> met 3 breached 4: nine met>breached vip met>breached moved met>breached p2>p1 1 p3>p2 4");
        Ask(AskedRules.None with { Table = PriorityTable.Shipped }, graded).ShouldBe("met 6 breached 1 -> met 6 breached 1:");

        static Promise Promised(Priority priority) => new(StandardTargets.Version, priority, StandardTargets.Of((int)priority + 1).Response, StandardTargets.Of((int)priority + 1).Resolution);

        static CaseAssigned Assigned(Priority priority, Instant at) => Assignment with { Priority = priority, Promise = Promised(priority), At = at };

        static TicketGraded Graded(Impact impact, Urgency urgency, Priority priority, Priority before) => new(
            impact, urgency, Importance.Normal, priority, before, PriorityMatrix.Version, [], "by-person", Ada.Id, Grace.Id, null, monday + (2 * hour));
    }

    /// <summary>The shipped table, but a department that is hindered is P2.</summary>
    private static readonly PriorityTable departmentsFirst = new(PriorityMatrix.Cells.Select(cell => cell is { Impact: 1, Urgency: 1, Importance: 1 } ? cell with { Priority = 2 } : cell));

    private static string Ask(AskedRules asked) =>
        Ask(asked, [.. tickets.Select(one => (one.Name, office, (object[])[Routed(Impact.Department, Urgency.Medium, Priority.P3), .. one.Events]))]);

    private static string Ask(AskedRules asked, (string Name, Promise Promise, object[] Events)[] told)
    {
        var tally = new WhatIfTally(10);
        var scope = new ReportScope(monday, monday + Duration.FromDays(7), DateTimeZone.Utc, [], null, false, null);
        var promises = told.SelectMany(one => one.Events.OfType<CaseAssigned>().Select(e => e.Promise).Append(one.Promise)).Distinct().ToDictionary(Promises.IdOf);
        foreach (var (i, (name, promise, events)) in told.Index())
        {
            object[] all = [Submitted with { At = monday }, Opening with { Promise = promise, At = monday }, .. events];
            var story = all.Select((e, n) => StoryFact.Read(TicketStoryTests.Fact(e, n + 1)!.ToLine(), long.MaxValue).Single()).ToList();
            RejudgedTicket Judge(OtherRules rules) => Rejudging.Judge(story, promises, rules, monday + Duration.FromDays(7));
            tally.Add(new Guid(i + 1, 0, 0, new byte[8]), name, scope, [], Judge(OtherRules.None(recorded)), Judge(new OtherRules(asked, recorded)));
        }
        var answer = tally.Answer(new AskWhatIf(null, null, null, asked), "analytics/1", monday);
        var row = answer.Rows.Single(one => one.Clock == "resolution");
        return $"met {row.Before.Met} breached {row.Before.Breached} -> met {row.After.Met} breached {row.After.Breached}:"
            + string.Concat(answer.Flipped.Where(one => one.Clock == "resolution").Select(one => $" {one.Number} {one.Before}>{one.After}"))
            + string.Concat(answer.Regraded.Select(one => $" {one.Before}>{one.After} {one.Tickets}"));
    }

    private static TicketRouted Routed(Impact impact, Urgency urgency, Priority priority) => new(
        null, "network", "not-given", impact, urgency, impact, urgency, Importance.Normal, priority, PriorityMatrix.Version, "first-line", 1, Ada.Id, "least-loaded", [], "INC-1", "acme", Grace.Id, monday);

    private static SlaPolicyDefinition Policy(int hours, IReadOnlyList<PauseReason>? pauses = null) => new("office", [], [], [], null, [.. Enum.GetValues<Priority>().Select(priority => new SlaTargets(
        priority, new ClockTarget(hour, null, [], [], Reopening.KeepFirst), null, null, new ClockTarget(hours * hour, "office", pauses ?? [PauseReason.Requester], [], Reopening.Resume)))]);

    private static CalendarDefinition Definition() => CalendarForms.Definition(calendars["office"][0]) with { Version = OtherRules.Asked };

    private static AskedRules Office(CalendarDefinition definition) => AskedRules.None with { Calendars = new Dictionary<string, WorkCalendar> { ["office"] = WorkCalendar.Create(definition) } };

    private static TicketResolved Solved(Instant at) => new(Ada.Id, Grace.Id, "Done", null, "first-line", Ada.Id, at);
}
