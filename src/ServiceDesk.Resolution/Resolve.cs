using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Solution;

namespace ServiceDesk.Resolution;

/// <summary>The agent declares the fault solved; the resolution clock stops at this instant.</summary>
internal sealed record Resolve(string Solution, string? Cause, Instant? OccurredAt) : ITicketCommand<Resolve>
{
    /// <summary>The verification, when it is told in the same breath; null = it stands already.</summary>
    public Verification? Verification { get; init; }

    public static Resolve Read(Input input)
    {
        var verification = input.Object("verification", Verification.Read);
        if (verification is { Passed: false } && !input.Refuses("verification.passed")) input.Refuse("verification.passed", "must be true: what did not pass is not resolved");
        return new(input.RequiredText("solution", 100_000), input.Text("cause", 10_000), input.Instant("occurredAt")) { Verification = verification };
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Status switch
    {
        TicketStatus.Resolved => Decision.Nothing,
        _ when !ticket.IsOpen => Work.NotOpen(ticket),
        _ when Verify.TooEarly(ticket) is { } tooEarly => tooEarly,
        _ when Verification is { } verified => Decision.Accept(verified.Found(ticket, actor, at), Resolved(ticket, actor, at)),
        _ when ticket.Solution.IsVerified => Decision.Accept(Resolved(ticket, actor, at)),
        _ => Decision.Reject("not-verified", "Nobody has verified yet that the fault is gone; do it first, or tell the verification with the solution."),
    };

    private TicketResolved Resolved(Ticket ticket, Actor actor, Instant at) => new(actor.Id, ticket.Requester, Solution, Cause, ticket.Team, ticket.Agent, at);
}
