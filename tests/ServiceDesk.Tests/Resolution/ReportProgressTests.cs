using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ReportProgressTests
{
    private static readonly ProgressReported progress = new(Ada.Id, Grace.Id, "The switch is ordered", "Exchange it", null, At(20));
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, null, Ada.Id, At(30));

    [Fact]
    public void An_agent_reports_where_the_ticket_stands_and_what_comes_next() => Given(Opening, Assignment)
        .When(ticket => new ReportProgress("The switch is ordered", "Exchange it", null, null).Decide(ticket, Ada, At(20)))
        .Then(progress);

    [Theory]
    [InlineData(20)]
    [InlineData(10)]
    [InlineData(20 + (30 * 24 * 60) + 1)]
    public void The_next_update_lies_after_the_report_and_within_thirty_days(int minute) => Given(Opening, Assignment)
        .When(ticket => new ReportProgress("x", "y", At(minute), null).Decide(ticket, Ada, At(20)))
        .ThenInvalid("nextUpdateAt");

    [Fact]
    public void A_resolved_ticket_makes_no_progress() => Given(Opening, resolved)
        .When(ticket => new ReportProgress("x", "y", null, null).Decide(ticket, Ada, At(40)))
        .ThenRejected("resolved");

    [Fact]
    public void The_first_word_to_the_requester_stops_the_response_clock_and_a_report_is_one()
    {
        var ticket = Given(Opening, Assignment, progress, progress with { At = At(25) }).State;

        ticket.Status.ShouldBe(TicketStatus.InProgress);
        Clock(ticket, ClockName.Response, At(90)).Stopped.ShouldBe(At(20));
        Clock(ticket, ClockName.Resolution, At(90)).Stopped.ShouldBeNull();
    }

    [Fact]
    public void The_first_update_is_due_an_interval_after_the_opening() => Given(Opening).State.Update.Due.ShouldBe(Opened + Duration.FromHours(24));

    [Fact]
    public void The_interval_is_that_of_the_priority() => Given(Opening, Assignment).State.Update.Due.ShouldBe(Opened + Duration.FromHours(4));

    [Fact]
    public void Every_word_to_the_requester_moves_the_next_update() =>
        Given(Opening, Assignment, new ResponseGiven(Ada.Id, Grace.Id, "Hello", At(10)), progress).State.Update.Due.ShouldBe(At(20) + Duration.FromHours(4));

    [Fact]
    public void A_word_that_was_recorded_late_moves_nothing_back() =>
        Given(Opening, Assignment, progress, new ResponseGiven(Ada.Id, Grace.Id, "Hello", At(10))).State.Update.Due.ShouldBe(At(20) + Duration.FromHours(4));

    [Fact]
    public void An_announced_update_is_due_when_it_was_announced_until_the_next_word()
    {
        var announced = progress with { NextUpdateAt = At(2000) };

        Given(Opening, Assignment, announced).State.Update.Due.ShouldBe(At(2000));
        Given(Opening, announced, Assignment).State.Update.Due.ShouldBe(At(2000));
        Given(Opening, Assignment, announced, new ResponseGiven(Ada.Id, Grace.Id, "Sooner", At(60))).State.Update.Due.ShouldBe(At(60) + Duration.FromHours(4));
    }

    [Fact]
    public void After_a_rejection_the_requester_must_hear_within_the_interval() =>
        Given(Opening, Assignment, resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", null, Ada.Id, At(500))).State.Update.Due.ShouldBe(At(500) + Duration.FromHours(4));

    [Fact]
    public void Diagnosis_is_no_word_to_the_requester() =>
        Given(Opening, Assignment, new DiagnosisRecorded(Ada.Id, Grace.Id, "x", At(30))).State.Update.Due.ShouldBe(Opened + Duration.FromHours(4));

    [Theory]
    [InlineData(Priority.P1, 1)]
    [InlineData(Priority.P2, 4)]
    [InlineData(Priority.P3, 24)]
    [InlineData(Priority.P4, 72)]
    public void Each_priority_has_its_interval(Priority priority, int hours) => SlaPolicy.UpdateEvery(priority).ShouldBe(Duration.FromHours(hours));
}
