using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>The matter of a closed ticket came back soon enough: the same ticket and its resolution clock go on.</summary>
internal sealed record Reopen(string Reason, Instant? OccurredAt) : ITicketCommand<Reopen>
{
    public static Reopen Read(Input input) => new(input.RequiredText("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (ticket.HasEnded) return Work.NotOpen(ticket);
        if (ticket.Status is TicketStatus.Resolved or TicketStatus.Confirmed) return Decision.Reject("not-closed", "The ticket is not closed; reject its solution to go on.");
        if (ticket.Closing.Closed is not { } closed) return Decision.Reject("not-closed", "The ticket is open.");
        if (at < closed.At) return Decision.Invalid("occurredAt", "lies before the closing");
        var days = ticket.Closing.Terms?.ReopenDays ?? ClosingRuleHistory.Shipped.ReopenDays;
        return at > closed.At + Duration.FromDays(days)
            ? Decision.Reject("reopen-window-over", $"The ticket could be reopened within {days} days after its closing; submit a new one.")
            : Decision.Accept(new CaseReopened(actor.Id, ticket.Requester, Reason, ticket.Team, ticket.Agent, at));
    }
}
