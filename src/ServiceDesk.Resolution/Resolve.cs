using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Closing;

namespace ServiceDesk.Resolution;

/// <summary>The agent declares the fault solved; the resolution clock stops at this instant.</summary>
internal sealed record Resolve(string Solution, string? Cause, Instant? OccurredAt) : ITicketCommand<Resolve>
{
    /// <summary>What was done so that it does not come back.</summary>
    public string? Measure { get; init; }

    /// <summary>What the requester can do so that it does not come back.</summary>
    public string? Precautions { get; init; }

    /// <summary>The closing rule in effect; no part of what is sent.</summary>
    [JsonIgnore]
    public ClosingRuleDefined Rule { get; init; } = ClosingRuleHistory.Shipped;

    public static Resolve Read(Input input) => new(input.RequiredText("solution", 100_000), input.Text("cause", 10_000), input.Instant("occurredAt"))
    {
        Measure = input.Text("measure", 10_000),
        Precautions = input.Text("precautions", 10_000),
        Rule = input.Services.GetRequiredService<ClosingRules>().Now,
    };

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (ticket.Status == TicketStatus.Resolved) return Decision.Nothing;
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        var terms = Rule.For(ticket.Assigned?.Category, at);
        var unexplained = ClosingGate.Unexplained(terms.Explained, Cause, Measure, Precautions);
        if (unexplained.Count > 0) return Decision.Invalid(unexplained);
        return Decision.Accept(new TicketResolved(actor.Id, ticket.Requester, Solution, Cause, ticket.Team, ticket.Agent, at)
        {
            Measure = Measure,
            Precautions = Precautions,
            Terms = terms,
        });
    }
}
