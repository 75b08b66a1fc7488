using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>(q) Reports and what-if over a year of generated tickets, over HTTP as an analyst.</summary>
internal static class YearlyReports
{
    private const string Year = "from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z";

    private static readonly TimeSpan slowest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan slowestAudit = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan slowestSearch = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan whatIfWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan patience = TimeSpan.FromHours(1);

    public static async Task Measure(Bench bench)
    {
        await using var desk = await Desk.Start(bench, ["intake", "routing", "resolution", "analytics"]);
        await using var owner = bench.Owner("servicedesk_analytics");
        long tickets = bench.Options.ReportedTickets;
        Bench.Say($"  {tickets:N0} tickets…");
        var started = Stopwatch.StartNew();
        await YearOfTickets.Fill(owner, tickets, bench.Cancel);
        Bench.Say($"  appended after {started.Elapsed.TotalSeconds:0} s");
        while (await Ask(owner, "select (select max(position) from events) - (select min(position) from checkpoints c join read_models m on m.live = c.name where m.name in ('facts', 'ledger', 'ledger_index'))", bench) > 0)
        {
            if (started.Elapsed > patience) throw new Failure("The facts were not projected in time.");
            await Task.Delay(200, bench.Cancel);
        }
        var events = tickets * YearOfTickets.EventsEach;
        bench.Report.Add("q", $"{events:N0} entries appended to the ledger and projected into ledger, index and facts", Report.Rate(events / started.Elapsed.TotalSeconds), null);
        var bytes = await Ask(owner, "select (pg_total_relation_size('events') + (select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = relnamespace where nspname like 'facts_%' or nspname like 'ledger_%'))::bigint", bench);
        bench.Report.Add("q", "disk for each of them, with its share of ledger, index and facts", string.Create(CultureInfo.InvariantCulture, $"{bytes / events:N0} bytes"), null);
        await using (var vacuum = owner.CreateCommand("vacuum (analyze)")) await vacuum.ExecuteNonQueryAsync(bench.Cancel);

        using var client = Desk.Client(desk, "analytics", "analyst", 4);
        client.Timeout = TimeSpan.FromMinutes(10);
        var among = $"of {tickets:N0} tickets";
        var sla = await Time(client, () => $"reports/sla?{Year}&by=month,priority,team");
        bench.Report.Add("q", $"GET /reports/sla of a year by month, priority and team {among}, 1 caller", sla.Text, null, "p95 < 50 ms", sla.P95 < slowest);
        foreach (var (path, what) in ((string, string)[])[($"reports/sla?{Year}&by=month,agent", "by month and agent, clock by clock"), ($"reports/kqi?{Year}&by=team", "KQI by team"), ($"reports/stages?{Year}&by=team", "stages by team"), ($"reports/conformance?{Year}", "conformance by team")])
        {
            var one = Stopwatch.StartNew();
            (await client.GetAsync(path, bench.Cancel)).EnsureSuccessStatusCode();
            bench.Report.Add("q", $"{what} {among}, once", $"{one.Elapsed.TotalSeconds:0.00} s", null);
        }
        await Audit();
        started.Restart();
        using var answer = await client.PostAsJsonAsync("what-if/sla", JsonNode.Parse(otherPolicy), bench.Cancel);
        answer.EnsureSuccessStatusCode();
        var found = JsonNode.Parse(await answer.Content.ReadAsStringAsync(bench.Cancel))!;
        bench.Report.Add(
            "q", $"POST /what-if/sla {among}: {found["flips"]} clocks flip, {found["recordedDiffers"]} differ from the record", $"{started.Elapsed.TotalSeconds:0.0} s", null, "< 60 s", started.Elapsed < whatIfWithin);

        async Task Audit()
        {
            using var auditor = Desk.Client(desk, "analytics", "auditor", 4);
            var known = await Sample();
            var one = await Time(auditor, () => $"audit/tickets/{known[Random.Shared.Next(known.Length)]}");
            bench.Report.Add("q", $"GET /audit/tickets/{{id}} among {events:N0} entries, 1 caller", one.Text, null, "p95 < 20 ms", one.P95 < slowestAudit);
            var day = await Time(auditor, () =>
            {
                var from = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(Random.Shared.Next(365));
                return FormattableString.Invariant($"audit/events?actor={YearOfTickets.Agent(Random.Shared.Next(YearOfTickets.Agents))}&from={from:yyyy-MM-dd}T00:00:00Z&to={from.AddDays(1):yyyy-MM-dd}T00:00:00Z");
            });
            bench.Report.Add("q", "GET /audit/events of one person and day among as many, 100 of them, 1 caller", day.Text, null, "p95 < 100 ms", day.P95 < slowestSearch);
        }

        async Task<Guid[]> Sample()
        {
            await using var command = owner.CreateCommand("select array_agg(ticket) from (select ticket from served.ticket_facts order by random() limit 1000) as drawn");
            return (Guid[])(await command.ExecuteScalarAsync(bench.Cancel))!;
        }

        async Task<(string Text, TimeSpan P95)> Time(HttpClient client, Func<string> path)
        {
            await Callers.For(TimeSpan.FromSeconds(5), 1, Get, bench.Cancel);
            var seen = (await Callers.For(bench.Duration, 1, Get, bench.Cancel)).Latencies;
            return ($"p50 {Report.Milliseconds(seen.Median)}, p95 {Report.Milliseconds(seen.P95)}, p99 {Report.Milliseconds(seen.P99)}", seen.P95);

            async Task Get() => (await client.GetAsync(path(), bench.Cancel)).EnsureSuccessStatusCode();
        }
    }

    private static readonly string otherPolicy = """{ "policies": [{ "id": "shorter", "targets": [""" + string.Join(',', Enumerable.Range(1, 4).Select(n =>
        $$"""{ "priority": "p{{n}}", "response": { "target": "PT3H" }, "resolution": { "target": "PT20H", "pauses": ["requester", "vendor", "approval", "other"] } }""")) + "] }] }";

    private static async Task<long> Ask(NpgsqlDataSource owner, string sql, Bench bench)
    {
        await using var command = owner.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(bench.Cancel))!;
    }
}
