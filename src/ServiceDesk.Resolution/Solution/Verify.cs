using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>What a verification found.</summary>
internal sealed record Verification(bool Passed, string Checks, string? SideEffects)
{
    public static Verification Read(Input input)
    {
        var passed = input.Truth("passed");
        if (passed is null) input.Require("passed");
        return new Verification(passed ?? false, input.RequiredText("checks", 10_000), input.Text("sideEffects", 10_000));
    }

    public SolutionVerified Found(Ticket ticket, Actor actor, Instant at) =>
        new(ticket.Solution.Plan?.Chosen.Option, actor.Id, ticket.Requester, Passed, Checks, SideEffects, at);
}

/// <summary>Somebody tests whether the fault is gone and nothing else changed. Without that nothing is resolved; a failure sends the work back to the diagnosis.</summary>
internal sealed record Verify(bool Passed, string Checks, string? SideEffects, Instant? OccurredAt) : ITicketCommand<Verify>
{
    public static Verify Read(Input input)
    {
        var (passed, checks, sideEffects) = Verification.Read(input);
        return new Verify(passed, checks, sideEffects, input.Instant("occurredAt"));
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        return TooEarly(ticket) ?? Decision.Accept([.. Plans.GoesOn(ticket, actor, at), new Verification(Passed, Checks, SideEffects).Found(ticket, actor, at)]);
    }

    /// <summary>What must happen before a verification says anything; null when nothing must.</summary>
    public static Decision? TooEarly(Ticket ticket) =>
        ticket.Solution.AwaitsImplementation ? Decision.Reject("not-implemented", "A solution was planned and is not carried out.") : null;
}
