using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>A line to PostgreSQL that can be cut at the worst moments: while an append is under way, or just before its answer arrives.</summary>
public sealed class CutLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint server;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<(TcpClient Client, TcpClient Server)> writers = [];
    private readonly Task accepting;
    private volatile bool losesNextAnswer;
    private int lost;

    public CutLine(string host, int port)
    {
        server = new IPEndPoint(IPAddress.Parse(host), port);
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many answers to appends were lost.</summary>
    public int Lost => Volatile.Read(ref lost);

    /// <summary>The answer to the next append is lost, after its commit.</summary>
    public void LoseNextAnswer() => losesNextAnswer = true;

    /// <summary>Cuts off whoever appends; the server does not notice as long as it has nothing to say.</summary>
    public void CutWriters()
    {
        lock (writers)
        {
            foreach (var (client, _) in writers) client.Close();
            writers.Clear();
        }
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                _ = Serve(client);
            }
        }
        catch (OperationCanceledException) { }
    }

    private async Task Serve(TcpClient client)
    {
        using var ownClient = client;
        var upstream = new TcpClient();
        await upstream.ConnectAsync(server, stopping.Token);
        var appends = false;
        var asking = Copy(client, upstream, bytes =>
        {
            if (!appends && Encoding.ASCII.GetString(bytes).Contains("from append(", StringComparison.Ordinal))
            {
                appends = true;
                lock (writers) writers.Add((client, upstream));
            }
            return true;
        });
        var answering = Copy(upstream, client, bytes =>
        {
            // A prepared append answers with its row ('D' after BindComplete); the answer to the preparation itself passes.
            if (!appends || !losesNextAnswer || bytes.Length == 0 || bytes[0] != (byte)'2') return true;
            losesNextAnswer = false;
            Interlocked.Increment(ref lost);
            return false;
        });
        await Task.WhenAny(asking, answering);
        client.Close();
        if (answering.IsCompleted) upstream.Close();
    }

    private async Task Copy(TcpClient from, TcpClient to, Func<byte[], bool> passes)
    {
        var buffer = new byte[65536];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, stopping.Token) is > 0 and var read)
            {
                if (!passes(buffer[..read])) return;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), stopping.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException) { }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }
}
