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

    /// <summary>When the newest of what is told of this ticket and others was recorded.</summary>
    [JsonIgnore]
    public Instant At { get; init; }

    public static async Task<TicketRelations> Of(
        Guid id, IReadOnlyList<RecordedEvent> events, AsOf asOf, Actor actor, Journal journal, ReadModels models, CancellationToken cancel)
    {
        var ticket = Fold(events);
        var (absorbed, newest) = await AbsorbedBy(id, ticket, events.Newest(), asOf, actor, journal, cancel);
        await Shown(newest, asOf, journal, models, cancel);
        var duplicates = await GetDuplicates.Of(id, asOf, actor, journal, cancel);
        var linked = ticket.Links.Select(link => link.From == id ? link.To : link.From);
        Guid[] others = [.. ticket.MergedInto is { } into ? [into, .. linked] : linked];
        var visible = (await Tickets.Load(others.Distinct().ToList(), journal, cancel)).Where(one => one.Value.IsVisibleTo(actor)).ToDictionary();
        return new TicketRelations(
            ticket.MergedInto is { } target && visible.TryGetValue(target, out var goesOn) ? new TicketReference(target, goesOn.Submitted!.Number) : null,
            absorbed,
            [.. ticket.Links.Select(link => View(id, link)).Where(link => visible.ContainsKey(link.Ticket)).OrderBy(link => link.Number, StringComparer.Ordinal).ThenBy(link => link.Relation, StringComparer.Ordinal)],
            duplicates)
        {
            At = duplicates.Select(one => one.RecordedAt).Append(newest.At).Max(),
        };
    }

    /// <summary>Waits until the suspicions show all that the rest of the answer does. An overloaded desk answers without the newest of them.</summary>
    private static async Task Shown(RecordedEvent newest, AsOf asOf, Journal journal, ReadModels models, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(longest);
        try
        {
            await models.UntilShown("suspicions", asOf.IsLive ? await Through(newest, journal, cancel) : await journal.Head(cancel), limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested) { }
    }

    /// <summary>The position up to which the log was recorded no later than an event: what was recorded together with it has its instant.</summary>
    private static async Task<long> Through(RecordedEvent newest, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand("""
            select position - 1
            from feed
            where position > $1 and at > $2
            order by position
            limit 1
            """);
        command.Parameters.Add(new() { Value = newest.Id.Position });
        command.Parameters.Add(new() { Value = newest.At.ToDateTimeUtc() });
        return await command.ExecuteScalarAsync(cancel) as long? ?? await journal.Head(cancel);
    }

    /// <summary>Level by level: what was merged into this ticket, then what had been merged into those. And the newest event of all of them.</summary>
    private static async Task<(IReadOnlyList<AbsorbedView> Views, RecordedEvent Newest)> AbsorbedBy(
        Guid id, Ticket ticket, RecordedEvent newest, AsOf asOf, Actor actor, Journal journal, CancellationToken cancel)
    {
        var found = new List<AbsorbedView>();
        for (var level = ticket.Absorbed.Keys.ToDictionary(one => one, _ => id); level.Count > 0;)
        {
            var next = new Dictionary<Guid, Guid>();
            foreach (var stream in (await journal.ReadStreams([.. level.Keys.Select(Streams.Ticket)], cancel)).GroupBy(e => Guid.Parse(e.Subject)))
            {
                var events = asOf.Cut(stream);
                if (events.Count == 0) continue;
                // The past of a ticket that is confidential now is confidential.
                var absorbed = Fold(events) with { IsConfidential = Fold(stream).IsConfidential };
                newest = events.Append(newest).Newest();
                foreach (var below in absorbed.Absorbed.Keys) next[below] = stream.Key;
                if (absorbed.IsVisibleTo(actor)) found.Add(View(stream.Key, events, absorbed, level[stream.Key], actor));
            }
            level = next;
        }
        return ([.. found.OrderBy(one => one.Number, StringComparer.Ordinal)], newest);
    }

    private static AbsorbedView View(Guid id, IReadOnlyList<RecordedEvent> events, Ticket absorbed, Guid into, Actor actor) => new(
        id, absorbed.Submitted!.Number, into, GetDuplicates.Subject(absorbed, actor),
        [.. events.Where(e => e.Body is MessageReceived).Select(e => e.Id.ToString())], [.. absorbed.Attachments.Keys.Order(StringComparer.Ordinal)]);

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
