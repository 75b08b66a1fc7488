using System.Net.Http.Headers;
using System.Text;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Mails;

/// <summary>A desk that has a mail system: Intake and Resolution with a PostgreSQL of their own, and a sink for what they send.</summary>
public sealed class PostOffice : IAsyncLifetime
{
    public SmtpSink Sink { get; } = new();

    public ServiceDeskInstance Instance { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Instance = await Start(Sink.Port, ["intake", "resolution"]);

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        await Sink.DisposeAsync();
    }

    public static Task<ServiceDeskInstance> Start(int smtpPort, IReadOnlyList<string> services, int mostMails = 4) => ServiceDeskInstance.Start(
        ServiceDeskOptions.ForTest() with
        {
            Services = services,
            Environment = new Dictionary<string, string>
            {
                ["Mail__Smtp__Host"] = "127.0.0.1",
                ["Mail__Smtp__Port"] = $"{smtpPort}",
                ["Mail__Smtp__Tls"] = "none",
                ["Mail__Organizations__demo.example"] = "demo",
                ["Mail__Organizations__acme.example"] = "acme",
                ["Mail__MostPerTicketAndHour"] = $"{mostMails}",
            },
        }, CancellationToken.None);

    public Caller As(string role) => new(Instance, Instance.Accounts.Key(role));

    public Task<Reply> Deliver(string message) => Deliver(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")));

    public Task<Reply> Deliver(byte[] message)
    {
        var content = new ByteArrayContent(message);
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        return As("system").Send(HttpMethod.Post, "intake", "/channels/email", content);
    }
}
