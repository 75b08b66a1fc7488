using System.Diagnostics;
using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics;

/// <summary>A line of the audit trail.</summary>
internal sealed record LedgerLine(
    string Id, string Source, string Type, string Subject, Instant Occurred, Instant Recorded, string Actor, string ActorName, string? Via, string? Cause,
    string? TraceId, RawJson Data, string LedgerPosition)
{
    /// <summary>The span of the trace in which it was recorded.</summary>
    public string? SpanId { get; init; }

    /// <summary>The row of another system's log that the event was copied from; null for what happened here.</summary>
    public ImportedFrom? Imported { get; init; }

    public static LedgerLine Of(RecordedEvent recorded, AccessDirectory directory)
    {
        var entry = LedgerEntry.In(recorded);
        ActivityContext? trace = ActivityContext.TryParse(entry.TraceParent, null, out var context) ? context : null;
        return new LedgerLine(
            entry.Id, entry.Source, entry.Type, entry.Subject, entry.Occurred, entry.Recorded, entry.Actor, directory.NameOf(entry.Actor), entry.Via, entry.Cause,
            trace?.TraceId.ToString(), entry.Data, recorded.Id.ToString())
        {
            SpanId = trace?.SpanId.ToString(),
            Imported = entry.Imported,
        };
    }

    /// <summary>Reads the entries that a query over the ledger or its index finds; the query ends behind "from".</summary>
    public static async Task<IReadOnlyList<RecordedEvent>> Find(Journal journal, string fromWhere, IReadOnlyList<object> values, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand($"""
            select e.position, e.stream, e.version, e.type, e.data::text, e.meta::text, e.occurred, e.at
            from {fromWhere}
            """);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await EventRow.ReadAll(command, journal.Log, journal.Types, cancel);
    }
}
