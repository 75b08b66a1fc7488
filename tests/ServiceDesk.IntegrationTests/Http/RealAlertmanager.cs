using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Prometheus Alertmanager, as Debian packages it, delivers to the running desk.</summary>
[Collection(DeskCollection.Name)]
public sealed class RealAlertmanager(Desk desk)
{
    private static readonly HttpClient http = new();

    [Fact]
    public async Task What_fires_is_an_incident_what_goes_on_is_the_same_and_what_ends_is_a_recovery()
    {
        var program = Find("prometheus-alertmanager");
        Assert.SkipWhen(program is null, "prometheus-alertmanager is not installed (Debian package of that name).");
        var run = Guid.NewGuid().ToString("N");
        var machine = (await desk.Register("demo", Roles.System)).Caller;
        using var home = new TemporaryHome();
        var address = $"127.0.0.1:{FreePort()}";
        await File.WriteAllTextAsync(home.In("key"), machine.Key, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(home.In("config.yml"), Configuration(home.In("key")), TestContext.Current.CancellationToken);
        using var alertmanager = Process.Start(new ProcessStartInfo(program,
        [
            $"--config.file={home.In("config.yml")}", $"--storage.path={home.In("data")}", $"--web.listen-address={address}", "--cluster.listen-address=", "--log.level=error",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            alertmanager.ErrorDataReceived += (_, line) => home.Log(line.Data);
            alertmanager.BeginErrorReadLine();
            alertmanager.BeginOutputReadLine();
            await Eventually.Holds(() => IsReady(address), "Alertmanager is ready");
            var began = DateTimeOffset.UtcNow;

            await Post(address, run, began, null, "db1");
            await Eventually.Holds(async () => (await Tickets(run)).Count == 1, $"the incident is there; {home.Heard}");
            var ticket = (await Tickets(run)).Single();
            await Post(address, run, began, null, "db1", "db2");
            await Eventually.Holds(async () => (await Events(ticket)).Count(type => type == "intake.alerts-reported.v1") == 2, $"the second alert is told; {home.Heard}");
            await Post(address, run, began, DateTimeOffset.UtcNow, "db1", "db2");
            await Eventually.Holds(async () => (await Events(ticket)).Contains("intake.recovery-reported.v1"), $"the recovery is told; {home.Heard}");

            (await Tickets(run)).ShouldBe([ticket]);
            (await Events(ticket))[0].ShouldBe("intake.ticket-submitted.v1");
            var view = await desk.Admin.Get("intake", $"/tickets/{ticket}");
            (view.Text("channel"), view.Text("urgency"), view.Text("affectedSystem"), view.Text("subject")).ShouldBe(("alertmanager", "high", "db", $"{run} is full"));
        }
        finally
        {
            alertmanager.Kill(entireProcessTree: true);
            await alertmanager.WaitForExitAsync(CancellationToken.None);
        }
    }

    private string Configuration(string key) => $"""
        route:
          receiver: desk
          group_by: [run]
          group_wait: 200ms
          group_interval: 500ms
          repeat_interval: 1s
        receivers:
          - name: desk
            webhook_configs:
              - url: {new Uri(desk.Instance["intake"].Url, "/channels/alertmanager")}
                send_resolved: true
                http_config:
                  authorization:
                    type: Bearer
                    credentials_file: {key}
        """;

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task<bool> IsReady(string address)
    {
        try
        {
            using var reply = await http.GetAsync(new Uri($"http://{address}/-/ready"), TestContext.Current.CancellationToken);
            return reply.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task Post(string address, string run, DateTimeOffset began, DateTimeOffset? ended, params string[] instances)
    {
        var alerts = instances.Select(instance => new
        {
            labels = new { alertname = "DiskFull", run, instance, service = "db", severity = "critical" },
            annotations = new { summary = $"{run} is full" },
            startsAt = began.ToString("o", CultureInfo.InvariantCulture),
            endsAt = (ended ?? began.AddHours(1)).ToString("o", CultureInfo.InvariantCulture),
        });
        using var body = new StringContent(JsonSerializer.Serialize(alerts), Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync(new Uri($"http://{address}/api/v2/alerts"), body, TestContext.Current.CancellationToken);
        ((int)reply.StatusCode).ShouldBe(200, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<IReadOnlyList<string>> Tickets(string run) => desk["intake"].List<string>(
        $"select substr(stream, 8) from events where type = 'intake.ticket-submitted.v1' and data ->> 'subject' like '{run}%'");

    private Task<IReadOnlyList<string>> Events(string ticket) => desk["intake"].List<string>($"select type from events where stream = 'ticket-{ticket}' order by version");

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private sealed class TemporaryHome : IDisposable
    {
        private readonly string path = Directory.CreateTempSubdirectory("servicedesk-alertmanager-").FullName;
        private readonly StringBuilder log = new();

        public string Heard => log.ToString();

        public string In(string name) => Path.Combine(path, name);

        public void Log(string? line)
        {
            lock (log) log.AppendLine(line);
        }

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
