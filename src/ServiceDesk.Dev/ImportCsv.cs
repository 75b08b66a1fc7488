using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;

namespace ServiceDesk.Dev;

/// <summary>Sends the incidents of a CSV file to Intake's batch route and reports every line that failed.</summary>
internal sealed class ImportCsv(ImportMap map, string organization, TextWriter output, TextWriter errors)
{
    // An HTTP/1.1 client reads answers only after it has sent its request, so the answers to one request must fit the buffers between.
    private const int LinesPerRequest = 500;

    private static readonly JsonSerializerOptions json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(5) };

    private sealed record Line(long Row, string Ticket);

    private int read;
    private int accepted;
    private int failed;

    internal int PrintTickets(string file)
    {
        foreach (var line in Read(file)) output.WriteLine(line.Ticket);
        return Report(sent: false);
    }

    internal async Task<int> Send(string file, Uri url, string key, CancellationToken cancel)
    {
        foreach (var batch in Read(file).Chunk(LinesPerRequest)) await SendBatch(batch, url, key, cancel);
        return Report(sent: true);
    }

    /// <summary>The first row of each key holds the opening facts; later rows tell what happened afterwards.</summary>
    private IEnumerable<Line> Read(string file)
    {
        using var csv = CsvReader.FromFile(file, new CsvReaderOptions { TrackLineNumbers = true, FieldCountMismatch = CsvFieldCountHandling.Throw });
        csv.ReadHeader();
        var absent = map.Columns().Where(column => !csv.TryGetFieldIndex(column, out _)).ToList();
        if (absent.Count > 0) throw new Failure($"{file} has no column {string.Join(", ", absent)}. Describe its columns with --map.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (csv.Read())
        {
            if (csv.GetString(map.Key) is var key && key != map.Missing && !seen.Add(key)) continue;
            read++;
            if (TryRead(csv) is { } line) yield return line;
        }
    }

    private Line? TryRead(CsvReader csv)
    {
        var row = csv.LineNumber;
        try
        {
            return new Line(row, map.Ticket(csv.GetString, organization).ToJsonString(json));
        }
        catch (FormatException wrong)
        {
            Fail(row, wrong.Message);
            return null;
        }
    }

    private async Task SendBatch(Line[] batch, Uri url, string key, CancellationToken cancel)
    {
        using var response = await SendPatiently(batch, url, key, cancel);
        if (!response.IsSuccessStatusCode)
        {
            throw new Failure($"{url} answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel)}");
        }
        var answered = new bool[batch.Length];
        using var answers = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (await answers.ReadLineAsync(cancel) is { } text)
        {
            if (text.Length > 0) Count(JsonNode.Parse(text)!, batch, answered);
        }
        for (var index = 0; index < batch.Length; index++)
        {
            if (!answered[index]) Fail(batch[index].Row, "was not answered");
        }
    }

    /// <summary>A busy server says when to come back; lines that it took already meet their idempotency keys.</summary>
    private static async Task<HttpResponseMessage> SendPatiently(Line[] batch, Uri url, string key, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/tickets/batch")) { Content = new LinesContent(batch) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var busy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            if (!busy || attempt == 10) return response;
            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            response.Dispose();
            await Task.Delay(wait, cancel);
        }
    }

    private void Count(JsonNode answer, Line[] batch, bool[] answered)
    {
        var index = answer["line"]!.GetValue<int>() - 1;
        var status = answer["status"]!.GetValue<int>();
        if (index < 0 || index >= batch.Length) throw new Failure($"An answer names a line that was not sent: {answer.ToJsonString(json)}");
        answered[index] = true;
        if (status < 400) accepted++;
        else Fail(batch[index].Row, $"{status} {answer["problem"]?.ToJsonString(json)}");
    }

    private void Fail(long row, string reason)
    {
        failed++;
        errors.WriteLine($"line {row}: {reason}");
    }

    private int Report(bool sent)
    {
        errors.WriteLine($"{read} tickets read, {(sent ? $"{accepted} accepted, " : "")}{failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private sealed class LinesContent : HttpContent
    {
        private static readonly ReadOnlyMemory<byte> end = "\n"u8.ToArray();
        private readonly Line[] lines;

        internal LinesContent(Line[] lines)
        {
            this.lines = lines;
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var line in lines)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(line.Ticket));
                await stream.WriteAsync(end);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
