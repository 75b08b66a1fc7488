using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Classification;

namespace ServiceDesk.Routing;

/// <summary>
/// A recorded decision beside the same one made again. Relearned: whether the suggestion of closed tickets was made again from the same closings; false = so many are not
/// known here, and its recorded share was compared with the threshold. Null = nothing was suggested.
/// </summary>
internal sealed record ReplayedView(string Event, Guid Ticket, bool IsEqual, bool? Relearned, JsonElement Recorded, JsonElement Again);

/// <summary>Makes recorded decisions again: one by its event, or all automatic ones of a ticket.</summary>
internal sealed record ReplayRouting(LogPosition? Event, Guid? Ticket) : IInput<ReplayRouting>
{
    public static ReplayRouting Read(Input input)
    {
        var (text, ticketText) = (input.Text("event", 100), input.Text("ticket", 50));
        if (text is null == ticketText is null) input.Refuse("event", "is required, or a ticket, and not both");
        LogPosition? position = LogPosition.TryParse(text, out var at) ? at : null;
        Guid? ticket = Guid.TryParse(ticketText, out var id) ? id : null;
        if (text is not null && position is null) input.Refuse("event", "must be an event such as routing/4711");
        if (ticketText is not null && ticket is null) input.Refuse("ticket", "must be the id of a ticket");
        return new ReplayRouting(position, ticket);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/routing/replay", async (Body<ReplayRouting> body, Actor actor, Journal journal, Judging judging, LearnedCategories learned, CancellationToken cancel) =>
    {
        var command = body.Value;
        if (command.Ticket is not { } ticket && !(await TicketOf(command.Event!.Value, journal, cancel) is { } found && (ticket = found) == found)) return Problem.NotFound;
        var (steps, definitions) = await RoutingHistory.Read(journal, ticket, cancel);
        if (steps is not [.., { After.Routed: { } routed }] || !actor.MaySee(routed.Organization, routed.Requester)) return Problem.NotFound;
        if (command.Event is { } only && !steps.Any(step => step.Event == only)) return Problem.Field("event", "is no decision about whose the ticket is");
        var items = new List<ReplayedView>();
        foreach (var step in steps.Where(step => command.Event is null || step.Event == command.Event))
        {
            var suggested = step.Body is TicketRouted { Classification.Suggestion: { } suggestion } ? suggestion : null;
            var relearned = suggested is null ? null : await learned.Again(ticket, suggested.Learned, cancel);
            // Nobody but candidates can have been chosen.
            var tables = RoutingHistory.Tables(definitions, step, _ => default);
            if (Replay.Again(step, tables, recorded => RouteTicket.FactsOf(recorded, judging.GradingOf(recorded), relearned)) is { } again)
                items.Add(View(step, ticket, again, suggested is null ? null : relearned is not null, journal.Types.Json));
        }
        if (command.Event is not null && items.Count == 0) return Problem.Field("event", "was decided by a person, or elsewhere");
        return (IResult)TypedResults.Ok(new { isEqual = items.TrueForAll(one => one.IsEqual), items });
    })
    .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Accepts<ReplayRouting>("application/json").WithSummary("Makes recorded decisions again and compares.");

    private static ReplayedView View(RoutingStep step, Guid ticket, object again, bool? relearned, JsonSerializerOptions json)
    {
        var (recorded, made) = (JsonSerializer.SerializeToElement(step.Body, step.Body.GetType(), json), JsonSerializer.SerializeToElement(again, again.GetType(), json));
        return new ReplayedView(step.Event.ToString(), ticket, recorded.GetRawText() == made.GetRawText(), relearned, recorded, made);
    }

    private static async Task<Guid?> TicketOf(LogPosition @event, Journal journal, CancellationToken cancel)
    {
        if (@event.Log != journal.Log || @event.Position < 1) return null;
        var found = await journal.Read(@event.Position - 1, 1, cancel);
        return found is [{ } one] && one.Id == @event && Guid.TryParse(one.Subject, out var ticket) ? ticket : null;
    }
}
