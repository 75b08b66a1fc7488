using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>
/// The agent tells the requester where the ticket stands and what comes next. It is a word from a person to the requester like any answer,
/// so the first one stops the response clock.
/// </summary>
internal sealed record ReportProgress(string Message, string NextStep, Instant? NextUpdateAt, Instant? OccurredAt) : ITicketCommand<ReportProgress>
{
    private static readonly Duration furthest = Duration.FromDays(30);

    public static ReportProgress Read(Input input) => new(
        input.RequiredText("message", 100_000), input.RequiredText("nextStep", 10_000), input.Instant("nextUpdateAt"), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (NextUpdateAt <= at || NextUpdateAt > at + furthest) return Decision.Invalid("nextUpdateAt", "must lie after the report, at most 30 days");
        return Decision.Accept(new ProgressReported(actor.Id, ticket.Requester, Message, NextStep, NextUpdateAt, at));
    }
}
