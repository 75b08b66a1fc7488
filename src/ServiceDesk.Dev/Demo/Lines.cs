using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>Sends many lines of JSON in one request and gives the answer to each; waits where the desk is busy.</summary>
internal static class Lines
{
    private const int Attempts = 60;

    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(5) };

    internal static async Task<IReadOnlyList<JsonObject>> Post(Uri url, string key, IReadOnlyList<string> lines, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await http.SendAsync(request, cancel);
            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && attempt < Attempts)
            {
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancel);
                continue;
            }
            var text = await response.Content.ReadAsStringAsync(cancel);
            if (!response.IsSuccessStatusCode) throw new Failure($"{url} answers {(int)response.StatusCode}: {text}");
            JsonObject[] answers = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
            if (answers.FirstOrDefault(one => one["problem"] is not null) is { } refused)
                throw new Failure($"{url} refuses {lines[refused["line"]!.GetValue<int>() - 1]}: {refused["problem"]!.ToJsonString()}");
            return [.. answers.Where(one => one["line"] is not null)];
        }
    }

    internal static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
