using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>A person whom the rules name agrees to the plan. A person counts once, so the steps of an approval are taken by different people.</summary>
internal sealed record Approve(int? Option, int? Revision, string? Comment, Instant? OccurredAt) : ITicketCommand<Approve>
{
    public static Approve Read(Input input) => new(
        input.Whole("option", 1, ProposedOption.Most), input.Whole("revision", 1, int.MaxValue), input.Text("comment", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (Plans.NotOpen(ticket, Option, Revision) is { } refusal) return refusal;
        var plan = ticket.Solution.Plan!;
        if (plan.IsApprovedBy(actor.Id)) return Decision.Nothing;
        if (WouldImplement(ticket, plan, actor)) return Plans.ApproverIsImplementer;
        if (plan.Chosen.Approvals.Count == 0) return Decision.Reject("no-approval-needed", "By the rules this plan needs no approval.");
        if (plan.NextApproval is not { } step) return Decision.Nothing;
        if (!MayTake(plan.Chosen.Approvals[step], actor)) return Decision.Reject("not-an-approver", $"The approval “{plan.Chosen.Approvals[step].Name}” is not yours to give.");
        var approved = new SolutionApproved(plan.Chosen.Option, step + 1, actor.Id, ticket.Requester, Comment, at);
        return plan.Evolve(approved).NextApproval is null ? Decision.Accept([approved, .. Plans.NoLongerWaits(ticket, actor, at)]) : Decision.Accept(approved);
    }

    internal static bool MayTake(ApprovalStep step, Actor actor) => step.Approvers.Contains(actor.Id) || step.Roles.Any(role => actor.Is(role));

    /// <summary>Nobody has begun yet, so whoever wrote the option or has the ticket counts as the one who will.</summary>
    private static bool WouldImplement(Ticket ticket, Plan plan, Actor actor) =>
        ticket.Agent == actor.Id || plan.Implementers.Contains(actor.Id) || ticket.Solution.Find(plan.Chosen.Option)!.Authors.Contains(actor.Id);
}
