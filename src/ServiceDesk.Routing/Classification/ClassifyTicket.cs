using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Classification;

/// <summary>A person says what the ticket is about: agrees with the desk, or knows better. Another category brings another team.</summary>
internal sealed record ClassifyTicket(string Category, string? Reason, Instant? OccurredAt) : ITicketCommand<ClassifyTicket, Ticket>
{
    public static ClassifyTicket Read(Input input)
    {
        var command = new ClassifyTicket(input.RequiredText("category", 50), input.Text("reason", 1000), input.Instant("occurredAt"));
        if (command.Category.Length > 0 && !Catalogue.Categories.Contains(command.Category)) input.Refuse("category", $"must be one of {string.Join(", ", Catalogue.Categories)}");
        return command;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (ticket.Assignment.HasEnded) return Decision.Reject("work-ended", "Nobody works on the ticket any more; reopen it first.");
        var routed = ticket.Routed!;
        var suggested = routed.Classification?.Suggestion?.Category;
        if (routed.Category == Category && ticket.Classification.Changes.LastOrDefault()?.By is not null) return Decision.Nothing;
        if (routed.Category != Category && Category != suggested && Reason is null) return Decision.Invalid("reason", "is required when neither the desk nor the suggestion said so");
        var reason = Category == suggested ? "suggestion-accepted" : routed.Category == Category ? "confirmed" : "by-person";
        return Decision.Accept(new TicketClassified(Category, routed.Category, reason, suggested, actor.Id, routed.Requester, Reason, at));
    }
}
