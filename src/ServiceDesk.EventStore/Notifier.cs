using System.Globalization;
using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>Announces new positions to other processes, after the commit and at most every few milliseconds.</summary>
internal sealed class Notifier : IAsyncDisposable
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(10);

    private readonly NpgsqlDataSource database;
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private long announced, newest;

    public Notifier(NpgsqlDataSource database)
    {
        this.database = database;
        loop = Task.Run(Run);
    }

    public void Announce(long position)
    {
        Interlocked.Exchange(ref newest, position);
        if (wake.CurrentCount == 0)
        {
            try { wake.Release(); }
            catch (SemaphoreFullException) { } // already awake
        }
    }

    private async Task Run()
    {
        try
        {
            while (true)
            {
                await wake.WaitAsync(stopping.Token);
                var position = Interlocked.Read(ref newest);
                if (position == announced) continue;
                try
                {
                    // NOTIFY takes a lock of the whole cluster at commit: one per batch, in a transaction of its own (which writes nothing, so nothing is flushed).
                    await using var notify = database.CreateCommand("select pg_notify($1, $2)");
                    notify.Parameters.Add(new() { Value = HeadWatch.Channel });
                    notify.Parameters.Add(new() { Value = position.ToString(CultureInfo.InvariantCulture) });
                    await notify.ExecuteNonQueryAsync(stopping.Token);
                    announced = position;
                }
                catch (Exception lost) when (lost is NpgsqlException or IOException or TimeoutException) { } // readers poll
                await Task.Delay(pause, stopping.Token);
            }
        }
        catch (OperationCanceledException) { }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        stopping.Dispose();
        wake.Dispose();
    }
}
