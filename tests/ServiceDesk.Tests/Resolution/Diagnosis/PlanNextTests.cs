using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Diagnosis;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class PlanNextTests
{
    private static readonly NextStepPlanned planned = new(Ada.Id, Grace.Id, "Change the switch", At(90), At(5));
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "x", null, null, null, At(6));

    [Fact]
    public void An_agent_plans_what_comes_next() => Given(Opening, Assignment)
        .When(ticket => new PlanNext("Change the switch", At(90), null).Decide(ticket, Ada, At(5)))
        .Then(planned);

    [Fact]
    public void The_same_plan_is_no_news_unless_something_else_was_told_since()
    {
        Given(Opening, planned).When(ticket => new PlanNext("Change the switch", At(90), null).Decide(ticket, Root, At(6))).ThenNothing();
        Given(Opening, planned, new ProgressReported(Ada.Id, Grace.Id, "x", "Wait", null, At(6)))
            .When(ticket => new PlanNext("Change the switch", At(90), null).Decide(ticket, Ada, At(7)))
            .Then(planned with { At = At(7) });
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5 + (366 * 24 * 60))]
    public void A_step_is_due_after_it_was_planned_and_within_a_year(int minute) => Given(Opening, Assignment)
        .When(ticket => new PlanNext("x", At(minute), null).Decide(ticket, Ada, At(5)))
        .ThenInvalid("due");

    [Fact]
    public void A_plan_without_step_or_due_time_is_none() => Sent.Refusal<PlanNext>("{}").ShouldRefuse(422, "due", "nextStep");

    [Fact]
    public void Nothing_comes_next_for_a_resolved_ticket_and_what_was_planned_does_not_come_back_with_it()
    {
        Given(Opening, planned, resolved).When(ticket => new PlanNext("x", At(90), null).Decide(ticket, Ada, At(7))).ThenRejected("resolved");
        Given(Opening, planned, resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(8))).State.Diagnosis.Planned.ShouldBeNull();
    }

    [Fact]
    public void A_note_is_kept_on_a_closed_ticket_too_and_moves_nothing()
    {
        var before = Given(Opening, new TicketClosed(Ada.Id, At(3)));

        before.When(ticket => new AddNote("Ring twice", null).Decide(ticket, Ada, At(9))).Then(new NoteAdded(Ada.Id, Grace.Id, "Ring twice", At(9)));
        before.State.Evolve(new NoteAdded(Ada.Id, Grace.Id, "Ring twice", At(9))).ShouldBe(before.State);
    }
}
