using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>What identifies a row of a source's log; one row may tell several things.</summary>
internal readonly record struct RowKey(string Source, string Row, HistoricStep? Step);

/// <summary>A ticket as its import must know it: whether it was opened, and which rows of which source it has.</summary>
internal sealed record TicketHistory(TicketSubmitted? Submitted, long OpenedAtPosition, int Version, Instant Latest, IReadOnlyDictionary<RowKey, long> Rows)
{
    public static TicketHistory None { get; } = new(null, 0, 0, Instant.MinValue, new Dictionary<RowKey, long>());

    public static TicketHistory Of(IEnumerable<RecordedEvent> events)
    {
        var (known, rows) = (None, new Dictionary<RowKey, long>());
        foreach (var e in events)
        {
            if (e.Meta.Imported is { } imported) rows[new RowKey(imported.Source, imported.Row, (e.Body as HistoryImported)?.Step)] = e.Id.Position;
            if (e.Body is TicketSubmitted submitted) known = known with { Submitted = submitted, OpenedAtPosition = e.Id.Position };
            known = known with { Version = e.Version, Latest = Instant.Max(known.Latest, e.Occurred) };
        }
        return known with { Rows = rows };
    }

    /// <summary>The order in which a ticket's rows are recorded: opened first, then as they happened, and as they came where that is the same.</summary>
    public static IReadOnlyList<T> InOrder<T>(IEnumerable<T> rows, Func<T, bool> isOpening, Func<T, Instant> at) =>
        [.. rows.OrderBy(row => !isOpening(row)).ThenBy(row => isOpening(row) ? Instant.MinValue : at(row))];

    /// <summary>Where a row stands: at a position, nowhere yet (null), or nowhere because the ticket was not opened (0).</summary>
    public long? Find(RowKey row, bool opensNow) =>
        Rows.TryGetValue(row, out var position) ? position
        : row.Step is null && Submitted is not null ? OpenedAtPosition
        : row.Step is not null && Submitted is null && !opensNow ? 0
        : null;
}
