using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

public class ClockHistoryTests
{
    private const string Clock = "resolution";

    /// <summary>A Monday, nine o'clock.</summary>
    private static readonly Instant monday = Instant.FromUtc(2026, 3, 2, 9, 0);

    private static readonly WorkCalendar office = WorkCalendar.Create(Calendars.Office("Etc/UTC"));
    private static readonly WorkCalendar longer = WorkCalendar.Create(Calendars.Office("Etc/UTC") with
    {
        Version = 2,
        Week = Calendars.Office("Etc/UTC").Week.ToDictionary(day => day.Key, IReadOnlyList<Frame> (_) => [Calendars.Frame("08:00", "20:00")]),
    });

    private static readonly ClockRule rule = new(
        [FactKind.Opened], [FactKind.Resolved, FactKind.Closed], ["requester", "vendor"], ReopeningRule.Resume, Repeats: false, [50, 75]);

    [Fact]
    public void A_running_clock_tells_what_it_used_and_when_it_will_be_due()
    {
        var clock = Read(monday + Hours(3), Opened(), Promised(10));

        (clock.State, clock.Elapsed, clock.Remaining, clock.Due).ShouldBe((ClockState.Running, Hours(3), Hours(7), monday + Hours(26)));
        (clock.BreachedAt, clock.BreachesAt, clock.NextAlarm).ShouldBe((null, monday + Hours(26), monday + Hours(5)));
        clock.Warnings.ShouldBe([new ClockWarning(50, monday + Hours(5), false), new ClockWarning(75, monday + Hours(7.5), false)]);
    }

    [Fact]
    public void A_target_that_is_used_up_at_closing_time_is_broken_by_work_after_the_next_opening_only()
    {
        var evening = Read(monday + Hours(12), Opened(), Promised(8));
        (evening.State, evening.Due, evening.BreachesAt).ShouldBe((ClockState.Running, monday + Hours(8), monday + Hours(24)));

        Read(monday + Hours(40), Opened(), Promised(8), At(FactKind.Resolved, 20)).State.ShouldBe(ClockState.Met);

        var morning = Read(monday + Hours(25), Opened(), Promised(8));
        (morning.State, morning.Due, morning.BreachedAt).ShouldBe((ClockState.Breached, monday + Hours(8), monday + Hours(24)));
    }

    [Fact]
    public void Waiting_for_somebody_whom_the_rule_names_stops_the_clock()
    {
        var clock = Read(monday + Hours(5), Opened(), Promised(8), Paused("vendor", 1), At(FactKind.Resumed, 3));

        (clock.Elapsed, clock.Paused, clock.Due).ShouldBe((Hours(3), Hours(2), monday + Hours(26)));
    }

    [Fact]
    public void Waiting_for_somebody_else_does_not()
    {
        var clock = Read(monday + Hours(5), Opened(), Promised(8), Paused("colleague", 1));

        (clock.Elapsed, clock.Paused, clock.PausedFor).ShouldBe((Hours(5), Duration.Zero, null));
    }

    [Fact]
    public void A_paused_clock_cannot_be_broken_and_would_be_due_if_it_went_on_at_once()
    {
        var clock = Read(monday + Hours(7), Opened(), Promised(2), Paused("vendor", 1));

        (clock.State, clock.PausedFor, clock.Due, clock.BreachesAt, clock.NextAlarm).ShouldBe((ClockState.Running, "vendor", monday + Hours(8), null, null));
    }

    [Fact]
    public void A_clock_that_was_used_up_when_it_was_paused_is_broken_as_soon_as_it_goes_on()
    {
        ClockFact[] facts = [Opened(), Promised(2), Paused("vendor", 2), At(FactKind.Resumed, 5)];

        Read(monday + Hours(4), facts).State.ShouldBe(ClockState.Running);
        var clock = Read(monday + Hours(6), facts);
        (clock.State, clock.Due, clock.BreachedAt).ShouldBe((ClockState.Breached, monday + Hours(2), monday + Hours(5)));
    }

    [Fact]
    public void A_pause_removes_the_working_time_in_it_and_nothing_of_the_night() =>
        Read(monday + Hours(26), Opened(), Promised(20), Paused("vendor", 7), At(FactKind.Resumed, 25)).Paused.ShouldBe(Hours(2));

    [Fact]
    public void Another_priority_counts_from_the_original_start_with_what_was_used_and_paused()
    {
        var clock = Read(monday + Hours(6), Opened(), Promised(20), Paused("vendor", 1), At(FactKind.Resumed, 2), Promised(6, 5));

        (clock.Elapsed, clock.Remaining, clock.Due).ShouldBe((Hours(5), Hours(1), monday + Hours(7)));
    }

    [Fact]
    public void A_promise_cannot_have_been_broken_before_it_was_made()
    {
        var clock = Read(monday + Hours(6), Opened(), Promised(20), Promised(2, 5));

        (clock.State, clock.Due, clock.BreachedAt).ShouldBe((ClockState.Breached, monday + Hours(2), monday + Hours(5)));
        clock.Warnings.ShouldAllBe(warning => warning.IsReached && warning.At == monday + Hours(5));
    }

    [Fact]
    public void A_longer_target_takes_back_a_breach_and_the_reading_before_it_still_tells_it()
    {
        ClockFact[] facts = [Opened(), Promised(2), Promised(20, 4)];

        Read(monday + Hours(3), facts).State.ShouldBe(ClockState.Breached);
        Read(monday + Hours(5), facts).State.ShouldBe(ClockState.Running);
    }

    [Fact]
    public void What_was_promised_after_the_clock_stopped_does_not_judge_it() =>
        Read(monday + Hours(6), Opened(), Promised(8), At(FactKind.Resolved, 4), Promised(1, 5)).State.ShouldBe(ClockState.Met);

    [Fact]
    public void Another_calendar_counts_from_then_on()
    {
        var clock = Read(monday + Hours(25), Opened(), Promised(30), ClockFact.Promised([Terms(30) with { Calendar = longer.Key }], monday + Hours(4)));

        // Four hours by the first; seven until eight in the evening and two in the morning by the second.
        clock.Elapsed.ShouldBe(Hours(4 + 7 + 2));
    }

    [Theory]
    [InlineData(ReopeningRule.Resume, ClockState.Running, 1, 4)]
    [InlineData(ReopeningRule.Restart, ClockState.Running, 2, 2)]
    [InlineData(ReopeningRule.KeepFirst, ClockState.Met, 1, 2)]
    public void Reopening_follows_the_rule(ReopeningRule reopening, ClockState state, int round, int hours)
    {
        var terms = Terms(8) with { Rule = rule with { Reopening = reopening } };
        var clock = Read(monday + Hours(7), Opened(), ClockFact.Promised([terms], monday), At(FactKind.Resolved, 2), At(FactKind.Reopened, 5));

        (clock.State, clock.Round, clock.Elapsed).ShouldBe((state, round, Hours(hours)));
        clock.Earlier.Select(one => (one.State, one.Elapsed)).ShouldBe(reopening == ReopeningRule.Restart ? [(ClockState.Met, Hours(2))] : []);
    }

    [Fact]
    public void A_cadence_begins_a_new_round_with_each_word_to_the_requester()
    {
        var terms = Terms(3) with { Rule = rule with { Starts = [FactKind.Opened, FactKind.RequesterTold], Stops = [FactKind.RequesterTold, FactKind.Resolved], Repeats = true } };
        var clock = Read(monday + Hours(7), Opened(), ClockFact.Promised([terms], monday), At(FactKind.RequesterTold, 1), At(FactKind.RequesterTold, 5));

        (clock.Round, clock.Elapsed, clock.State).ShouldBe((3, Hours(2), ClockState.Running));
        clock.Earlier.Select(one => one.State).ShouldBe([ClockState.Met, ClockState.Breached]);
    }

    [Fact]
    public void After_an_end_without_a_solution_nothing_is_counted_or_judged_and_a_mistaken_end_was_none()
    {
        ClockFact[] facts = [Opened(), Promised(4), At(FactKind.Ended, 2), At(FactKind.Restored, 6)];

        var ended = Read(monday + Hours(5), facts);
        (ended.State, ended.Elapsed, ended.BreachesAt).ShouldBe((ClockState.Void, Hours(2), null));

        var restored = Read(monday + Hours(7), facts);
        (restored.State, restored.Elapsed).ShouldBe((ClockState.Breached, Hours(7)));
    }

    [Fact]
    public void What_happened_before_the_opening_counts_at_the_opening()
    {
        var clock = Read(monday + Hours(1), Opened(), Promised(4, -1), At(FactKind.Resolved, -2));

        (clock.State, clock.Started, clock.Stopped, clock.Elapsed).ShouldBe((ClockState.Met, monday, monday, Duration.Zero));
    }

    [Fact]
    public void A_fact_that_becomes_known_late_counts_where_it_belongs()
    {
        var known = ClockHistory.Of([Opened(), Promised(4)]);
        var later = known.Add(At(FactKind.Resolved, 3));

        Standing(known, monday + Hours(6)).State.ShouldBe(ClockState.Breached);
        Standing(later, monday + Hours(6)).State.ShouldBe(ClockState.Met);
    }

    [Fact]
    public void A_clock_that_has_not_begun_is_not_read()
    {
        ClockHistory.Of([Opened(), Promised(4)]).Read(monday - Duration.Epsilon, Find).ShouldBeEmpty();
        ClockHistory.Empty.Read(monday, Find).ShouldBeEmpty();
        ClockHistory.Of([Opened(), Promised(4)]).Certify("another", monday, Find).ShouldBeEmpty();
    }

    [Fact]
    public void A_certificate_tells_every_span_and_all_that_was_promised()
    {
        var history = ClockHistory.Of([Opened(), Promised(20), Paused("vendor", 1), At(FactKind.Resumed, 2), Promised(10, 3), At(FactKind.Resolved, 25)]);

        var certificate = history.Certify(Clock, monday + Hours(30), Find).Single();

        certificate.Terms.Select(terms => (terms.From, terms.Target)).ShouldBe([(monday, Hours(20)), (monday + Hours(3), Hours(10))]);
        certificate.Spans.ShouldBe(
        [
            new CertifiedSpan(monday, monday + Hours(1), SpanKind.Counted, null),
            new CertifiedSpan(monday + Hours(1), monday + Hours(2), SpanKind.Paused, "vendor"),
            new CertifiedSpan(monday + Hours(2), monday + Hours(8), SpanKind.Counted, null),
            new CertifiedSpan(monday + Hours(8), monday + Hours(24), SpanKind.OutsideHours, null),
            new CertifiedSpan(monday + Hours(24), monday + Hours(25), SpanKind.Counted, null),
        ]);
        (certificate.State, certificate.Elapsed, certificate.Paused, certificate.Stopped).ShouldBe((ClockState.Met, Hours(8), Hours(1), monday + Hours(25)));
    }

    private static ClockStanding Read(Instant asOf, params ClockFact[] facts) => Standing(ClockHistory.Of(facts), asOf);

    private static ClockStanding Standing(ClockHistory history, Instant asOf) => history.Read(asOf, Find).Single();

    private static WorkCalendar Find(CalendarKey key) => key == longer.Key ? longer : office;

    private static ClockFact Opened() => At(FactKind.Opened, 0);

    private static ClockFact At(FactKind kind, double hours) => ClockFact.Of(kind, monday + Hours(hours));

    private static ClockFact Paused(string reason, double hours) => ClockFact.Paused(reason, monday + Hours(hours));

    private static ClockFact Promised(int target, double hours = 0) => ClockFact.Promised([Terms(target)], monday + Hours(hours));

    private static ClockTerms Terms(int hours) => new(Clock, $"policy-{hours}", Hours(hours), office.Key, rule);

    private static Duration Hours(double hours) => Duration.FromHours(hours);
}
