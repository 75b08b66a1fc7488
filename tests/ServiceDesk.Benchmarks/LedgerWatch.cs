using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>Sees every row of Analytics' ledger at most some 20 ms after it became visible: the lags that it tells are too long by as much, and what it reads itself is little.</summary>
internal sealed class LedgerWatch : IAsyncDisposable
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private readonly NpgsqlDataSource analytics;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Guid, long> submitted = [];
    private readonly ConcurrentDictionary<Guid, long> assigned = [];
    private readonly Task watching;
    private long seenRows;

    public LedgerWatch(NpgsqlDataSource analytics)
    {
        this.analytics = analytics;
        watching = Task.Run(Watch);
    }

    /// <summary>When each ticket's submission was seen in the ledger.</summary>
    public IReadOnlyDictionary<Guid, long> Submitted => submitted;

    /// <summary>When the last event was seen that the other services add on their own: the case knows its agent.</summary>
    public IReadOnlyDictionary<Guid, long> Assigned => assigned;

    /// <summary>Waits until all these tickets were seen with everything that belongs to them.</summary>
    public async Task Complete(IEnumerable<Acknowledged> tickets, CancellationToken cancel)
    {
        foreach (var one in tickets)
        {
            for (var (waited, rows) = (Stopwatch.StartNew(), -1L); !submitted.ContainsKey(one.Ticket) || !assigned.ContainsKey(one.Ticket); await Task.Delay(20, cancel))
            {
                if (watching.IsCompleted) await watching;
                if (rows != Interlocked.Read(ref seenRows)) (waited, rows) = (Stopwatch.StartNew(), Interlocked.Read(ref seenRows));
                if (waited.Elapsed > patience) throw new Failure($"Ticket {one.Ticket} never came into the ledger with its case: see what the services have parked.");
            }
        }
    }

    private async Task Watch()
    {
        await using var connection = await analytics.OpenConnectionAsync();
        // Planned once, while the ledger is empty, the query would go on reading all of it at every look.
        await using (var grown = new NpgsqlCommand("set plan_cache_mode = force_custom_plan", connection)) await grown.ExecuteNonQueryAsync();
        await using var newer = new NpgsqlCommand("""
            select l.position, l.ticket, coalesce(e.data ->> 'type', e.type)
            from served.ledger l join events e using (position)
            where l.position > $1
            order by l.position
            limit 500
            """, connection);
        newer.Parameters.Add(new() { Value = 0L });
        await newer.PrepareAsync();
        while (!stopping.IsCancellationRequested)
        {
            await using (var row = await newer.ExecuteReaderAsync())
            {
                var seen = Stopwatch.GetTimestamp();
                while (await row.ReadAsync())
                {
                    newer.Parameters[0].Value = row.GetInt64(0);
                    Interlocked.Increment(ref seenRows);
                    var places = row.GetString(2) switch { "intake.ticket-submitted.v1" => submitted, "resolution.case-assigned.v1" => assigned, _ => null };
                    if (!row.IsDBNull(1)) places?.TryAdd(row.GetGuid(1), seen);
                }
            }
            await Task.WhenAny(Task.Delay(pause, stopping.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
        stopping.Dispose();
    }
}
