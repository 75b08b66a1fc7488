using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Sla;
using ServiceDesk.Resolution.Solution;

namespace ServiceDesk.Resolution;

/// <summary>The agent declares the fault solved; the resolution clock stops at this instant.</summary>
internal sealed record Resolve(string Solution, string? Cause, Instant? OccurredAt) : ITicketCommand<Resolve>
{
    /// <summary>The verification, when it is told in the same breath; null = it stands already.</summary>
    public Verification? Verification { get; init; }

    /// <summary>What was done so that it does not come back.</summary>
    public string? Measure { get; init; }

    /// <summary>What the requester can do so that it does not come back.</summary>
    public string? Precautions { get; init; }

    /// <summary>The closing rule in effect; no part of what is sent.</summary>
    [JsonIgnore]
    public ClosingRuleDefined Rule { get; init; } = ClosingRuleHistory.Shipped;

    /// <summary>The calendars by their versions; no part of what is sent.</summary>
    [JsonIgnore]
    public Func<CalendarKey, WorkCalendar> Calendars { get; init; } = _ => WorkingDays.Usual;

    public static Resolve Read(Input input)
    {
        var verification = input.Object("verification", Verification.Read);
        if (verification is { Passed: false } && !input.Refuses("verification.passed")) input.Refuse("verification.passed", "must be true: what did not pass is not resolved");
        return new(input.RequiredText("solution", 100_000), input.Text("cause", 10_000), input.Instant("occurredAt"))
        {
            Measure = input.Text("measure", 10_000),
            Precautions = input.Text("precautions", 10_000),
            Verification = verification,
            Rule = input.Services.GetRequiredService<ClosingRules>().Now,
            Calendars = input.Services.GetRequiredService<SlaBook>().Find,
        };
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Status switch
    {
        TicketStatus.Resolved when IsToldAgain(ticket.Closing.Resolved) => Decision.Nothing,
        _ when !ticket.IsOpen => Work.NotOpen(ticket),
        _ when Verify.TooEarly(ticket) is { } tooEarly => tooEarly,
        _ when Verification is null && !ticket.Solution.IsVerified =>
            Decision.Reject("not-verified", "Nobody has verified yet that the fault is gone; do it first, or tell the verification with the solution."),
        _ => Explained(ticket, actor, at),
    };

    private bool IsToldAgain(TicketResolved? told) =>
        told is not null && (told.Solution, told.Cause, told.Measure, told.Precautions) == (Solution, Cause, Measure, Precautions);

    /// <summary>The solution with all that must be told about it; what is missing is refused.</summary>
    private Decision Explained(Ticket ticket, Actor actor, Instant at)
    {
        var terms = Rule.For(ticket.Assigned?.Category, at, WorkingDays.Of(ticket, Calendars));
        var unexplained = ClosingGate.Unexplained(terms.Explained, Cause, Measure, Precautions);
        if (unexplained.Count > 0) return Decision.Invalid(unexplained);
        var resolved = new TicketResolved(actor.Id, ticket.Requester, Solution, Cause, ticket.Team, ticket.Agent, at)
        {
            Measure = Measure,
            Precautions = Precautions,
            Terms = terms,
        };
        return Verification is { } verified ? Decision.Accept(verified.Found(ticket, actor, at), resolved) : Decision.Accept(resolved);
    }
}
