using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>
/// An agent proposes ways to solve the ticket, or writes proposals anew. The only one there is becomes the plan at once; a plan that is written
/// anew must be agreed to anew.
/// </summary>
internal sealed record Propose(IReadOnlyList<ProposedOption> Options, Instant? OccurredAt, [property: JsonIgnore] ApprovalRulesDefined Rules) : ITicketCommand<Propose>
{
    public static Propose Read(Input input)
    {
        var options = input.Objects("options", 20, ProposedOption.Read);
        // One option may stand in the body itself.
        if (options.Count == 0 && !input.Refuses("options")) options = [ProposedOption.Read(input)];
        return new Propose(options, input.Instant("occurredAt"), input.Services.GetRequiredService<ApprovalRuleBook>().Now);
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        var after = ticket.Solution;
        var events = new List<object>();
        foreach (var (index, option) in Options.Index())
        {
            var known = option.Option is { } number ? after.Find(number) : after.Options.Find(one => option.Says(one.Content));
            if (known is null && option.Option is not null) return Decision.Invalid(Options.Count == 1 ? "option" : $"options[{index}].option", "is no option of this ticket");
            if (known is not null && option.Says(known.Content)) continue;
            if (known is null && after.Options.Count == ProposedOption.Most) return Decision.Reject("too-many-options", $"A ticket has at most {ProposedOption.Most} options.");
            if (known is not null && ticket.Solution.Plan is { IsUnderWay: true } plan && plan.Chosen.Option == known.Number)
                return Decision.Reject("implementation-started", "This option is being carried out, or was; note a deviation, roll it back, or propose another.");
            var proposed = option.Proposed(known?.Number ?? after.Options.Count + 1, known is null ? 1 : known.Content.Revision + 1, ticket, actor, at);
            events.Add(proposed);
            after = after.Evolve(proposed);
        }
        if (events.Count == 0) return Decision.Nothing;
        if (ticket.Status is TicketStatus.New or TicketStatus.Assigned) events.InsertRange(0, Plans.GoesOn(ticket, actor, at));
        return Chosen(ticket, after, actor, at) switch
        {
            Decision.Rejected refusal => refusal,
            Decision.Accepted { Events: var chosen } => Decision.Accept([.. events, .. chosen]),
            var other => other,
        };
    }

    /// <summary>What becomes of the plan.</summary>
    private Decision Chosen(Ticket ticket, SolutionState after, Actor actor, Instant at)
    {
        if (ticket.Solution.Plan is { State: PlanState.Chosen, Chosen: var plan })
            return after.Options[plan.Option - 1].Content.Revision == plan.Revision ? Decision.Nothing : Choose.Measured(ticket, after.Options[plan.Option - 1], Rules, actor, at);
        return ticket.Solution.Plan is null && after.Options is [var only] && Choose.Measured(ticket, only, Rules, actor, at) is Decision.Accepted chosen ? chosen : Decision.Nothing;
    }
}
