using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>How likely a risk is and what it would do, each from 1 to 5, with the table that makes a score of both.</summary>
internal sealed record Assessment(int Likelihood, int Impact, string? Why)
{
    /// <summary>What the table of that moment says is recorded, and no part of what was asked.</summary>
    [JsonIgnore]
    public RiskTableDefined Table { get; init; } = RiskTableHistory.Shipped;

    public static Assessment Read(Input input) => new(Register.ReadWhole(input, "likelihood", 1, 5), Register.ReadWhole(input, "impact", 1, 5), input.Text("why", Register.LongestText))
    {
        Table = input.Services.GetRequiredService<RiskTables>().Now,
    };

    public RiskAssessed Assess(Actor actor, Instant at)
    {
        var score = Table.Score(Likelihood, Impact);
        return new RiskAssessed(Likelihood, Impact, score, Table.Level(score), Table.Version, Why, actor.Id, at);
    }
}

/// <summary>Enters a risk and assesses it at once.</summary>
internal sealed record IdentifyRisk(RiskKind Kind, string What, string? Details, string Owner, string? Organization, Guid? Ticket, Instant NextReview, Assessment Assessment)
    : IRegisterCommand<IdentifyRisk, Risk>
{
    public static IdentifyRisk Read(Input input) => new(
        input.RequiredWord<RiskKind>("type"), input.RequiredText("what", Register.LongestText), input.Text("details", Register.LongestText), Register.ReadPerson(input, "owner"),
        Register.ReadOrganization(input), Register.ReadId(input, "ticket"), Register.ReadInstant(input, "nextReview"), Assessment.Read(input));

    public Guid? NamedTicket => Ticket;

    public Decision Decide(Risk risk, Actor actor, Instant at)
    {
        if (risk.IsThere) return Decision.Nothing;
        if (NextReview <= at) return Decision.Invalid("nextReview", "lies in the past");
        return Decision.Accept(new RiskIdentified(Kind, What, Details, Owner, Organization, Ticket, NextReview, actor.Id, at), Assessment.Assess(actor, at));
    }
}

/// <summary>Says anew what a risk is and whose.</summary>
internal sealed record DescribeRisk(RiskKind Kind, string What, string? Details, string Owner) : IRegisterCommand<DescribeRisk, Risk>
{
    public static DescribeRisk Read(Input input) => new(
        input.RequiredWord<RiskKind>("type"), input.RequiredText("what", Register.LongestText), input.Text("details", Register.LongestText), Register.ReadPerson(input, "owner"));

    public Decision Decide(Risk risk, Actor actor, Instant at)
    {
        if (RiskRules.Closed(risk) is { } closed) return closed;
        var described = new RiskDescribed(Kind, What, Details, Owner, actor.Id, at);
        return risk.Described == described with { By = risk.Described!.By, At = risk.Described.At } ? Decision.Nothing : Decision.Accept(described);
    }
}

/// <summary>Chooses the one thing that is done about a risk; unless it is accepted, that takes an action.</summary>
internal sealed record AnswerRisk(RiskStrategy Strategy, string Why, IReadOnlyList<ActionToPlan> Actions) : IRegisterCommand<AnswerRisk, Risk>
{
    public static AnswerRisk Read(Input input) => new(
        input.RequiredWord<RiskStrategy>("strategy"), input.RequiredText("why", Register.LongestText), input.Objects("actions", RegisterActions.Most, ActionToPlan.Read));

    public Decision Decide(Risk risk, Actor actor, Instant at)
    {
        if (RiskRules.Closed(risk) is { } closed) return closed;
        var (refusal, planned) = risk.Actions.Plan(Actions, actor, at);
        if (refusal is not null) return refusal;
        if (Strategy != RiskStrategy.Accept && planned.Count == 0 && !risk.Actions.AnyOpen) return Decision.Reject("no-action", "Plan what is done: only an accepted risk has no action.");
        if (planned.Count == 0 && risk.Answered is { } before && before.Strategy == Strategy && before.Why == Why) return Decision.Nothing;
        return Decision.Accept([new RiskAnswered(Strategy, Why, actor.Id, at), .. planned]);
    }
}

/// <summary>Looks at a risk again: its score now, and when it is looked at next.</summary>
internal sealed record ReviewRisk(string? Finding, Instant NextReview, Assessment Assessment) : IRegisterCommand<ReviewRisk, Risk>
{
    public static ReviewRisk Read(Input input) => new(input.Text("finding", Register.LongestText), Register.ReadInstant(input, "nextReview"), Assessment.Read(input));

    public Decision Decide(Risk risk, Actor actor, Instant at)
    {
        if (RiskRules.Closed(risk) is { } closed) return closed;
        if (NextReview <= at) return Decision.Invalid("nextReview", "lies in the past");
        return Decision.Accept(new RiskReviewed(Finding, NextReview, actor.Id, at), Assessment.Assess(actor, at));
    }
}

/// <summary>A risk is none any more, once everything planned was done.</summary>
internal sealed record CloseRisk(string Outcome) : IRegisterCommand<CloseRisk, Risk>
{
    public static CloseRisk Read(Input input) => new(input.RequiredText("outcome", Register.LongestText));

    public Decision Decide(Risk risk, Actor actor, Instant at)
    {
        if (risk.IsFinished) return Decision.Nothing;
        if (risk.Answered is null) return Decision.Reject("no-strategy", "Choose first what is done about it.");
        return risk.Actions.AnyOpen ? Decision.Reject("open-actions", "Not everything planned was done.") : Decision.Accept(new RiskClosed(Outcome, actor.Id, at));
    }
}

/// <summary>A risk is one again.</summary>
internal sealed record ReopenRisk(string Why, Instant NextReview) : IRegisterCommand<ReopenRisk, Risk>
{
    public static ReopenRisk Read(Input input) => new(input.RequiredText("why", Register.LongestText), Register.ReadInstant(input, "nextReview"));

    public Decision Decide(Risk risk, Actor actor, Instant at)
    {
        if (!risk.IsFinished) return Decision.Reject("not-closed", "The risk was not closed.");
        return NextReview <= at ? Decision.Invalid("nextReview", "lies in the past") : Decision.Accept(new RiskReopened(Why, NextReview, actor.Id, at));
    }
}

internal static class RiskRules
{
    /// <summary>The refusal of a change to a risk that is closed; null when it is not.</summary>
    public static Decision? Closed(Risk risk) => risk.IsFinished ? Decision.Reject("closed", "The risk is closed; reopen it to go on.") : null;
}
