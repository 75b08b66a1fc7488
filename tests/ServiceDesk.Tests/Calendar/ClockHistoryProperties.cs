using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>Clocks against clocks that really tick.</summary>
public class ClockHistoryProperties
{
    private const string Clock = "resolution";

    private static readonly FactKind[] kinds = [.. Enum.GetValues<FactKind>().Where(kind => kind is not FactKind.Opened and not FactKind.Promised)];
    private static readonly string[] reasons = ["requester", "vendor"];

    /// <summary>A ticket whose facts lie within four days, with two calendars.</summary>
    private sealed record Ticket(ClockFact[] Facts, Instant AsOf, CalendarDefinition[] Calendars)
    {
        public ClockHistory History { get; } = ClockHistory.Of(Facts);

        public Dictionary<CalendarKey, WorkCalendar> Compiled { get; } = Calendars.ToDictionary(one => one.Key, WorkCalendar.Create);

        public ClockStanding? Standing => History.Read(AsOf, key => Compiled[key]).SingleOrDefault();
    }

    private static readonly Gen<Ticket> tickets =
        from calendars in CalendarSamples.CalendarAndInstant.ArrayOf(2)
        from first in Terms
        from rest in Fact(calendars[0].Middle).ArrayOf(12)
        from asOf in Gen.Choose(0, 6000)
        let opened = calendars[0].Middle
        select new Ticket(
            [.. rest.Prepend(ClockFact.Promised([first], opened)).Prepend(ClockFact.Of(FactKind.Opened, opened)).OrderBy(fact => fact.At)],
            opened + Duration.FromMinutes(asOf),
            [calendars[0].Definition with { Version = 1 }, calendars[1].Definition with { Version = 2 }]);

    private static Gen<ClockTerms> Terms =>
        from target in Gen.Frequency((1, Gen.Choose(1, 100)), (2, Gen.Choose(1, 12)))
        from calendar in Gen.Choose(1, 2)
        from starts in Gen.Elements(FactKind.RequesterTold, FactKind.RequesterWrote, FactKind.Reopened)
        from stops in Gen.SubListOf([FactKind.RequesterTold, FactKind.Resolved, FactKind.Closed, FactKind.Diagnosed])
        from pausedBy in Gen.SubListOf(reasons)
        from reopening in Gen.Elements(Enum.GetValues<ReopeningRule>())
        from repeats in Gen.Elements(true, false)
        select new ClockTerms(
            Clock, $"policy-{target}", Duration.FromMinutes(target * 20), new CalendarKey("sample", calendar),
            new ClockRule([FactKind.Opened, starts], [.. stops], [.. pausedBy], reopening, repeats, [50, 75, 100]));

    private static Gen<ClockFact> Fact(Instant opened) =>
        from minutes in Gen.Frequency((1, Gen.Choose(0, 5800)), (3, Gen.Choose(0, 290).Select(twenty => twenty * 20)))
        from kind in Gen.Frequency((6, Gen.Elements(kinds)), (2, Gen.Elements(FactKind.Paused, FactKind.Reopened)))
        from reason in Gen.Elements(reasons)
        from promised in Gen.Frequency((1, Terms.Select(terms => (ClockTerms?)terms)), (7, Gen.Constant<ClockTerms?>(null)))
        let at = opened + Duration.FromMinutes(minutes)
        select promised is not null ? ClockFact.Promised([promised], at) : kind == FactKind.Paused ? ClockFact.Paused(reason, at) : ClockFact.Of(kind, at);

    [Fact]
    public void A_clock_says_what_one_says_that_ticks_every_minute() => Hold(600, ticket =>
    {
        var naive = new NaiveClock(Clock, ticket.Facts, ticket.Calendars.ToDictionary(one => one.Key, one => new MinuteByMinute(one)));

        (ticket.Standing is { } standing ? standing.Earlier.Append(standing).Select(NaiveClock.Show) : []).ShouldBe(naive.Read(ticket.AsOf));
    });

    [Fact]
    public void Elapsed_and_remaining_make_the_target() => Hold(300, ticket =>
    {
        foreach (var round in ticket.Standing!.Earlier.Append(ticket.Standing)) (round.Elapsed + round.Remaining).ShouldBe(round.Terms.Target);
    });

    [Fact]
    public void What_will_happen_if_nothing_happens_does() => Hold(300, ticket =>
    {
        if (ticket.Standing is not { NextAlarm: { } alarm } standing) return;

        var nothingMore = ClockHistory.Of(ticket.Facts.Where(fact => fact.At <= ticket.AsOf));
        var later = nothingMore.Read(Instant.Max(alarm, ticket.AsOf) + Duration.Epsilon, key => ticket.Compiled[key]).Single();
        if (standing.BreachesAt == alarm) (later.State, later.BreachedAt).ShouldBe((ClockState.Breached, alarm));
        foreach (var warning in standing.Warnings.Where(one => one.At == alarm)) later.Warnings.ShouldContain(warning with { IsReached = true });
    });

    [Fact]
    public void The_order_in_which_facts_of_different_instants_are_told_does_not_matter() => Hold(100, ticket =>
    {
        var apart = ticket.Facts.DistinctBy(fact => fact.At).ToArray();
        if (apart[0].Terms is null) apart = [apart[0], ClockFact.Promised(ticket.Facts.First(fact => fact.Terms is not null).Terms!, apart[0].At), .. apart[1..]];
        var told = apart.Reverse().Aggregate(ClockHistory.Empty, (history, fact) => history.Add(fact));

        told.Facts.Select(fact => fact.At).ShouldBe(ClockHistory.Of(apart).Facts.Select(fact => fact.At));
        Show(told, ticket).ShouldBe(Show(ClockHistory.Of(apart), ticket));
    });

    [Fact]
    public void The_spans_of_a_certificate_lie_end_to_end_and_make_its_figures() => Hold(300, ticket =>
    {
        foreach (var certificate in ticket.History.Certify(Clock, ticket.AsOf, key => ticket.Compiled[key]))
        {
            var at = certificate.Started;
            foreach (var span in certificate.Spans)
            {
                span.From.ShouldBe(at);
                at = span.To;
            }
            if (certificate.State != ClockState.Void) at.ShouldBe(certificate.Stopped ?? ticket.AsOf);
            certificate.Spans.Where(span => span.Kind == SpanKind.Counted).Aggregate(Duration.Zero, (sum, span) => sum + (span.To - span.From)).ShouldBe(certificate.Elapsed);
            certificate.Target.ShouldBe(certificate.Terms[^1].Target);
        }
    });

    private static string Show(ClockHistory history, Ticket ticket) =>
        string.Join('\n', history.Read(ticket.AsOf, key => ticket.Compiled[key]).SelectMany(one => one.Earlier.Append(one)).Select(NaiveClock.Show));

    private static void Hold(int count, Action<Ticket> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(tickets.ToArbitrary(), holds));
}
