using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Routing.Grading;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing;

/// <summary>What a correction of the facts changes about a ticket that was routed before.</summary>
internal static class Correcting
{
    public static IReadOnlyList<object> Decide(Ticket ticket, FactsCorrected corrected, string by, GradingRules rules, Instant at)
    {
        if (ticket.Routed is not { AssignmentReason: not RouteTicket.Imported } routed || ticket.Assignment.HasEnded) return [corrected];
        var events = new List<object> { corrected };
        // A word that the desk does not know says nothing against the category that the ticket has.
        if (corrected.Category is not null && Catalogue.Classify(corrected.BaseCategory ?? corrected.Category) is (var category, "submitted") && category != routed.Category)
            events.Add(new TicketClassified(category, routed.Category, "corrected", routed.Classification?.Suggestion?.Category, by, routed.Requester, null, at));
        var after = events.Aggregate(ticket, (state, one) => state.Evolve(one));
        var asked = new NewGrade(
            corrected.Impact ?? routed.Impact, corrected.Urgency ?? routed.Urgency, corrected.Importance ?? routed.Importance, "corrected", by, null);
        return [.. events, .. Regrading.Decide(after, asked, rules, at)];
    }
}
