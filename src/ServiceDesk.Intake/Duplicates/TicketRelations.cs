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
    public static async Task<TicketRelations> Of(Guid id, IEnumerable<RecordedEvent> events, Actor actor, Journal journal, CancellationToken cancel)
    {
        var ticket = Fold(events);
        var duplicates = await GetDuplicates.Of(id, actor, journal, cancel);
        var linked = ticket.Links.Select(link => link.From == id ? link.To : link.From);
        Guid[] others = [.. ticket.MergedInto is { } into ? [into, .. linked] : linked];
        var visible = (await Tickets.Load(others.Distinct().ToList(), journal, cancel)).Where(one => one.Value.IsVisibleTo(actor)).ToDictionary();
        return new TicketRelations(
            ticket.MergedInto is { } target && visible.TryGetValue(target, out var goesOn) ? new TicketReference(target, goesOn.Submitted!.Number) : null,
            ticket.Absorbed.IsEmpty ? [] : await AbsorbedBy(id, ticket, actor, journal, cancel),
            [.. ticket.Links.Select(link => View(id, link)).Where(link => visible.ContainsKey(link.Ticket)).OrderBy(link => link.Number, StringComparer.Ordinal).ThenBy(link => link.Relation, StringComparer.Ordinal)],
            duplicates);
    }

    /// <summary>Level by level: what was merged into this ticket, then what had been merged into those.</summary>
    private static async Task<IReadOnlyList<AbsorbedView>> AbsorbedBy(Guid id, Ticket ticket, Actor actor, Journal journal, CancellationToken cancel)
    {
        var found = new List<AbsorbedView>();
        for (var level = ticket.Absorbed.Keys.ToDictionary(one => one, _ => id); level.Count > 0;)
        {
            var next = new Dictionary<Guid, Guid>();
            foreach (var stream in (await journal.ReadStreams([.. level.Keys.Select(Streams.Ticket)], cancel)).GroupBy(e => Guid.Parse(e.Subject)))
            {
                var absorbed = Fold(stream);
                foreach (var below in absorbed.Absorbed.Keys) next[below] = stream.Key;
                if (absorbed.IsVisibleTo(actor)) found.Add(View(stream, absorbed, level[stream.Key]));
            }
            level = next;
        }
        return [.. found.OrderBy(one => one.Number, StringComparer.Ordinal)];
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
