using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.Dev;
using ServiceDesk.EventStore;

namespace ServiceDesk.Benchmarks;

/// <summary>(l) Searching and suggesting among many published articles, over HTTP as a requester.</summary>
internal static class KnowledgeSearch
{
    private const int AtOnce = 500;
    private const int Concurrent = 4;

    private static readonly TimeSpan slowest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(30);
    private static readonly EventMeta meta = new() { Actor = "person-author" };
    private static readonly Instant at = Instant.FromUtc(2026, 3, 1, 8, 0);

    public static async Task Measure(Bench bench)
    {
        await using var desk = await Desk.Start(bench, ["intake", "routing", "resolution"]);
        var count = bench.Options.Articles;
        var articles = new GeneratedArticles(1);
        await using var owner = bench.Owner("servicedesk_resolution");
        var rate = await Fill(bench, owner, articles, count);
        var among = $"among {count:N0} articles";
        using var client = Desk.Client(desk, "resolution", "requester", 16);

        var queries = Enumerable.Range(0, 4096).Select(articles.Query).ToArray();
        var reports = Enumerable.Range(0, 4096).Select(articles.Report).ToArray();
        var (asked, found) = (0, 0L);
        await Callers.For(TimeSpan.FromSeconds(bench.Options.Quick ? 5 : 15), Concurrent, Search, bench.Cancel);
        await Callers.For(TimeSpan.FromSeconds(5), Concurrent, Suggest, bench.Cancel);
        (asked, found) = (0, 0);
        var alone = await Callers.For(bench.Duration, 1, Search, bench.Cancel);
        bench.Report.Add("l", $"GET /articles?q= {among}, 1 caller", $"{Figures(alone.Latencies)}, {found / (double)asked:0.0} found", null, "p95 < 50 ms", alone.Latencies.P95 < slowest);
        var together = await Callers.For(bench.Duration, Concurrent, Search, bench.Cancel);
        bench.Report.Add("l", $"the same, {Concurrent} callers", $"{Figures(together.Latencies)}, {Report.Rate(together.PerSecond)}", null);
        (asked, found) = (0, 0);
        var suggested = await Callers.For(bench.Duration, 1, Suggest, bench.Cancel);
        bench.Report.Add("l", $"POST /articles/suggest {among}, 1 caller", $"{Figures(suggested.Latencies)}, {found / (double)asked:0.0} found", null, "p95 < 50 ms", suggested.Latencies.P95 < slowest);
        bench.Report.Add("l", "articles published and projected", Report.Rate(rate), null);
        foreach (var (kind, position) in ((string, int)[])[("one usual character", 1), ("a word", 2), ("two words", 3), ("English words", 5), ("a name of a server", 7)])
        {
            var next = position;
            var one = await Callers.Times(200, 1, () => Ask(queries[(next += 8) % queries.Length]), bench.Cancel);
            bench.Report.Add("l", $"of these, {kind}", Figures(one.Latencies), null);
        }

        Task Search() => Ask(queries[Interlocked.Increment(ref asked) % queries.Length]);

        async Task Ask(string query) => Count(await client.GetFromJsonAsync<Page>($"articles?q={Uri.EscapeDataString(query)}", bench.Cancel));

        async Task Suggest()
        {
            using var answer = await client.PostAsJsonAsync("articles/suggest", new { text = reports[Interlocked.Increment(ref asked) % reports.Length] }, bench.Cancel);
            answer.EnsureSuccessStatusCode();
            Count(await answer.Content.ReadFromJsonAsync<Page>(bench.Cancel));
        }

        void Count(Page? page) => Interlocked.Add(ref found, page!.Items.Count);
    }

    private sealed record Page(IReadOnlyList<object> Items);

    /// <summary>Publishes them through the store and waits until they are found; returns how many a second.</summary>
    private static async Task<double> Fill(Bench bench, NpgsqlDataSource owner, GeneratedArticles articles, int count)
    {
        Bench.Say($"  {count:N0} articles…");
        var started = Stopwatch.StartNew();
        var connection = new NpgsqlConnectionStringBuilder(bench.Cluster.Databases.AdminConnectionString) { Database = "servicedesk_resolution" }.ConnectionString;
        await using (var journal = new Journal(new JournalOptions("resolution", connection), Sample.Types, Guid.CreateVersion7))
        {
            for (var from = 0; from < count; from += AtOnce)
                await journal.Append([.. Enumerable.Range(from, AtOnce).Select(number => new StreamAppend(Streams.Article(Id(number)), 0, Published(number, articles.Next(number))))], bench.Cancel);
        }
        while (await Ask("select (select max(position) from events) - (select position from checkpoints c join read_models m on m.live = c.name where m.name = 'knowledge')") > 0)
        {
            if (started.Elapsed > patience) throw new Failure($"The articles were not projected within {patience.TotalMinutes} minutes.");
            await Task.Delay(100, bench.Cancel);
        }
        var rate = count / started.Elapsed.TotalSeconds;
        // As autovacuum leaves them.
        var generation = await Text("select live from read_models where name = 'knowledge'");
        foreach (var table in (string[])["articles", "article_tokens"]) await Ask($"vacuum (analyze) \"{generation}\".{table}");
        Bench.Say($"  {await Text($"select pg_size_pretty(pg_table_size('{generation}.articles')) || ' with texts, ' || pg_size_pretty(pg_indexes_size('{generation}.articles')) || ' of indexes, ' || (select count(*) from \"{generation}\".article_tokens) || ' tokens'")}");
        return rate;

        async Task<long> Ask(string sql) => await Scalar(sql) is long number ? number : 0;

        async Task<string> Text(string sql) => (string)(await Scalar(sql))!;

        async Task<object?> Scalar(string sql)
        {
            await using var command = owner.CreateCommand(sql);
            return await command.ExecuteScalarAsync(bench.Cancel);
        }
    }

    private static NewEvent[] Published(int number, ArticleContent content)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"KB-{number + 1:000000}");
        return
        [
            new(new ArticleDrafted(name, content, "person-author", at), meta, at),
            new(new ArticlePublished(name, 1, content, "person-reviewer", at), meta, at),
        ];
    }

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]);

    private static string Figures(Latencies seen) =>
        $"p50 {Report.Milliseconds(seen.Median)}, p95 {Report.Milliseconds(seen.P95)}, p99 {Report.Milliseconds(seen.P99)}";
}
