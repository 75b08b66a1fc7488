using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Backups;

/// <summary>A backup of a living desk is restored elsewhere, and shows the same once every read model was built anew; a damaged one is found out.</summary>
[Collection(TriedDeskCollection.Name)]
public sealed class RestoreDrills(Desk desk) : IDisposable
{
    private readonly string work = Directory.CreateTempSubdirectory("servicedesk-backup-").FullName;

    public void Dispose() => Directory.Delete(work, recursive: true);

    [Fact]
    public async Task A_backup_made_under_load_is_restored_with_every_read_model_equal_to_the_live_one()
    {
        await Traffic(20);
        using var made = new CancellationTokenSource();
        var flowing = Task.Run(async () =>
        {
            while (!made.IsCancellationRequested) await Traffic(5);
        }, TestContext.Current.CancellationToken);
        var backup = await Back();
        await made.CancelAsync();
        await flowing;

        var manifest = await File.ReadAllLinesAsync(Path.Combine(backup, "manifest"), TestContext.Current.CancellationToken);
        manifest.Where(line => line.StartsWith("log\t", StringComparison.Ordinal)).Select(line => line.Split('\t')[1]).ShouldBe(Databases.Logs);
        var drill = await Run("drill.sh", backup);
        drill.Code.ShouldBe(0, drill.Output);
        var report = Report(drill);
        (report["passed"]!.GetValue<bool>(), report["differences"]!.AsArray().Count).ShouldBe((true, 0), drill.Output);
        report["tables"]!.GetValue<int>().ShouldBe(manifest.Count(line => line.StartsWith("table\t", StringComparison.Ordinal)));
        report["tables"]!.GetValue<int>().ShouldBeGreaterThan(20);
        (await desk["intake"].Ask<long>("select count(*) from pg_database where datname like 'drill\\_%'")).ShouldBe(0);

        var told = await desk.As("system").Post("analytics", "/operations/drills", JsonSerializer.Deserialize<object>(report.ToJsonString())!);
        told.Status.ShouldBe(201, told.Body);
        var page = (await desk.As("auditor").Get("analytics", $"/operations/drills?position={told.Text("position")}")).Json;
        (page["items"]![0]!["passed"]!.GetValue<bool>(), page["lastGoodBackup"]!.ToString()).ShouldBe((true, report["backupAt"]!.ToString()));
        page["age"]!.ToString().ShouldStartWith("PT");
    }

    [Fact]
    public async Task A_read_model_that_shows_something_else_than_the_log_fails_the_drill_by_name()
    {
        var ticket = await desk.Ticket("acme", "Drifting");
        await desk["analytics"].Execute($"update served.ticket_owners set requester = 'somebody else' where ticket = '{ticket}'");
        try
        {
            var drill = await Run("drill.sh", await Back());
            drill.Code.ShouldBe(1, drill.Output);
            Report(drill)["differences"]!.AsArray().Select(one => one!.ToString()).ShouldBe(["analytics: ticket_owners"]);
        }
        finally
        {
            (await desk.Admin.Send(HttpMethod.Post, "analytics", "/read-models/ledger/rebuild", null)).Status.ShouldBe(202);
            await Eventually.Holds(
                () => desk["analytics"].Ask<bool>($"select requester <> 'somebody else' from served.ticket_owners where ticket = '{ticket}'"), "the ledger's read model is rebuilt");
        }
    }

    [Fact]
    public async Task A_damaged_backup_is_found_out_and_nothing_is_restored()
    {
        await Traffic(1);
        var backup = await Back();
        var dump = Path.Combine(backup, "resolution.dump");
        var bytes = await File.ReadAllBytesAsync(dump, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(dump, bytes, TestContext.Current.CancellationToken);

        var drill = await Run("drill.sh", backup);
        drill.Code.ShouldBe(1, drill.Output);
        Report(drill)["differences"]!.AsArray().Single()!.ToString().ShouldContain("resolution.dump");
        var restore = await Run("restore.sh", backup, "law_");
        restore.Code.ShouldBe(1, restore.Output);
        restore.Output.ShouldContain("damaged");

        File.Delete(dump);
        (await Run("restore.sh", backup, "law_")).Code.ShouldBe(1);
        (await desk["intake"].Ask<long>("select count(*) from pg_database where datname like 'law\\_servicedesk\\_%'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_restore_never_writes_over_a_desk_that_is_there()
    {
        var heads = await desk.Head("intake");
        var restore = await Run("restore.sh", await Back());
        (restore.Code, restore.Output.Contains("exists already", StringComparison.Ordinal)).ShouldBe((1, true), restore.Output);
        (await desk.Head("intake")).ShouldBeGreaterThanOrEqualTo(heads);
    }

    [Fact]
    public async Task Only_a_drill_that_compared_something_and_found_no_difference_has_passed()
    {
        var drill = new { backupAt = "2026-01-01T00:00:00Z", passed = true, events = 1, tables = 0, seconds = 1, differences = Array.Empty<string>() };
        (await desk.Admin.Post("analytics", "/operations/drills", drill)).WrongFields.ShouldBe(["passed"]);
        (await desk.Admin.Post("analytics", "/operations/drills", drill with { tables = 1, differences = ["intake: x"] })).WrongFields.ShouldBe(["passed"]);
        (await desk.Admin.Post("analytics", "/operations/drills", drill with { tables = 1, backupAt = "2999-01-01T00:00:00Z" })).WrongFields.ShouldBe(["backupAt"]);
        (await (await desk.Register("acme", Roles.Auditor)).Caller.Get("analytics", "/operations/drills")).Status.ShouldBe(403);
    }

    private async Task Traffic(int tickets)
    {
        var lines = Enumerable.Range(0, tickets).Select(n => JsonSerializer.Serialize(new
        {
            kind = "incident",
            subject = $"Backup {n} 备份",
            category = "network",
            requester = new { name = $"Caller {n}", organization = "acme" },
        }));
        foreach (var ticket in (await desk.Admin.Batch([.. lines])).Lines)
            (await desk.Admin.Post("resolution", $"/tickets/{ticket["id"]}/respond?position={ticket["position"]}", new { message = "x" })).Status.ShouldBe(200);
    }

    private async Task<string> Back()
    {
        var target = Path.Combine(work, $"backup-{Guid.NewGuid():N}");
        var backup = await Run("backup.sh", target);
        backup.Code.ShouldBe(0, backup.Output);
        return target;
    }

    private static JsonNode Report((int Code, string Output) drill) => JsonNode.Parse(drill.Output.Split('\n').Last(line => line.StartsWith('{')))!;

    private Task<(int Code, string Output)> Run(string script, params string[] arguments) => desk.Run(desk.Instance.Databases.AdminConnectionString, script, arguments);
}
