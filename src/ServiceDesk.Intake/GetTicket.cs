using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Who needs help.</summary>
internal sealed record RequesterView(string Id, string Name, string? Email, string? Phone, string Organization);

/// <summary>A ticket with its values as they are now; beside those that were corrected stands what was submitted.</summary>
internal sealed record TicketView(
    Guid Id, string Number, TicketKind Kind, string Subject, string Description, RequesterView Requester, Impact? Impact, Urgency? Urgency,
    string? Category, string Channel, string? AffectedSystem, string? ExternalId, Instant? FaultAt, IReadOnlyDictionary<string, string>? Fields,
    Instant OccurredAt, Instant RecordedAt, string SubmittedBy, IReadOnlyDictionary<string, string?> Originals, IReadOnlyList<CorrectionView> Corrections,
    IReadOnlyList<string> Missing, IReadOnlyList<MessageView> Messages, IReadOnlyList<ContactView> Contacts, EndView? End, string Position) : ITicketView
{
    [JsonIgnore]
    public bool IsConfidential => false;

    public static TicketView Of(Guid id, IReadOnlyList<RecordedEvent> events, TicketSubmitted submitted, Actor actor, Func<string, string> nameOf)
    {
        var ticket = events.Select(e => e.Body).OfType<object>().Aggregate(Ticket.Initial, (state, body) => state.Evolve(body));
        var log = new ConversationLog(events, submitted, actor, nameOf);
        return new TicketView(
            id, submitted.Number, Words.Find<TicketKind>(Now("kind"))!.Value, Now("subject")!, Now("description")!,
            new RequesterView(submitted.Requester, submitted.RequesterName, Now("email"), Now("phone"), submitted.Organization),
            Words.Find<Impact>(Now("impact")), Words.Find<Urgency>(Now("urgency")), Now("category"), submitted.Channel, Now("affectedSystem"), submitted.ExternalId,
            Now("faultAt") is { } fault ? InstantPattern.ExtendedIso.Parse(fault).Value : null, TicketValues.Extra(ticket),
            events[0].Occurred, events[0].At, events[0].Meta.Actor,
            ticket.Corrections.Keys.ToDictionary(field => field, field => TicketValues.Original(submitted, field)), log.Corrections,
            ticket.Missing, log.Messages, log.Contacts, ticket.End is null ? null : log.End, events[^1].Id.ToString());

        string? Now(string field) => TicketValues.Current(ticket, field);
    }
}

internal static class GetTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}",
        async (Guid id, Actor actor, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var events = await journal.ReadStreams([Streams.Ticket(id)], cancel);
            if (events is not [{ Body: TicketSubmitted ticket }, ..] || !actor.MaySee(ticket.Organization, ticket.Requester)) return Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(events[^1].Version);
            return (IResult)TypedResults.Ok(TicketView.Of(id, events, ticket, actor, directory.NameOf));
        })
        .For([.. Roles.All]).RecordsReads().Produces<TicketView>().WithSummary("What was submitted, corrected and said.");
}
