using System.Data.Common;
using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>An event as its row says it is, unread: also one that somebody changed into what no service would write.</summary>
internal sealed record StoredEvent(long Position, Instant At, byte[] Leaf)
{
    public const string Columns = "e.position, e.stream, e.version, e.type, e.data::text, e.meta::text, e.occurred, e.at";

    public static async Task<IReadOnlyList<StoredEvent>> Read(NpgsqlCommand command, string log, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var events = new List<StoredEvent>();
        while (await row.ReadAsync(cancel)) events.Add(Of(row, log));
        return events;
    }

    private static StoredEvent Of(DbDataReader row, string log) => new(row.GetInt64(0), Instant.FromDateTimeUtc(row.GetDateTime(7)), LedgerLeaf.Bytes(
        new LogPosition(log, row.GetInt64(0)).ToString(), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.GetDateTime(6), row.GetDateTime(7)));
}
