using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev;

/// <summary>One service's HTTP API as one person.</summary>
internal sealed class Api(Uri url, string key)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private static readonly HttpClient http = new();

    internal sealed record Answer(HttpStatusCode Status, JsonObject Body)
    {
        internal string Text(string field) => Body[field]?.ToString() ?? throw new Failure($"The answer has no {field}: {Body.ToJsonString()}");
    }

    internal Task<Answer> Get(string path, CancellationToken cancel) => Send(HttpMethod.Get, path, null, null, cancel);

    /// <summary>
    /// People, keys and tickets travel between the services for a moment, so what is refused at first is tried again for a while.
    /// A broken request stays broken: 400 fails at once.
    /// </summary>
    internal async Task<Answer> Send(HttpMethod method, string path, JsonNode? body, string? idempotencyKey, CancellationToken cancel)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(150, cancel))
        {
            var answer = await TrySend(method, path, body, idempotencyKey, cancel);
            if ((int)answer.Status < 400) return answer;
            if (answer.Status != HttpStatusCode.BadRequest && started.Elapsed < patience) continue;
            throw new Failure($"{method} {new Uri(url, path)} answers {(int)answer.Status}: {answer.Body.ToJsonString()}");
        }
    }

    /// <summary>Waits until the service knows this key, whatever it allows the key to do.</summary>
    internal async Task WaitUntilKnown(string path, CancellationToken cancel)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(50, cancel))
        {
            if ((await TrySend(HttpMethod.Get, path, null, null, cancel)).Status != HttpStatusCode.Unauthorized) return;
            if (started.Elapsed > patience) throw new Failure($"{url} does not know an API key after {patience.TotalSeconds} s.");
        }
    }

    /// <summary>Whether a question is answered now.</summary>
    internal async Task<bool> Answers(string path, CancellationToken cancel)
    {
        if ((int)(await TrySend(HttpMethod.Get, path, null, null, cancel)).Status < 400) return true;
        await Task.Delay(100, cancel);
        return false;
    }

    private async Task<Answer> TrySend(HttpMethod method, string path, JsonNode? body, string? idempotencyKey, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request, cancel);
        return new Answer(response.StatusCode, Parse(await response.Content.ReadAsStringAsync(cancel)));
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
