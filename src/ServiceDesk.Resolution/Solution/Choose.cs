using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>One of the options becomes the plan; the rules in effect say who must agree to it.</summary>
internal sealed record Choose(int Option, Instant? OccurredAt, [property: JsonIgnore] ApprovalRulesDefined Rules) : ITicketCommand<Choose>
{
    public static Choose Read(Input input)
    {
        var option = input.Whole("option", 1, ProposedOption.Most);
        if (option is null) input.Require("option");
        return new Choose(option ?? 0, input.Instant("occurredAt"), input.Services.GetRequiredService<ApprovalRuleBook>().Now);
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (ticket.Solution.Find(Option) is not { } option) return Decision.Invalid("option", "is no option of this ticket");
        return ticket.Solution.Plan switch
        {
            { IsUnderWay: true } => Decision.Reject("implementation-started", "A plan is being carried out, or was; verify it or roll it back before choosing another."),
            { State: PlanState.Chosen, Chosen: var plan } when plan.Option == Option => Decision.Nothing,
            _ => Measured(ticket, option, Rules, actor, at),
        };
    }

    private static string InWords(SolutionProposed plan) => string.Join("\n\n", ((string?[])[plan.Title, plan.Text, plan.Effect]).OfType<string>());

    /// <summary>The choice with what the rules ask of it.</summary>
    internal static Decision Measured(Ticket ticket, Option option, ApprovalRulesDefined rules, Actor actor, Instant at)
    {
        var needs = Requirements.Of(rules, option.Content, ticket.Assigned?.Category);
        if (needs.RollbackPlan && option.Content.RollbackPlan is null)
            return Decision.Reject("rollback-plan-missing", $"By the rules {string.Join(", ", needs.Rules)} option {option.Number} needs a rollback plan.");
        return Decision.Accept(new SolutionChosen(
            option.Number, option.Content.Revision, actor.Id, rules.Version, needs.Rules, ticket.Assigned?.Category, needs.Approvals, needs.Acceptance, at)
        {
            Requester = needs.Acceptance ? ticket.Requester : null,
            Plan = needs.Acceptance ? InWords(option.Content) : null,
        });
    }
}
