using System.Text.Json.Serialization;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Classification;

/// <summary>
/// What closed tickets suggested when the ticket was routed. Outcome: <c>decided</c> by itself, <c>shown</c> only, <c>accepted</c> or <c>overridden</c> by a
/// person, or <c>none</c> when there is no suggestion.
/// </summary>
internal sealed record SuggestionView(
    Guid Id, string Category, string Outcome, string? Suggested, int? Share, IReadOnlyList<SuggestedCategory> Others, IReadOnlyList<string> Because, int? Learned, int? DecidesFrom, string Position)
    : ITicketView
{
    [JsonIgnore]
    public bool IsConfidential { get; init; }

    public static SuggestionView Of(Guid id, Ticket ticket, string position)
    {
        var routed = ticket.Routed!;
        var suggestion = routed.Classification?.Suggestion;
        return new SuggestionView(
            id, routed.Category, Judge(ticket, suggestion), suggestion?.Category, suggestion?.Share, suggestion?.Others ?? [], routed.SuggestedBy ?? [], suggestion?.Learned,
            suggestion is null ? null : routed.Classification!.DecidesFrom, position)
        {
            IsConfidential = ticket.IsConfidential,
        };
    }

    private static string Judge(Ticket ticket, CategorySuggestion? suggestion) => suggestion is null ? "none"
        : ticket.Classification.Changes.FindLast(change => change.By is not null) is { } judged ? judged.Category == suggestion.Category ? "accepted" : "overridden"
        : ticket.Routed!.CategoryReason == "learned" ? "decided"
        : "shown";
}

internal static class GetSuggestion
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}/suggestion",
        async (Guid id, Actor actor, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<Ticket>(Streams.Ticket(id), cancel);
            if (!loaded.State.IsVisibleTo(actor)) return Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            return (IResult)TypedResults.Ok(SuggestionView.Of(id, loaded.State, new LogPosition(journal.Log, loaded.Position).ToString()));
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).RecordsReads().Produces<SuggestionView>()
        .WithSummary("Which category the desk's own closed tickets suggest, and why.");
}
