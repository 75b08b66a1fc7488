using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>Another ticket.</summary>
internal sealed record TicketReference(Guid Id, string Number);

/// <summary>Another ticket, and how this one relates to it: <c>related</c>, <c>duplicate-of</c>, <c>duplicated-by</c>, <c>caused-by</c>, <c>causes</c>, <c>blocks</c> or <c>blocked-by</c>.</summary>
internal sealed record LinkView(Guid Ticket, string Number, string Relation);

/// <summary>A ticket that was merged into this one, or into one of those. What was said and attached there stays there: its messages by their events, its files by their ids.</summary>
internal sealed record AbsorbedView(Guid Id, string Number, Guid Into, string Subject, IReadOnlyList<string> Messages, IReadOnlyList<string> Attachments);

/// <summary>What a ticket has to do with others, as far as the reader may know of them.</summary>
internal sealed record TicketRelations(
    TicketReference? MergedInto, IReadOnlyList<AbsorbedView> Absorbed, IReadOnlyList<LinkView> Links, IReadOnlyList<DuplicateView> Duplicates)
{
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(1);

    /// <summary>When the newest of what is told of other tickets was recorded.</summary>
    [JsonIgnore]
    public Instant At { get; init; }

    public static async Task<TicketRelations> Of(
        Guid id, IEnumerable<RecordedEvent> events, AsOf asOf, Actor actor, Journal journal, ReadModels models, CancellationToken cancel)
    {
        var ticket = Fold(events);
        await Shown(journal, models, cancel);
        var duplicates = await GetDuplicates.Of(id, asOf, actor, journal, cancel);
        var (absorbed, at) = ticket.Absorbed.IsEmpty ? ([], Instant.MinValue) : await AbsorbedBy(id, ticket, asOf, actor, journal, cancel);
        var linked = ticket.Links.Select(link => link.From == id ? link.To : link.From);
        Guid[] others = [.. ticket.MergedInto is { } into ? [into, .. linked] : linked];
        var visible = (await Tickets.Load(others.Distinct().ToList(), journal, cancel)).Where(one => one.Value.IsVisibleTo(actor)).ToDictionary();
        return new TicketRelations(
            ticket.MergedInto is { } target && visible.TryGetValue(target, out var goesOn) ? new TicketReference(target, goesOn.Submitted!.Number) : null,
            absorbed,
            [.. ticket.Links.Select(link => View(id, link)).Where(link => visible.ContainsKey(link.Ticket)).OrderBy(link => link.Number, StringComparer.Ordinal).ThenBy(link => link.Relation, StringComparer.Ordinal)],
            duplicates)
        {
            At = duplicates.Select(one => one.RecordedAt).Append(at).Max(),
        };
    }

    /// <summary>Waits until the suspicions show all that the rest of the answer does. An overloaded desk answers without the newest of them.</summary>
    private static async Task Shown(Journal journal, ReadModels models, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(longest);
        try
        {
            await models.UntilShown("suspicions", await journal.Head(cancel), limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested) { }
    }

    /// <summary>Level by level: what was merged into this ticket, then what had been merged into those.</summary>
    private static async Task<(IReadOnlyList<AbsorbedView> Views, Instant At)> AbsorbedBy(
        Guid id, Ticket ticket, AsOf asOf, Actor actor, Journal journal, CancellationToken cancel)
    {
        var at = Instant.MinValue;
        var found = new List<AbsorbedView>();
        for (var level = ticket.Absorbed.Keys.ToDictionary(one => one, _ => id); level.Count > 0;)
        {
            var next = new Dictionary<Guid, Guid>();
            foreach (var stream in asOf.Cut(await journal.ReadStreams([.. level.Keys.Select(Streams.Ticket)], cancel)).GroupBy(e => Guid.Parse(e.Subject)))
            {
                var absorbed = Fold(stream);
                at = Instant.Max(at, stream.Newest().At);
                foreach (var below in absorbed.Absorbed.Keys) next[below] = stream.Key;
                if (absorbed.IsVisibleTo(actor)) found.Add(View(stream, absorbed, level[stream.Key]));
            }
            level = next;
        }
        return ([.. found.OrderBy(one => one.Number, StringComparer.Ordinal)], at);
    }

    private static AbsorbedView View(IGrouping<Guid, RecordedEvent> stream, Ticket absorbed, Guid into) => new(
        stream.Key, absorbed.Submitted!.Number, into, TicketValues.Current(absorbed, "subject")!,
        [.. stream.Where(e => e.Body is MessageReceived).Select(e => e.Id.ToString())], [.. absorbed.Attachments.Keys.Order(StringComparer.Ordinal)]);

    private static LinkView View(Guid id, TicketLink link) => link.From == id
        ? new LinkView(link.To, link.ToNumber, Words.Of(link.Relation))
        : new LinkView(link.From, link.FromNumber, link.Relation switch
        {
            LinkRelation.DuplicateOf => "duplicated-by",
            LinkRelation.CausedBy => "causes",
            LinkRelation.Blocks => "blocked-by",
            _ => Words.Of(link.Relation),
        });

    private static Ticket Fold(IEnumerable<RecordedEvent> events) =>
        events.Select(e => e.Body).OfType<object>().Aggregate(Ticket.Initial, (ticket, body) => ticket.Evolve(body));
}
