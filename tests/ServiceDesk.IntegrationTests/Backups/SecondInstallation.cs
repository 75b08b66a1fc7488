using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Backups;

/// <summary>A desk on another PostgreSQL server, with processes of its own, that was given nothing but the logs of a backup and the secrets that are kept apart from it.</summary>
[Collection(TriedDeskCollection.Name)]
public sealed class SecondInstallation(Desk desk) : IDisposable
{
    private static readonly string[] reports =
        ["sla?by=organization,priority", "sla?by=month&exact=true", "kqi?by=channel&zone=Asia/Shanghai", "flow?by=organization,day", "stages?by=priority", "conformance?by=kind"];

    private static readonly string[] formats = ["json", "csv", "xlsx"];

    private readonly string work = Directory.CreateTempSubdirectory("servicedesk-second-").FullName;

    public void Dispose() => Directory.Delete(work, recursive: true);

    [Fact]
    public async Task The_same_report_id_gives_the_same_bytes_on_a_second_installation_restored_from_the_logs_with_every_projection_rebuilt()
    {
        await Work(24);
        await desk.Quiet();
        var cited = new Dictionary<string, (string[] Bytes, string Hashes)>();
        foreach (var report in reports)
        {
            var first = await desk.Admin.Get("analytics", $"/reports/{report}");
            first.Status.ShouldBe(200, first.Body);
            cited[first.Text("id")] = await Read(desk.Admin, first.Text("id"));
        }
        var backup = Path.Combine(work, "backup");
        (await desk.Run(desk.Instance.Databases.AdminConnectionString, "backup.sh", backup)).Code.ShouldBe(0);

        // What happens after the backup is not known over there, and makes the figures of the first desk others than those that were cited.
        await Work(3);
        await desk.Quiet();
        (await desk.Admin.Get("analytics", $"/reports/{reports[0]}")).Body.ShouldNotBe(Encoding.UTF8.GetString(Convert.FromBase64String(cited.First().Value.Bytes[0])));

        await using var server = await PostgresCluster.StartTemporary(TestContext.Current.CancellationToken);
        var restored = await desk.Run(server.Databases.AdminConnectionString, "restore.sh", backup);
        restored.Code.ShouldBe(0, restored.Output);
        await using var analytics = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.Databases.AdminConnectionString) { Database = "servicedesk_analytics", MaxPoolSize = 5 }.ConnectionString);
        (await analytics.Ask<long>("select count(*) from read_models")).ShouldBe(0, "no read model came with the backup");
        (await analytics.Ask<long>("select count(*) from information_schema.tables where table_name = 'ticket_facts'")).ShouldBe(0);
        const string Identity = "select system_identifier from pg_control_system()";
        (await analytics.Ask<long>(Identity)).ShouldNotBe(await desk["analytics"].Ask<long>(Identity), "it is another server");

        var options = ServiceDeskOptions.ForTest() with { Postgres = server.Databases.AdminConnectionString, Environment = desk.Options.Environment, Services = desk.Options.Services };
        foreach (var secret in (string[])["secrets.json", "keys.json", "accounts.json", "seed.json"])
            File.Copy(Path.Combine(desk.Options.Data, secret), Path.Combine(options.Data, secret));
        await using var second = await ServiceDeskInstance.Start(options, TestContext.Current.CancellationToken);
        var auditor = new Caller(second, second.Accounts.Key("auditor"));
        auditor.Desk["analytics"].Url.ShouldNotBe(desk.Instance["analytics"].Url);
        var farthest = cited.Keys.Max(id => long.Parse(id.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
        await Eventually.Holds(
            () => analytics.Ask<bool>($"select coalesce(min(position), 0) >= {farthest} from checkpoints join read_models on live = checkpoints.name where read_models.name in ('facts', 'tree')"),
            "the second installation has told its figures anew");

        foreach (var (id, (bytes, hashes)) in cited)
        {
            var there = await Read(auditor, id);
            there.Bytes.ShouldBe(bytes, id);
            there.Hashes.ShouldBe(hashes, id);
        }
    }

    /// <summary>A cited report in every format, and the hashes of its manifest, which are those of the bytes.</summary>
    private static async Task<(string[] Bytes, string Hashes)> Read(Caller caller, string id)
    {
        var bytes = new List<byte[]>();
        foreach (var format in formats) bytes.Add(await caller.Bytes("analytics", $"/reports/cited/{id}{(format == "json" ? "" : $"?format={format}")}"));
        var manifest = await caller.Get("analytics", $"/reports/cited/{id}/manifest");
        manifest.Status.ShouldBe(200, manifest.Body);
        var signed = JsonNode.Parse(manifest.Text("signed"))!;
        foreach (var (format, one) in formats.Zip(bytes))
            signed["sha256"]![format]!.ToString().ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(one)));
        return ([.. bytes.Select(Convert.ToBase64String)], $"{signed["id"]} {signed["position"]} {signed["at"]} {signed["sha256"]!.ToJsonString()}");
    }

    /// <summary>Tickets of which some are answered, some solved, some withdrawn.</summary>
    private async Task Work(int tickets)
    {
        foreach (var n in Enumerable.Range(0, tickets))
        {
            var created = await desk.Admin.Post("intake", "/tickets", new
            {
                kind = n % 3 == 0 ? "request" : "incident",
                subject = $"Restored {n} 恢复",
                category = "network",
                urgency = n % 2 == 0 ? "high" : "low",
                requester = new { name = $"Caller {n}", organization = n % 4 == 0 ? "acme" : "demo" },
            });
            created.Status.ShouldBe(201, created.Body);
            var (id, position) = (created.Text("id"), created.Text("position"));
            if (n % 5 == 0) (await desk.Admin.Post("intake", $"/tickets/{id}/withdraw", new { reason = "gone" })).Status.ShouldBe(200);
            else (await desk.Admin.Post("resolution", $"/tickets/{id}/respond?position={position}", new { message = "x" })).Status.ShouldBe(200);
            if (n % 5 == 1) (await desk.Admin.Post("resolution", $"/tickets/{id}/resolve", new { solution = "Done", verification = new { passed = true, checks = "x" } })).Status.ShouldBe(200);
        }
    }
}
