using System.Globalization;
using System.Text.Json.Serialization;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Audit;

/// <summary>All that was recorded in one trace, as trees of causes.</summary>
internal sealed record TraceView(string TraceId, int Count, bool IsWhole, IReadOnlyList<CauseNode> Roots) : ITicketsView
{
    [JsonIgnore]
    public IReadOnlyCollection<Guid> Confidential { get; init; } = [];
}

/// <summary>An event and all that it caused; of a trace that is too long to be searched whole, what it caused for the same ticket.</summary>
internal sealed record EffectsView(CauseNode Event, bool IsWhole) : ITicketsView
{
    [JsonIgnore]
    public IReadOnlyCollection<Guid> Confidential { get; init; } = [];
}

internal static class GetTrace
{
    private const int Most = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit/traces/{trace}", async (string trace, Actor actor, Journal journal, LedgerTime ledger, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (!Guid.TryParseExact(trace, "N", out var id)) return Problem.NotFound;
            var events = await Find(id, null, actor, journal, cancel);
            if (events.Count == 0) return Problem.NotFound;
            var lines = events.Take(Most).Select(e => LedgerLine.Of(e, directory)).ToList();
            return (IResult)TypedResults.Ok(new TraceView(trace, lines.Count, events.Count <= Most, CauseTree.Of(lines)) { Confidential = await SearchLedger.ConfidentialAmong(events, journal, ledger, cancel) });
        })
        .For(Roles.Auditor, Roles.Admin).RecordsReads().Produces<TraceView>().WithSummary("All that was recorded in one OpenTelemetry trace, as trees of causes.");

        routes.MapGet("/audit/events/{log}/{position:long}/effects", async (string log, long position, Actor actor, Journal journal, LedgerTime ledger, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (position < 1) return Problem.NotFound;
            var id = string.Create(CultureInfo.InvariantCulture, $"{log}/{position}");
            var found = log == journal.Log ? await journal.Read(position - 1, 1, cancel) : await journal.ReadStreams([id], cancel);
            if (found is not [var e, ..] || LedgerLine.Of(e, directory).Id != id) return Problem.NotFound;
            await ledger.Until(LedgerIndexReadModel.ModelName, e.Id.Position, cancel);
            var trace = LedgerIndexReadModel.TraceOf(LedgerEntry.In(e).TraceParent);
            var traced = trace is { } known ? await Find(known, null, actor, journal, cancel)
                : actor.Organization is null ? [e] // what the desk does by itself has no trace
                : [];
            var isWhole = traced.Count <= Most;
            if (!isWhole) traced = await Find(trace!.Value, e.Id.Position, actor, journal, cancel);
            var trees = CauseTree.Of([.. traced.Select(one => LedgerLine.Of(one, directory))]);
            if (CauseTree.Find(trees, id) is not { } tree) return Problem.NotFound;
            return (IResult)TypedResults.Ok(new EffectsView(tree, isWhole) { Confidential = await SearchLedger.ConfidentialAmong(traced, journal, ledger, cancel) });
        })
        .For(Roles.Auditor, Roles.Admin).RecordsReads().Produces<EffectsView>().WithSummary("What an event caused, in every service: what a message, a mail or a rule led to.");
    }

    /// <summary>
    /// The entries of a trace in the order of the ledger, one more than are shown; for who is bound to one organisation those about its tickets. With an entry
    /// of it, that one and those about the same ticket.
    /// </summary>
    private static Task<IReadOnlyList<RecordedEvent>> Find(Guid trace, long? around, Actor actor, Journal journal, CancellationToken cancel) => LedgerLine.Find(
        journal,
        $"""
        ledger_index l join events e using (position)
        where l.trace = $1 and ($2 = '' or (l.organization = $2 and l.ticket is not null))
          and ($3 = 0 or l.position = $3 or l.ticket = (select ticket from ledger_index where position = $3))
        order by l.position limit {Most + 1}
        """,
        [trace, actor.Organization ?? "", around ?? 0], cancel);
}
