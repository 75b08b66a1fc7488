using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;

namespace ServiceDesk.Dev;

/// <summary>Where the history goes.</summary>
/// <param name="Url">Intake.</param>
/// <param name="Key">An API key of the role system or admin.</param>
/// <param name="Source">The word that names the other system.</param>
/// <param name="Zone">The zone of the file's times.</param>
internal sealed record ImportTarget(Uri Url, string Key, string Source, string Zone);

/// <summary>Turns the log of a CSV file into lines for Intake's import, sends them ticket by ticket and reports what was refused.</summary>
internal sealed class ImportHistory(ImportMap map, string organization, TextWriter output, TextWriter errors)
{
    // An HTTP/1.1 client reads answers only after it has sent its request; Intake answers so many lines only then.
    private const int LinesPerRequest = 8_000;

    private static readonly JsonSerializerOptions json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private static readonly string[] counts = ["rows", "recorded", "repeated", "refused", "tickets", "reordered", "late"];

    private readonly long[] sums = new long[counts.Length];
    private int failed;

    internal int PrintLines(string file)
    {
        foreach (var line in Tickets(file).SelectMany(ticket => ticket)) output.WriteLine(line);
        return failed == 0 ? 0 : 1;
    }

    internal async Task<int> Send(string file, ImportTarget target, CancellationToken cancel)
    {
        var waiting = new List<string>();
        foreach (var ticket in Tickets(file))
        {
            if (waiting.Count > 0 && waiting.Count + ticket.Count > LinesPerRequest)
            {
                await Post(waiting, target, cancel);
                waiting.Clear();
            }
            waiting.AddRange(ticket);
        }
        if (waiting.Count > 0) await Post(waiting, target, cancel);
        errors.WriteLine(string.Join(", ", counts.Select((name, i) => $"{sums[i]} {name}")));
        return failed == 0 && sums[Array.IndexOf(counts, "refused")] == 0 ? 0 : 1;
    }

    /// <summary>The lines of each ticket; a ticket that cannot be understood is reported and left out as a whole.</summary>
    private IEnumerable<IReadOnlyList<string>> Tickets(string file)
    {
        foreach (var (key, rows) in Read(file))
        {
            IReadOnlyList<string> lines;
            try
            {
                lines = [.. new HistoryRows(map, organization, rows).Lines().Select(line => line.ToJsonString(json))];
            }
            catch (FormatException wrong)
            {
                failed++;
                errors.WriteLine($"{key}: {wrong.Message}");
                continue;
            }
            yield return lines;
        }
    }

    /// <summary>All rows by ticket, in the order of the file; a log need not keep the rows of a ticket together.</summary>
    private IEnumerable<KeyValuePair<string, List<Func<string, string?>>>> Read(string file)
    {
        using var csv = CsvReader.FromFile(file, new CsvReaderOptions { TrackLineNumbers = true, FieldCountMismatch = CsvFieldCountHandling.Throw });
        csv.ReadHeader();
        var columns = map.Columns().Concat(map.History.Columns()).Distinct().ToList();
        var absent = columns.Where(column => !csv.TryGetFieldIndex(column, out _)).ToList();
        if (absent.Count > 0) throw new Failure($"{file} has no column {string.Join(", ", absent)}. Describe its columns with --map.");
        var places = columns.Select((column, place) => (column, place)).ToDictionary(pair => pair.column, pair => pair.place);
        var tickets = new OrderedDictionary<string, List<Func<string, string?>>>();
        while (csv.Read())
        {
            var values = columns.Select(column => csv.GetString(column)).ToArray();
            if (csv.GetString(map.Key)?.Trim() is not { Length: > 0 } key || key == map.Missing)
            {
                failed++;
                errors.WriteLine($"line {csv.LineNumber}: {map.Key} is missing");
                continue;
            }
            if (!tickets.TryGetValue(key, out var rows)) tickets[key] = rows = [];
            rows.Add(column => values[places[column]]);
        }
        return tickets;
    }

    private async Task Post(IReadOnlyList<string> lines, ImportTarget target, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target.Url, $"/imports?source={Uri.EscapeDataString(target.Source)}&zone={Uri.EscapeDataString(target.Zone)}"))
        {
            Content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", target.Key);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.StatusCode != HttpStatusCode.OK) throw new Failure($"{request.RequestUri} answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel)}");
        using var answers = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        var complete = false;
        while (await answers.ReadLineAsync(cancel) is { } text)
        {
            var answer = JsonNode.Parse(text)!;
            if (answer["summary"] is { } summary)
            {
                complete = true;
                for (var i = 0; i < counts.Length; i++) sums[i] += summary[counts[i]]!.GetValue<long>();
            }
            else if (answer["problem"] is { } problem) errors.WriteLine($"{lines[answer["line"]!.GetValue<int>() - 1]}: {problem.ToJsonString(json)}");
            else if (answer["reordered"] is not null || answer["late"] is not null) errors.WriteLine($"{lines[answer["line"]!.GetValue<int>() - 1]}: not in order of occurrence");
        }
        if (!complete) throw new Failure("The answer broke off. Send the file again: what was recorded is not recorded twice.");
    }
}
