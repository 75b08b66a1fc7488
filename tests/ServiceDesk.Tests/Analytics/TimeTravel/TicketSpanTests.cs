using NodaTime;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TicketSpanTests
{
    private static readonly TicketStep opened = TicketStep.Of(Opening)!;
    private static readonly TicketStep assigned = TicketStep.Of(Assignment)!;
    private static readonly TicketStep works = TicketStep.Of(new ResponseGiven(Ada.Id, Grace.Id, "We are on it", At(10)))!;
    private static readonly TicketStep resolved = TicketStep.Of(new TicketResolved(Ada.Id, Grace.Id, "Done", null, null, null, At(20)))!;
    private static readonly TicketStep rejected = TicketStep.Of(new SolutionRejected(Ada.Id, Grace.Id, "No", null, null, At(30)))!;

    [Fact]
    public void A_ticket_stands_in_a_queue_from_each_change_to_the_next_until_its_work_ends() =>
        Shape(TimeAxis.Known, Step(1, 0, opened), Step(2, 1, assigned), Step(3, 10, works), Step(4, 20, resolved))
            .ShouldBe(["0-1 new none", "1-10 assigned person-ada", "10-20 in-progress person-ada"]);

    [Fact]
    public void Open_work_has_a_span_that_goes_on() =>
        Shape(TimeAxis.Known, Step(1, 0, opened), Step(2, 20, resolved), Step(3, 30, rejected)).ShouldBe(["0-20 new none", "30- in-progress none"]);

    [Fact]
    public void What_changes_nothing_begins_no_span_and_what_holds_for_no_time_has_none() =>
        Shape(TimeAxis.Known, Step(1, 0, opened), Step(2, 0, assigned), Step(3, 10, works), Step(4, 15, works)).ShouldBe(["0-10 assigned person-ada", "10- in-progress person-ada"]);

    [Fact]
    public void A_late_fact_counts_when_it_was_recorded_for_what_was_known_and_when_it_was_for_what_had_happened()
    {
        TimedStep[] steps = [Step(1, 0, opened), Step(2, 1, assigned), new(3, At(5), At(40), works)];
        Shape(TimeAxis.Known, steps).ShouldBe(["0-1 new none", "1-40 assigned person-ada", "40- in-progress person-ada"]);
        Shape(TimeAxis.Happened, steps).ShouldBe(["0-1 new none", "1-5 assigned person-ada", "5- in-progress person-ada"]);
    }

    [Fact]
    public void A_fact_that_was_told_after_the_end_but_happened_before_moves_nothing_after_it()
    {
        TimedStep[] steps = [Step(1, 0, opened), Step(2, 20, resolved), new(3, At(10), At(30), works)];
        Shape(TimeAxis.Happened, steps).ShouldBe(["0-10 new none", "10-20 in-progress none"]);
        Shape(TimeAxis.Known, steps).ShouldBe(["0-20 new none", "30- in-progress none"]);
    }

    [Fact]
    public void Nothing_happens_to_a_ticket_before_it_was_opened() =>
        Shape(TimeAxis.Happened, Step(1, 10, opened), new TimedStep(2, At(5), At(11), works)).ShouldBe(["10- in-progress none"]);

    [Fact]
    public void An_undone_end_leaves_the_ticket_where_it_stood()
    {
        var ended = TicketStep.Of(new CaseEnded(CaseEnd.Merged, Ada.Id, Grace.Id, null, null, null, At(20)))!;
        var resumed = TicketStep.Of(new CaseResumed(Ada.Id, Grace.Id, null, true, At(30)))!;
        Shape(TimeAxis.Known, Step(1, 0, opened), Step(2, 5, ended), Step(3, 6, assigned), Step(4, 30, resumed)).ShouldBe(["0-5 new none", "30- assigned person-ada"]);
    }

    private static TimedStep Step(long position, int minute, TicketStep step) => new(position, At(minute), At(minute), step);

    private static IEnumerable<string> Shape(TimeAxis axis, params TimedStep[] steps) => TicketSpan.Of(steps, axis)
        .Select(span => $"{Minute(span.From)}-{(span.Until is { } until ? Minute(until) : "")} {span.Standing.Status} {span.Standing.Agent ?? "none"}");

    private static string Minute(Instant at) => FormattableString.Invariant($"{(at - Opened).TotalMinutes:0}");
}
