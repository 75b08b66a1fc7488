using System.Diagnostics;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>The real log of 1,500 incidents, when it lies beside the repository.</summary>
[Collection(DeskCollection.Name)]
public sealed class IncidentLog(Desk desk)
{
    [Fact]
    public async Task Every_incident_of_the_log_becomes_one_ticket_with_the_priority_of_the_log()
    {
        var data = Environment.GetEnvironmentVariable("SERVICEDESK_SHARED_DATA") is { Length: > 0 } named ? named : Path.Combine(desk.Options.Repository, "../shared/data");
        var file = Path.Combine(data, "incidents-itsm.csv");
        Assert.SkipUnless(File.Exists(file), $"{file} is not here; SERVICEDESK_SHARED_DATA names its folder.");
        var priorities = Priorities(file);
        priorities.Count.ShouldBe(1500);

        (await Import(file)).ShouldContain("1500 tickets read");
        await desk.Quiet();

        (await Routed()).ShouldBe(priorities.Select(one => $"{one.Key} {one.Value}").Order(StringComparer.Ordinal));
        var head = await desk.Settled("intake");
        await Import(file);
        (await desk.Settled("intake")).ShouldBe(head);
        var first = await desk["intake"].List<DateTime>("select occurred from events where data ->> 'externalId' = 'INC0000045' and not meta ? 'imported'");
        first.Single().ToUniversalTime().ShouldBe(new DateTime(2016, 2, 29, 1, 16, 0, DateTimeKind.Utc));
    }

    /// <summary>External id and priority of every routed ticket of the log.</summary>
    private async Task<IEnumerable<string>> Routed()
    {
        var ids = await desk["intake"].List<string>("select stream || ' ' || (data ->> 'externalId') from events where data ->> 'externalId' like 'INC%' and not meta ? 'imported'");
        var priorities = await desk["routing"].List<string>("select stream || ' ' || (data ->> 'priority') from events where type = 'routing.ticket-routed.v1'");
        var byStream = priorities.Select(pair => pair.Split(' ')).ToDictionary(pair => pair[0], pair => pair[1]);
        return ids.Select(pair => pair.Split(' ')).Select(pair => $"{pair[1]} {byStream[pair[0]]}").Order(StringComparer.Ordinal);
    }

    /// <summary>By number, the priority of its first row.</summary>
    private static Dictionary<string, string> Priorities(string file)
    {
        var rows = File.ReadLines(file).Select(line => line.Split(',')).ToList();
        var (number, priority) = (Array.IndexOf(rows[0], "number"), Array.IndexOf(rows[0], "priority"));
        return rows.Skip(1).GroupBy(row => row[number]).ToDictionary(incident => incident.Key, incident => $"p{incident.First()[priority][0]}");
    }

    private async Task<string> Import(string file)
    {
        var launcher = Path.Combine(desk.Options.Repository, "src/ServiceDesk.Dev/bin", desk.Options.Configuration, "net10.0/ServiceDesk.Dev.dll");
        var start = new ProcessStartInfo("dotnet",
            [launcher, "import-csv", file, "--url", desk.Instance["intake"].Url.ToString(), "--key", desk.Instance.Accounts.Key("system")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, said);
        return said;
    }
}
