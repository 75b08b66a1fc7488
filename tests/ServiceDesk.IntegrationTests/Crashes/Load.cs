using System.Collections.Concurrent;
using System.Net.Sockets;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Crashes;

/// <summary>Clients that post tickets and answer them while services die, and that repeat a keyed request until it is answered.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly Desk desk;
    private readonly string run = Guid.NewGuid().ToString("N")[..8];
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> clients = [];
    private volatile bool isGentle;

    private Load(Desk desk) => this.desk = desk;

    /// <summary>Acknowledged tickets by their subject.</summary>
    public ConcurrentDictionary<string, string> Acknowledged { get; } = [];

    /// <summary>Acknowledged first responses: ticket and message.</summary>
    public ConcurrentBag<(string Ticket, string Message)> Responses { get; } = [];

    /// <summary>Answers other than 2xx and 5xx, which nothing here explains.</summary>
    public ConcurrentBag<string> Surprises { get; } = [];

    public string Run => run;

    public static Load Start(Desk desk)
    {
        var load = new Load(desk);
        for (var client = 0; client < 3; client++)
        {
            var number = client;
            load.clients.Add(Task.Run(() => load.Keyed(number)));
            load.clients.Add(Task.Run(() => load.Unkeyed(number)));
        }
        return load;
    }

    /// <summary>Waits until the clients got some more acknowledgements.</summary>
    public Task More(int tickets)
    {
        var before = Acknowledged.Count;
        return Eventually.Holds(() => Acknowledged.Count >= before + tickets, $"{tickets} more tickets were acknowledged");
    }

    /// <summary>Something is under heavy load when it is killed; while it starts again, tickets come slowly: what piles up meanwhile proves nothing more.</summary>
    public async Task Gently(Func<Task> starts)
    {
        isGentle = true;
        await starts();
        isGentle = false;
    }

    /// <summary>No new tickets; what was begun with a key is brought to its end.</summary>
    public async Task Stop()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(clients);
    }

    private async Task Keyed(int client)
    {
        for (var n = 0; !stopping.IsCancellationRequested; n++)
        {
            await Pause();
            var subject = $"{run} keyed {client}-{n}";
            var caller = desk.As("agent").Sending(("Idempotency-Key", subject));
            if (await Insist(() => caller.Post("intake", "/tickets", Ticket(subject))) is not { } ticket) continue;
            Acknowledged[subject] = ticket.Text("id");
            if (n % 5 != 0) continue;
            var (id, position, message) = (ticket.Text("id"), ticket.Text("position"), $"{subject} is read");
            if (await Insist(() => caller.Post("resolution", $"/tickets/{id}/respond?position={position}", new { message })) is not null) Responses.Add((id, message));
        }
    }

    private async Task Unkeyed(int client)
    {
        for (var n = 0; !stopping.IsCancellationRequested; n++)
        {
            await Pause();
            var subject = $"{run} unkeyed {client}-{n}";
            if (await Try(() => desk.As("system").Post("intake", "/tickets", Ticket(subject))) is { } ticket) Acknowledged[subject] = ticket.Text("id");
        }
    }

    private Task Pause() => isGentle ? Task.Delay(200) : Task.CompletedTask;

    private async Task<Reply?> Insist(Func<Task<Reply>> send)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await Try(send) is { } reply) return reply;
            await Task.Delay(100);
        }
        Surprises.Add("A request was never answered.");
        return null;
    }

    private async Task<Reply?> Try(Func<Task<Reply>> send)
    {
        try
        {
            var reply = await send();
            if (reply.Status is >= 200 and < 300) return reply;
            if (reply.Status < 500) Surprises.Add($"{reply.Status} {reply.Body}");
        }
        catch (Exception dead) when (dead is HttpRequestException or IOException or SocketException or TaskCanceledException)
        {
            // Something was dead, as it was meant to be.
        }
        return null;
    }

    private static object Ticket(string subject) =>
        new { kind = "incident", subject, category = "hardware", urgency = "high", requester = new { name = "Li Na", organization = "demo" } };

    public async ValueTask DisposeAsync()
    {
        await Stop();
        stopping.Dispose();
    }
}
