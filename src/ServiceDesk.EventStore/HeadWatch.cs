using System.Globalization;
using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>
/// Knows how far a log has grown: told by this process, by NOTIFY of another, and at the latest by a poll, which is slow while NOTIFY is heard: then only what a
/// process recorded and did not live to announce waits for it.
/// </summary>
public sealed class HeadWatch : IAsyncDisposable
{
    /// <summary>The channel on which a log announces its newest position.</summary>
    public const string Channel = "events";

    private static readonly TimeSpan pollDeaf = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan pollHearing = TimeSpan.FromSeconds(2);

    private readonly string connectionString;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task listening;
    private volatile TaskCompletionSource grown = NewSignal();
    private volatile bool hears;
    private long head;

    /// <summary>Listens on a log's database.</summary>
    /// <param name="connectionString">The database.</param>
    public HeadWatch(string connectionString)
    {
        this.connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString;
        listening = Task.Run(Listen);
    }

    /// <summary>The newest position that was announced; 0 at first.</summary>
    public long Head => Interlocked.Read(ref head);

    /// <summary>Completes when the log may have grown beyond a position, at the latest after two seconds, while NOTIFY is not heard after a quarter of one.</summary>
    /// <param name="after">The last position already read.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task Changed(long after, CancellationToken cancel)
    {
        var signal = grown.Task;
        if (Interlocked.Read(ref head) > after) return;
        await Task.WhenAny(signal, Task.Delay(hears ? pollHearing : pollDeaf, cancel));
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>Tells that the log has reached a position.</summary>
    /// <param name="position">The newest position.</param>
    public void Reached(long position)
    {
        for (var known = Interlocked.Read(ref head); position > known; known = Interlocked.Read(ref head))
        {
            if (Interlocked.CompareExchange(ref head, position, known) != known) continue;
            Wake();
            return;
        }
    }

    private async Task Listen()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                connection.Notification += (_, e) =>
                {
                    if (long.TryParse(e.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) Reached(position);
                };
                await connection.OpenAsync(stopping.Token);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(stopping.Token);
                hears = true;
                Wake(); // what was announced before was not heard
                while (true) await connection.WaitAsync(stopping.Token);
            }
            catch (Exception lost) when (lost is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
            {
                await Task.WhenAny(Task.Delay(1000, stopping.Token)); // the poll carries on meanwhile
            }
            catch (OperationCanceledException) { }
            finally
            {
                hears = false;
            }
        }
    }

    private void Wake() => Interlocked.Exchange(ref grown, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await listening;
        stopping.Dispose();
    }
}
