using System.Text;
using System.Text.Json;
using ServiceDesk.EventStore;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>
/// The ledger as lines of JSON: what stands in the log now, at the places and beside the hashes that the tree knows, and every signed head behind the last entry
/// that it covers. What is gone from the log, and what stands in it without being an entry, is shown as such.
/// </summary>
internal sealed class LedgerExport(Journal journal, TreeReader tree, TreeHeads heads)
{
    private const int Buffer = 1 << 16;

    /// <summary>How many entries were signed, as far as the tree knows: a head that was cut off from the log still stands there.</summary>
    public async Task<long> Signed(CancellationToken cancel)
    {
        if (await heads.Last(cancel) is { } last) await tree.Until(last.Position, cancel);
        await using var command = journal.Lookups.CreateCommand("select coalesce(max(size), 0) from tree_heads");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Writes some entries, a tile at a time: the export takes no more memory at its end than at its beginning.</summary>
    /// <param name="to">Where the lines go.</param>
    /// <param name="from">The first leaf.</param>
    /// <param name="until">The leaf after the last.</param>
    /// <param name="cancel">Ends the writing.</param>
    public async Task Write(Stream to, long from, long until, CancellationToken cancel)
    {
        await using var lines = new StreamWriter(to, new UTF8Encoding(false), Buffer, leaveOpen: true) { NewLine = "\n" };
        await lines.WriteLineAsync(JsonSerializer.Serialize(new { ledger = LedgerCheck.Form, after = from, size = until, peaks = await Peaks(from, cancel) }));
        foreach (var key in await heads.Keys(cancel)) await lines.WriteLineAsync($$"""{"key":{{JsonSerializer.Serialize(key, JsonSerializerOptions.Web)}}}""");
        var passed = from == 0 ? 0 : (await tree.Positions((from - 1) / HashTile.Width, cancel))[(from - 1) % HashTile.Width];
        for (var first = from; first < until;)
        {
            var (offset, count) = ((int)(first % HashTile.Width), (int)Math.Min(until - first, HashTile.Width - (first % HashTile.Width)));
            var positions = (await tree.Positions(first / HashTile.Width, cancel))[offset..(offset + count)];
            await WriteTile(lines, first, positions, await Events(passed, positions[^1], cancel), cancel);
            (passed, first) = (positions[^1], first + count);
        }
    }

    private async Task<IReadOnlyList<byte[]>> Peaks(long size, CancellationToken cancel) => size == 0
        ? []
        : await tree.Hashes([.. new LeafRange(0, size).Nodes().Select(node => new LeafRange(node.Index << node.Level, (node.Index + 1) << node.Level))], cancel);

    private async Task WriteTile(StreamWriter lines, long first, long[] positions, IReadOnlyList<StoredEvent> events, CancellationToken cancel)
    {
        var hashes = await tree.Hashes([.. positions.Select((_, n) => new LeafRange(first + n, first + n + 1))], cancel);
        var signed = (await GetHeads.Read(journal, first, first + positions.Length, positions.Length, cancel)).ToDictionary(head => head.Size);
        var next = 0;
        for (var n = 0; n < positions.Length; n++)
        {
            for (; next < events.Count && events[next].Position < positions[n]; next++) await lines.WriteLineAsync($$"""{"entry":{{Text(events[next])}}}""");
            var place = $$"""{"leaf":{{first + n}},"hash":"{{Convert.ToBase64String(hashes[n])}}",""";
            await lines.WriteLineAsync(next < events.Count && events[next].Position == positions[n]
                ? $$"""{{place}}"entry":{{Text(events[next++])}}}"""
                : $$"""{{place}}"missing":"{{new LogPosition(journal.Log, positions[n])}}"}""");
            if (signed.GetValueOrDefault(first + n + 1) is { } head)
                await lines.WriteLineAsync($$"""{"head":{{JsonSerializer.Serialize(head.ToHead(), JsonSerializerOptions.Web)}},"event":"{{head.Event}}"}""");
        }
    }

    private async Task<IReadOnlyList<StoredEvent>> Events(long after, long through, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand($"select {StoredEvent.Columns} from events e where e.position > $1 and e.position <= $2 order by e.position");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = through });
        return await StoredEvent.Read(command, journal.Log, cancel);
    }

    private static string Text(StoredEvent one) => Encoding.UTF8.GetString(one.Leaf);
}
