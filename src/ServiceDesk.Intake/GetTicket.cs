using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Duplicates;

namespace ServiceDesk.Intake;

/// <summary>Who needs help.</summary>
internal sealed record RequesterView(string Id, string Name, string? Email, string? Phone, string Organization);

/// <summary>A ticket with its values as they are now; beside those that were corrected stands what was submitted.</summary>
internal sealed record TicketView(
    Guid Id, string Number, TicketKind Kind, string Subject, string Description, RequesterView Requester, Impact? Impact, Urgency? Urgency,
    string? Category, string Channel, string? AffectedSystem, string? ExternalId, Instant? FaultAt, IReadOnlyDictionary<string, string>? Fields,
    Instant OccurredAt, Instant RecordedAt, string SubmittedBy, IReadOnlyDictionary<string, string?> Originals, IReadOnlyList<CorrectionView> Corrections,
    IReadOnlyList<string> Missing, IReadOnlyList<MessageView> Messages, IReadOnlyList<ContactView> Contacts, EndView? End, string Position,
    Instant At) : ITicketView
{
    public string? RequestType { get; init; }

    public int? CatalogueVersion { get; init; }

    public string? Language { get; init; }

    /// <summary>What the request type supplied because the submitter did not say.</summary>
    public TypeDefaults? Defaults { get; init; }

    /// <summary>How much the affected system matters to the business, as the desk knew when it was submitted.</summary>
    public Importance? Importance { get; init; }

    /// <summary>Whether something is missing that the request type demands.</summary>
    public bool Incomplete => Missing.Count > 0;

    /// <summary>What it has to do with other tickets.</summary>
    public TicketRelations? Relations { get; init; }

    /// <summary>Whether everybody who reads it is on record.</summary>
    public bool Confidential { get; init; }

    [JsonIgnore]
    public bool IsConfidential { get; init; }

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
            ticket.Missing, log.Messages, log.Contacts, ticket.End is null ? null : log.End, events.Newest().Id.ToString(), events.Newest().At)
        {
            RequestType = submitted.RequestType,
            CatalogueVersion = submitted.CatalogueVersion,
            Language = submitted.Language,
            Defaults = submitted.Defaults,
            Importance = submitted.Importance,
            Confidential = ticket.IsConfidential,
        };

        string? Now(string field) => TicketValues.Current(ticket, field);
    }
}

internal static class GetTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}",
        async (Guid id, [AsParameters] AsOfQuery past, Actor actor, Journal journal, ReadModels models, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var asOf = await past.Read(journal, cancel);
            var all = await journal.ReadStreams([Streams.Ticket(id)], cancel);
            if (all is not [{ Body: TicketSubmitted ticket }, ..] || !actor.MaySee(ticket.Organization, ticket.Requester)) return Problem.NotFound;
            var events = asOf.Cut(all);
            if (events.Count == 0) return AsOf.BeforeTheBeginning;
            if (asOf.IsLive) response.Headers.ETag = OutcomeHttp.ETag(events.Newest().Version);
            var relations = await TicketRelations.Of(id, events, asOf, actor, journal, models, cancel);
            var view = TicketView.Of(id, events, ticket, actor, directory.NameOf);
            return (IResult)TypedResults.Ok(view with { Relations = relations, At = Instant.Max(view.At, relations.At), IsConfidential = Confidential(all) });
        })
        .For([.. Roles.All]).RecordsReads().Produces<TicketView>().WithSummary("What was submitted, corrected and said, now or as of an instant.");

    /// <summary>Whether it is confidential now: whoever reads the past of a confidential ticket reads a confidential ticket.</summary>
    private static bool Confidential(IEnumerable<RecordedEvent> events) =>
        events.Select(e => e.Body).OfType<object>().Aggregate(Ticket.Initial, (ticket, body) => ticket.Evolve(body)).IsConfidential;
}
