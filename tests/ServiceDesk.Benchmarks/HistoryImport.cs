using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>(i) The log of another system, seven rows for each ticket, becomes history.</summary>
internal static class HistoryImport
{
    private const int Target = 20_000;
    private const int RowsPerTicket = 7;
    private const int TicketsPerRequest = 1_000;

    private static readonly string[] steps = ["assigned", "worked-on", "awaited-requester", "worked-on", "resolved", "closed"];

    public static async Task Measure(Bench bench)
    {
        await using var desk = await Desk.Start(bench, ["intake"]);
        using var intake = Desk.Client(desk, "intake", "system", 2);
        var log = Log(bench.Options.ImportedTickets);
        Bench.Say("  warming up…");
        for (var started = Stopwatch.StartNew(); started.Elapsed < TimeSpan.FromSeconds(Options.WarmUpSeconds);) await Import(intake, log[..2], $"warm{started.ElapsedMilliseconds}", bench.Cancel);
        var before = await Desk.Tickets(bench);
        var (seen, ratio) = await bench.Unit.Compare(async () =>
        {
            var started = Stopwatch.StartNew();
            var recorded = await Import(intake, log, "first", bench.Cancel);
            return (Recorded: recorded, Rate: recorded / started.Elapsed.TotalSeconds);
        }, seen => seen.Rate, still => Desk.Hold(desk, "intake", still, bench.Cancel));
        var tickets = await Desk.Tickets(bench) - before;
        if (tickets != bench.Options.ImportedTickets) throw new Failure($"{bench.Options.ImportedTickets} tickets were imported, but {tickets} stand in the log.");
        bench.Report.Add("j", $"POST /imports, {seen.Recorded:N0} rows of {tickets:N0} tickets", $"{seen.Rate:N0} rows/s", ratio, $"≥ {Target:N0} rows/s", seen.Rate >= Target);

        var again = Stopwatch.StartNew();
        if (await Import(intake, log, "first", bench.Cancel) != 0) throw new Failure("A second import recorded something.");
        bench.Report.Add("j", "the same again: nothing is recorded", $"{seen.Recorded / again.Elapsed.TotalSeconds:N0} rows/s", null);
    }

    /// <summary>The rows that were recorded.</summary>
    private static async Task<long> Import(HttpClient intake, IReadOnlyList<byte[]> log, string source, CancellationToken cancel)
    {
        long recorded = 0;
        await Parallel.ForEachAsync(log, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancel }, async (part, stop) =>
        {
            using var content = new ByteArrayContent(part);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var response = await intake.PostAsync(new Uri($"/imports?source={source}", UriKind.Relative), content, stop);
            var answer = await response.Content.ReadAsStringAsync(stop);
            var last = answer.AsSpan().TrimEnd('\n');
            var summary = JsonNode.Parse(last[(last.LastIndexOf('\n') + 1)..].ToString())!["summary"] ?? throw new Failure($"{(int)response.StatusCode}: {answer}");
            if (summary["refused"]!.GetValue<long>() > 0) throw new Failure(answer);
            Interlocked.Add(ref recorded, summary["recorded"]!.GetValue<long>());
        });
        return recorded;
    }

    /// <summary>The bodies of the requests that send it.</summary>
    private static List<byte[]> Log(int tickets)
    {
        var (parts, text) = (new List<byte[]>(), new StringBuilder());
        for (var ticket = 0; ticket < tickets; ticket++)
        {
            var opened = new DateTime(2016, 2, 29, 1, 16, 0, DateTimeKind.Utc).AddMinutes(ticket);
            var (number, priority) = ($"INC{ticket:0000000}", $"p{(ticket % 4) + 1}");
            text.Append(CultureInfo.InvariantCulture, $$$"""
                {"row":"{{{number}}}|0","ticket":"{{{number}}}","what":"opened","at":"{{{opened:s}}}","kind":"incident","subject":"Category 55 / Subcategory 170","requester":{"name":"Caller {{{ticket % 997}}}","organization":"demo"},"channel":"phone","impact":"department","urgency":"medium","category":"Category 55","externalId":"{{{number}}}"}

                """);
            for (var row = 1; row < RowsPerTicket; row++)
            {
                text.Append(CultureInfo.InvariantCulture, $$$"""
                    {"row":"{{{number}}}|{{{row}}}","ticket":"{{{number}}}","what":"{{{steps[row - 1]}}}","at":"{{{opened.AddMinutes(row * 37):s}}}","who":{"name":"Updated by {{{row}}}"},"team":"Group {{{ticket % 60}}}","agent":{"name":"Resolver {{{ticket % 211}}}"},"state":"Active","priority":"{{{priority}}}","category":"Category 55"}

                    """);
            }
            if ((ticket + 1) % TicketsPerRequest != 0 && ticket + 1 != tickets) continue;
            parts.Add(Encoding.UTF8.GetBytes(text.Replace("\r", "").ToString()));
            text.Clear();
        }
        return parts;
    }
}
