using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ServiceDesk.Dev;
using ServiceDesk.Dev.Demo;

namespace ServiceDesk.Benchmarks;

/// <summary>(w) The pages over a demonstration year: how soon each role has them, what a browser loads at first, and how soon a live board is told of an event.</summary>
internal static class WebPages
{
    private const int Requests = 40;
    private const int WarmUp = 5;
    private const int Events = 20;
    private const int MostKilobytes = 300;
    private const int MostWithCharts = 700;

    private static readonly TimeSpan slowest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan loadedWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan toldWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan quiet = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    public static async Task Measure(Bench bench)
    {
        await using var desk = await Desk.Start(bench, ServiceDeskOptions.AllServices);
        await LoadYear(bench, desk);
        await Pages(bench, desk);
        await Figures(bench, desk);
        await Live(bench, desk);
    }

    private static async Task LoadYear(Bench bench, ServiceDeskInstance desk)
    {
        var tickets = bench.Options.DemonstrationTickets;
        var started = Stopwatch.StartNew();
        await new Demonstration(new Dev.Demo.Desk(desk.Accounts, service => desk[service].Url, Bench.Say)).Load(tickets, TimeProvider.System.GetUtcNow(), bench.Cancel);
        bench.Report.Add("w", $"a demonstration year of {tickets:N0} tickets loaded", $"{started.Elapsed.TotalSeconds:0} s", null, "< 2 min", started.Elapsed < loadedWithin);
        while (await Followers.Behind(bench) > 0)
        {
            if (started.Elapsed > patience) throw new Failure($"The desk does not come to rest: {await Followers.Furthest(bench)}.");
            await Task.Delay(200, bench.Cancel);
        }
        bench.Report.Add("w", "the same until every follower has heard of all of it", $"{started.Elapsed.TotalSeconds:0} s", null);
    }

    /// <summary>A page is a row: its times for each role that finds it in the navigation, and the most that a role loads.</summary>
    private static async Task Pages(Bench bench, ServiceDeskInstance desk)
    {
        var pages = new SortedDictionary<string, List<(string Role, Latencies Seen, int Bytes, bool HasCharts)>>(StringComparer.Ordinal);
        foreach (var account in desk.Accounts.SignIns)
        {
            using var visitor = await WebVisitor.SignIn(desk["web"].Url, account, bench.Cancel);
            var places = await visitor.Places(bench.Cancel);
            Bench.Say($"  {account.User}: {places.Count} pages…");
            foreach (var place in places)
            {
                var (bytes, hasCharts) = await visitor.FirstLoad(place, bench.Cancel);
                await Callers.Times(WarmUp, 1, () => visitor.Read(place, bench.Cancel), bench.Cancel);
                var seen = (await Callers.Times(Requests, 1, () => visitor.Read(place, bench.Cancel), bench.Cancel)).Latencies;
                if (!pages.TryGetValue(place, out var roles)) pages[place] = roles = [];
                roles.Add((account.User, seen, bytes, hasCharts));
            }
        }
        foreach (var (place, roles) in pages)
        {
            var (bytes, most) = (roles.Max(one => one.Bytes), roles[0].HasCharts ? MostWithCharts : MostKilobytes);
            var times = string.Join(", ", roles.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Role} {one.Seen.Median.TotalMilliseconds:0}/{one.Seen.P95.TotalMilliseconds:0}")));
            bench.Report.Add(
                "w", $"GET {place}, p50/p95 in ms", string.Create(CultureInfo.InvariantCulture, $"{times}; {bytes / 1024.0:0} KB at first"), null,
                $"p95 < {slowest.TotalMilliseconds:0} ms, ≤ {most} KB", roles.All(one => one.Seen.P95 < slowest) && bytes <= most * 1024);
        }
        var all = pages.Values.SelectMany(roles => roles).ToList();
        bench.Report.Add(
            "w", $"all {all.Count} of these", $"slowest p95 {Report.Milliseconds(all.Max(one => one.Seen.P95))}", null, $"p95 < {slowest.TotalMilliseconds:0} ms", all.All(one => one.Seen.P95 < slowest));
    }

    /// <summary>Figures are remembered for a moment and come after their page: here each request is about other days and waits for them.</summary>
    private static async Task Figures(Bench bench, ServiceDeskInstance desk)
    {
        using var visitor = await WebVisitor.SignIn(desk["web"].Url, desk.Accounts.SignIns.First(one => one.User == "analyst"), bench.Cancel);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var place in (string[])["/dashboards", "/dashboards/time", "/dashboards/people", "/reports/sla", "/reports/kqi", "/reports/flow", "/reports/stages", "/reports/conformance"])
        {
            var days = 300;
            var seen = await Callers.Times(Requests, 1, () => visitor.Read(string.Create(CultureInfo.InvariantCulture, $"{place}?whole=yes&from={today.AddDays(-days++):yyyy-MM-dd}&to={today:yyyy-MM-dd}"), bench.Cancel), bench.Cancel);
            bench.Report.Add("w", $"GET {place} with all its figures over some 320 days, each time of others", $"p50 {Report.Milliseconds(seen.Latencies.Median)}, p95 {Report.Milliseconds(seen.Latencies.P95)}", null);
        }
    }

    private static async Task Live(Bench bench, ServiceDeskInstance desk)
    {
        using var visitor = await WebVisitor.SignIn(desk["web"].Url, desk.Accounts.SignIns.First(one => one.User == "agent"), bench.Cancel);
        using var intake = Desk.Client(desk, "intake", "system", 1);
        using var resolution = Desk.Client(desk, "resolution", "agent", 1);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(bench.Cancel);
        var told = Channel.CreateUnbounded<long>();
        var listening = Listen(visitor, told.Writer, over.Token);
        var ticket = await Submit();

        await Tell("a note on a ticket", () => resolution.PostAsJsonAsync($"tickets/{ticket}/note", new { text = "Still the same. 没有变化。" }, bench.Cancel));
        await Tell("POST /tickets to Intake", Submit);
        await over.CancelAsync();
        await listening;

        async Task<string> Submit()
        {
            using var request = new StringContent(Sample.Request("hardware"), System.Text.Encoding.UTF8, "application/json");
            using var answer = await intake.PostAsync("tickets", request, bench.Cancel);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<JsonObject>(bench.Cancel))!["id"]!.ToString();
        }

        async Task Tell(string what, Func<Task> post)
        {
            var seen = new List<TimeSpan>();
            for (var i = 0; i < Events; i++)
            {
                await Task.Delay(quiet, bench.Cancel);
                while (told.Reader.TryRead(out _)) { }
                var sent = Stopwatch.GetTimestamp();
                await post();
                seen.Add(Stopwatch.GetElapsedTime(sent, await told.Reader.ReadAsync(bench.Cancel)));
            }
            var latencies = new Latencies(seen);
            bench.Report.Add("w", $"from {what} until the live board is told", $"p50 {Report.Milliseconds(latencies.Median)}, slowest {Report.Milliseconds(seen.Max())}", null, "≤ 1 s", seen.Max() <= toldWithin);
        }
    }

    /// <summary>Writes down when the board's stream told that Resolution has recorded something.</summary>
    private static async Task Listen(WebVisitor visitor, ChannelWriter<long> told, CancellationToken over)
    {
        try
        {
            await using var stream = await visitor.Listen("/live/resolution", over);
            await foreach (var _ in SseParser.Create(stream).EnumerateAsync(over)) await told.WriteAsync(Stopwatch.GetTimestamp(), over);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
    }
}
