using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>A request as a receiver of webhooks got it.</summary>
public sealed record Received(string Id, string Timestamp, string Signature, string Body, int Answer)
{
    public JsonNode Event => JsonNode.Parse(Body)!;

    public string Ticket => Event["subject"]!.ToString();

    public long Sequence => long.Parse(Event["sequence"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Receives webhooks on this machine; may refuse some, and may be away for a while.</summary>
public sealed class Receiver : IDisposable
{
    private readonly ConcurrentQueue<Received> received = new();
    private HttpListener? listener;

    public Receiver()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/hook/");
        probe.Stop();
        Open();
    }

    public Uri Url { get; }

    public Func<JsonNode, int> Answer { get; set; } = _ => 204;

    public IReadOnlyList<Received> All => [.. received];

    /// <summary>What was taken, each once, in the order of arrival.</summary>
    public IReadOnlyList<Received> Taken => [.. All.Where(one => one.Answer < 300).DistinctBy(one => one.Id)];

    public void Open()
    {
        listener = new HttpListener { Prefixes = { Url.ToString() } };
        listener.Start();
        _ = Listen(listener);
    }

    /// <summary>Goes away in the middle of whatever it does.</summary>
    public void Abort() => listener?.Abort();

    private async Task Listen(HttpListener open)
    {
        while (open.IsListening)
        {
            try
            {
                var context = await open.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var body = await reader.ReadToEndAsync();
                var answer = Answer(JsonNode.Parse(body)!);
                string Header(string name) => context.Request.Headers[name] ?? "";
                received.Enqueue(new Received(Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), body, answer));
                context.Response.StatusCode = answer;
                context.Response.Close();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException) { }
        }
    }

    public void Dispose() => listener?.Close();
}
