using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Duplicates;

namespace ServiceDesk.Intake;

/// <summary>Who needs help.</summary>
internal sealed record RequesterView(string Id, string Name, string? Email, string? Phone, string Organization);

/// <summary>A ticket as it was submitted.</summary>
internal sealed record TicketView(
    Guid Id, string Number, TicketKind Kind, string Subject, string Description, RequesterView Requester, Impact? Impact, Urgency? Urgency,
    string? Category, string Channel, string? AffectedSystem, string? ExternalId, Instant? FaultAt, Instant OccurredAt, Instant RecordedAt,
    string SubmittedBy, string Position) : ITicketView
{
    /// <summary>What it has to do with other tickets.</summary>
    public required TicketRelations Relations { get; init; }

    [JsonIgnore]
    public bool IsConfidential => false;
}

internal static class GetTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}",
        async (Guid id, Actor actor, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var events = await journal.ReadStreams([Streams.Ticket(id)], cancel);
            if (events is not [{ Body: TicketSubmitted ticket } first, ..] || !actor.MaySee(ticket.Organization, ticket.Requester)) return Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(events[^1].Version);
            return (IResult)TypedResults.Ok(new TicketView(
                id, ticket.Number, ticket.Kind, ticket.Subject, ticket.Description,
                new RequesterView(ticket.Requester, ticket.RequesterName, ticket.Email, ticket.Phone, ticket.Organization),
                ticket.Impact, ticket.Urgency, ticket.Category, ticket.Channel, ticket.AffectedSystem, ticket.ExternalId, ticket.FaultAt,
                first.Occurred, first.At, first.Meta.Actor, events[^1].Id.ToString())
            {
                Relations = await TicketRelations.Of(id, events, actor, journal, cancel),
            });
        })
        .For([.. Roles.All]).RecordsReads().Produces<TicketView>().WithSummary("What was submitted.");
}
