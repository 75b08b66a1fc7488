using System.Globalization;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Imports;

/// <summary>The real log of 1,500 incidents as the history of tickets.</summary>
[Collection(ImportedHistoryCollection.Name)]
public sealed class ImportedLog(ImportedHistory history) : IDisposable
{
    private readonly Desk desk = history.Desk;
    private readonly string part = Path.GetTempFileName();

    public void Dispose() => File.Delete(part);

    [Fact]
    public async Task Every_row_is_imported_once_and_each_ticket_ends_as_its_last_row_says()
    {
        history.SkipWithoutLog();
        var source = history.Organization;
        (await history.Imported()).ShouldBe((0, "11907 rows, 11907 recorded, 0 repeated, 0 refused, 1500 tickets, 7 reordered, 0 late"));
        await Check(source, history.File, 1500);
        await TheCheckerAgrees(source);

        var heads = await Heads();
        (await history.ImportAgain()).ShouldBe((0, "11907 rows, 0 recorded, 11907 repeated, 0 refused, 0 tickets, 7 reordered, 0 late"));
        await desk.Quiet();
        (await Heads()).ShouldBe(heads);
        await NobodyIsBothered(source);
        await OperationsSeeIt(source);
    }

    [Fact]
    public async Task An_import_that_is_killed_in_the_middle_is_resumed_by_sending_it_again()
    {
        history.SkipWithoutLog();
        var (source, tickets) = ($"part-{Guid.NewGuid():N}"[..12], 500);
        await File.WriteAllLinesAsync(part, FirstTickets(tickets), TestContext.Current.CancellationToken);
        var broken = history.Import(part, source);
        await Eventually.Holds(async () => await desk["intake"].Ask<long>($"select count(*) from events where meta -> 'imported' ->> 'source' = '{source}'") > 500, "some rows are recorded");
        await desk.Instance["intake"].Kill();
        var (exit, _) = await broken;
        await desk.Instance["intake"].Restart(TestContext.Current.CancellationToken);
        var before = await desk["intake"].Ask<long>($"select count(*) from events where meta -> 'imported' ->> 'source' = '{source}'");

        var (again, summary) = await history.Import(part, source);

        again.ShouldBe(0, summary);
        if (exit != 0) summary.ShouldContain($"{before} repeated");
        await Check(source, part, tickets);
    }

    /// <summary>The log's lines of some tickets only, below its heading.</summary>
    private IEnumerable<string> FirstTickets(int tickets)
    {
        var lines = File.ReadAllLines(history.File);
        var chosen = lines.Skip(1).Select(Number).Distinct().Take(tickets).ToHashSet();
        return lines.Where((line, i) => i == 0 || chosen.Contains(Number(line)));

        static string Number(string line) => line[..line.IndexOf(',', StringComparison.Ordinal)];
    }

    private async Task Check(string source, string file, int tickets)
    {
        await desk.Quiet();
        var incidents = Incidents(file);
        (await desk["intake"].List<string>($"select distinct meta -> 'imported' ->> 'row' from events where meta -> 'imported' ->> 'source' = '{source}'")).Order(StringComparer.Ordinal)
            .ShouldBe(incidents.SelectMany(one => one.Rows).Select(row => $"{row["number"]}|{row["sys_mod_count"]}|{row["sys_updated_at"]}").Order(StringComparer.Ordinal));

        var numbers = (await desk["intake"].List<string>($"select stream || ' ' || (data ->> 'externalId') from events where type = 'intake.ticket-submitted.v1' and meta -> 'imported' ->> 'source' = '{source}'"))
            .Select(pair => pair.Split(' ')).ToDictionary(pair => pair[0], pair => pair[1]);
        numbers.Count.ShouldBe(tickets);
        (await Facts(source, "count(*) filter (where type = 'resolution.case-reopened.v1')::text", numbers)).ShouldBe(incidents.Select(one => $"{one.Number} {one.Last["reopen_count"]}"));
        (await Facts(source, At("resolution.case-opened.v1"), numbers)).ShouldBe(incidents.Select(one => $"{one.Number} {Instant(one.Last["opened_at"])}"));
        (await Facts(source, At("resolution.ticket-resolved.v1"), numbers)).ShouldBe(incidents.Select(one => $"{one.Number} {Instant(one.ResolvedAt)}"));
        (await Facts(source, At("resolution.ticket-closed.v1"), numbers)).ShouldBe(incidents.Select(one => $"{one.Number} {Instant(one.Last["closed_at"])}"));

        var cases = (await desk["resolution"].List<string>("select 'ticket-' || id || ' ' || priority || ' ' || status from served.cases")).Select(line => line.Split(' '))
            .Where(line => numbers.ContainsKey(line[0])).Select(line => $"{numbers[line[0]]} {line[1]} {line[2]}").Order(StringComparer.Ordinal);
        cases.ShouldBe(incidents.Select(one => $"{one.Number} p{one.Last["priority"][0]} closed"));
        foreach (var service in (string[])["routing", "resolution", "analytics"]) (await desk[service].Ask<long>("select count(*) from parked")).ShouldBe(0);
    }

    /// <summary>Every clock of every incident comes to an outcome, and whoever adds its certificate up comes to the same.</summary>
    private async Task TheCheckerAgrees(string source)
    {
        var tickets = await desk["resolution"].List<string>($"select distinct substring(stream from 8) from events where type = 'resolution.case-opened.v1' and meta -> 'imported' ->> 'source' = '{source}'");
        await Eventually.Holds(async () => await desk["resolution"].Ask<long>(
            $"select count(distinct stream) from events where type = 'resolution.clock-judged.v1' and data -> 'certificate' ->> 'clock' = 'resolution' and stream in ({string.Join(',', tickets.Select(one => $"'clocks-{one}'"))})") == 1500,
            "every solution is judged");
        await desk.Quiet();
        var certificates = new List<string>();
        foreach (var ticket in tickets)
        {
            var clocks = (await desk.Admin.Get("resolution", $"/tickets/{ticket}/clocks")).Json["clocks"]!.AsArray();
            // What is read now is what was judged.
            clocks.Select(one => one!["told"]!.AsArray().LastOrDefault()?["outcome"]?.ToString()).ShouldBe(clocks.Select(one => one!["state"]!.ToString()), ticket);
            certificates.AddRange(clocks.Select(one => one!["certificate"]!.ToJsonString()));
        }

        var (exit, said) = await ServiceDesk.Tests.CertificateChecker.Run(certificates);

        (exit, said).ShouldBe((0, $"{certificates.Count} certificates agree.{Environment.NewLine}"));
        certificates.Count.ShouldBeGreaterThanOrEqualTo(3000);
    }

    /// <summary>By the source's number, a figure over the events of the case.</summary>
    private async Task<IEnumerable<string>> Facts(string source, string figure, Dictionary<string, string> numbers) =>
        (await desk["resolution"].List<string>($"select stream || ' ' || ({figure}) from events where meta -> 'imported' ->> 'source' = '{source}' group by stream"))
        .Select(pair => pair.Split(' ', 2)).Select(pair => $"{numbers[pair[0]]} {pair[1]}").Order(StringComparer.Ordinal);

    private static string At(string type) => $"to_char((max(data ->> 'at') filter (where type = '{type}'))::timestamptz at time zone 'UTC', 'YYYY-MM-DD HH24:MI')";

    private async Task NobodyIsBothered(string source)
    {
        (await desk["routing"].Ask<long>($"select count(*) from events where meta -> 'imported' ->> 'source' = '{source}' and type like 'routing.assignment-taken%'")).ShouldBe(0);
        (await desk["resolution"].Ask<long>($"select count(*) from events where meta -> 'imported' ->> 'source' = '{source}' and occurred > '2017-06-01'")).ShouldBe(0);
    }

    private async Task OperationsSeeIt(string source)
    {
        var stream = await desk["intake"].Ask<string>($"select stream from events where data ->> 'externalId' = 'INC0001894' and meta -> 'imported' ->> 'source' = '{source}'");
        var audit = await desk.Admin.Get("analytics", $"/audit/tickets/{stream[7..]}");
        audit.Status.ShouldBe(200);
        audit.Json["entries"]!.AsArray().Count(entry => entry!["type"]!.ToString() == "resolution.case-reopened.v1").ShouldBe(1);
        audit.Json["entries"]![0]!["imported"]!["source"]!.ToString().ShouldBe(source);
        var report = await desk.Admin.Get("analytics", "/reports/sla?from=2016-01-01T00:00:00Z&to=2017-01-01T00:00:00Z&by=month");
        report.Status.ShouldBe(200, report.Body);
        report.Json["rows"]!.AsArray().Where(row => row!["clock"]!.ToString() == "resolution").Sum(row => row!["count"]!.GetValue<long>()).ShouldBeGreaterThanOrEqualTo(1500);
        (await desk.Admin.Get("resolution", $"/tickets/{stream[7..]}")).Text("status").ShouldBe("closed");
    }

    private async Task<string> Heads() => string.Join(' ', await Task.WhenAll(ServiceDesk.Dev.Databases.Logs.Select(log =>
        desk[log].Ask<long>("select coalesce(max(position), 0) from events where stream <> 'tree-heads'"))));

    private sealed record Incident(string Number, IReadOnlyList<Dictionary<string, string>> Rows)
    {
        public Dictionary<string, string> Last => Rows[^1];

        public string ResolvedAt => Last["resolved_at"] != "?" ? Last["resolved_at"]
            : Rows.Where((row, i) => row["incident_state"] == "Resolved" && (i == 0 || Rows[i - 1]["incident_state"] != "Resolved")).Last()["sys_updated_at"];
    }

    private static List<Incident> Incidents(string file)
    {
        var lines = File.ReadLines(file).Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second))
            .GroupBy(row => row["number"]).Select(rows => new Incident(rows.Key, [.. rows])).OrderBy(one => one.Number, StringComparer.Ordinal)];
    }

    private static string Instant(string text) =>
        DateTime.ParseExact(text, "d/M/yyyy HH:mm", CultureInfo.InvariantCulture).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
