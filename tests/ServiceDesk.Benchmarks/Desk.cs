using System.Globalization;
using System.Net.Http.Headers;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>Service processes over new, empty databases on the benchmark's PostgreSQL.</summary>
internal static class Desk
{
    // Every request comes from one principal here; the limit is no part of what is measured.
    private static readonly Dictionary<string, string> environment = new()
    {
        ["Limits__RequestsPerSecond"] = "1000000",
        ["OTEL_TRACES_SAMPLER_ARG"] = "0.01",
    };

    public static Task<ServiceDeskInstance> Start(Bench bench, IReadOnlyList<string> services) => Start(bench, services, environment);

    /// <summary>Without the search for duplicates, or with it.</summary>
    public static Task<ServiceDeskInstance> Start(Bench bench, IReadOnlyList<string> services, bool suspect) =>
        Start(bench, services, new Dictionary<string, string>(environment) { ["Duplicates__Suspect"] = suspect ? "true" : "false" });

    private static async Task<ServiceDeskInstance> Start(Bench bench, IReadOnlyList<string> services, IReadOnlyDictionary<string, string> environment)
    {
        Bench.Say($"Starting {string.Join(", ", services)}…");
        foreach (var database in Databases.Logs.Append("web")) await bench.Cluster.Databases.Drop($"servicedesk_{database}", bench.Cancel);
        var options = ServiceDeskOptions.ForTest() with
        {
            Postgres = bench.Cluster.Databases.AdminConnectionString,
            Services = services,
            Environment = environment,
        };
        return await ServiceDeskInstance.Start(options, bench.Cancel);
    }

    /// <summary>One service as one role.</summary>
    public static HttpClient Client(ServiceDeskInstance desk, string service, string role, int connections)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseCookies = false }) { BaseAddress = desk[service].Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", desk.Accounts.Key(role));
        return client;
    }

    /// <summary>Holds a service still, or lets it go on: what it catches up with in the background is no part of the unit of comparison.</summary>
    public static Task Hold(ServiceDeskInstance desk, string service, bool still, CancellationToken cancel) =>
        Tool.Run("kill", [still ? "-STOP" : "-CONT", desk[service].ProcessId.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>(), cancel);

    /// <summary>How many tickets stand in Intake's log.</summary>
    public static async Task<long> Tickets(Bench bench)
    {
        await using var intake = bench.Owner("servicedesk_intake");
        await using var count = intake.CreateCommand("select count(*) from events where type = 'intake.ticket-submitted.v1'");
        return (long)(await count.ExecuteScalarAsync(bench.Cancel))!;
    }
}
