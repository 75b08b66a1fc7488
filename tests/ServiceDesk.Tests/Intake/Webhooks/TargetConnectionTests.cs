using System.Net;
using System.Net.Sockets;
using System.Text;
using ServiceDesk.Intake.Webhooks;

namespace ServiceDesk.Tests;

public sealed class TargetConnectionTests : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task answering;
    private int accepted;

    public TargetConnectionTests()
    {
        listener.Start();
        answering = Answer();
    }

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await answering;
    }

    [Fact]
    public async Task A_name_that_turns_out_to_be_an_internal_address_is_not_connected_to()
    {
        await Should.ThrowAsync<HttpRequestException>(() => Get($"http://public.example:{Port}/", [], IPAddress.Loopback, IPAddress.Parse("::ffff:127.0.0.1")));

        accepted.ShouldBe(0);
    }

    [Fact]
    public async Task An_internal_address_itself_is_not_connected_to()
    {
        await Should.ThrowAsync<HttpRequestException>(() => Get($"http://127.0.0.1:{Port}/", []));

        accepted.ShouldBe(0);
    }

    [Fact]
    public async Task A_trusted_host_is_called_and_its_redirect_is_not_followed()
    {
        using var answer = await Get($"http://public.example:{Port}/", ["public.example"], IPAddress.Loopback);

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Each_new_connection_is_checked_again()
    {
        var answers = new Queue<IPAddress>([IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]);
        var asked = 0;
        using var handler = TargetConnection.Handler(new TargetRules(true, []), (_, _) => { asked++; return Task.FromResult(new[] { answers.Dequeue() }); });
        using var client = new HttpClient(handler);

        for (var each = 0; each < 2; each++)
            await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync($"http://public.example:{Port}/", TestContext.Current.CancellationToken));

        asked.ShouldBe(2);
        accepted.ShouldBe(0);
    }

    private static async Task<HttpResponseMessage> Get(string url, string[] trusted, params IPAddress[] found)
    {
        using var handler = TargetConnection.Handler(new TargetRules(true, trusted), (_, _) => Task.FromResult(found));
        using var client = new HttpClient(handler);
        return await client.GetAsync(url, TestContext.Current.CancellationToken);
    }

    private async Task Answer()
    {
        var redirect = Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: http://public.example:{Port}/secret\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref accepted);
                var stream = connection.GetStream();
                await stream.ReadAtLeastAsync(new byte[4], 4);
                await stream.WriteAsync(redirect);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or IOException or InvalidOperationException) // between two connections it is told by the last
        {
        }
    }
}
