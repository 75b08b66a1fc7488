using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using ServiceDesk.IntegrationTests.Fixtures;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace ServiceDesk.IntegrationTests.Mails;

/// <summary>A real SMTP server in this process that keeps what it is given, or refuses it as a test wants.</summary>
public sealed class SmtpSink : MessageStore, IAsyncDisposable
{
    private readonly SmtpServer.SmtpServer server;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private readonly ConcurrentQueue<MimeMessage> taken = new();
    private readonly ConcurrentQueue<(string Id, int Status)> refused = new();

    public SmtpSink()
    {
        Port = FreePort();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(this);
        server = new SmtpServer.SmtpServer(
            new SmtpServerOptionsBuilder().ServerName("sink").Endpoint(one => one.Endpoint(new IPEndPoint(IPAddress.Loopback, Port))).Build(), services);
        running = server.StartAsync(stopping.Token);
    }

    public int Port { get; }

    /// <summary>The status for a message to an address; null = it is taken.</summary>
    public Func<string, int?> Refuse { get; set; } = _ => null;

    public IReadOnlyList<(string Id, int Status)> Refused => [.. refused];

    public IReadOnlyList<MimeMessage> To(string address) => [.. taken.Where(one => one.To.Mailboxes.Any(to => to.Address == address))];

    /// <summary>Waits for the n-th mail to an address.</summary>
    public async Task<MimeMessage> Next(string address, int number = 1)
    {
        await Eventually.Holds(() => To(address).Count >= number, $"mail {number} to {address} arrives");
        return To(address)[number - 1];
    }

    public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        var message = MimeMessage.Load(new MemoryStream(buffer.ToArray()), cancellationToken);
        if (Refuse(message.To.Mailboxes.First().Address) is { } status)
        {
            refused.Enqueue((message.MessageId!, status));
            return Task.FromResult(new SmtpResponse((SmtpReplyCode)status, "not today"));
        }
        taken.Enqueue(message);
        return Task.FromResult(SmtpResponse.Ok);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAny(running, Task.Delay(2000));
    }
}
