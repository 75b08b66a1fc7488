using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Dev;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>An answer, read to its end.</summary>
public sealed record Reply(int Status, HttpResponseHeaders Headers, string? MediaType, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Text(string field) => Json[field]?.ToString() ?? throw new InvalidOperationException($"{Status} without {field}: {Body}");

    /// <summary>The problem's code; fails when the answer is no problem document.</summary>
    public string Code
    {
        get
        {
            MediaType.ShouldBe("application/problem+json", Body);
            Json["status"]!.GetValue<int>().ShouldBe(Status);
            Text("type").ShouldNotBeEmpty();
            Text("title").ShouldNotBeEmpty();
            return Text("code");
        }
    }

    /// <summary>The fields that the problem names.</summary>
    public IEnumerable<string> WrongFields => Json["errors"]!.AsObject().Select(error => error.Key);

    public IReadOnlyList<JsonNode> Items => [.. (Json["items"]?.AsArray() ?? throw new InvalidOperationException($"{Status} without items: {Body}")).Select(item => item!)];

    public IReadOnlyList<JsonNode> Lines => [.. Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}

/// <summary>Somebody who calls the services; without a key nobody.</summary>
public sealed record Caller(ServiceDeskInstance Desk, string? Key)
{
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public (string Name, string Value)[] Headers { get; init; } = [];

    public Caller Sending(params (string, string)[] headers) => this with { Headers = [.. Headers, .. headers] };

    public Task<Reply> Get(string service, string path) => Send(HttpMethod.Get, service, path, null);

    /// <summary>The bytes of a good answer, as they came.</summary>
    public async Task<byte[]> Bytes(string service, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Desk[service].Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var response = await http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(200, path);
        return await response.Content.ReadAsByteArrayAsync();
    }

    public Task<Reply> Post(string service, string path, object body) => Send(HttpMethod.Post, service, path, Json(JsonSerializer.Serialize(body)));

    public Task<Reply> PostText(string service, string path, string body) => Send(HttpMethod.Post, service, path, Json(body));

    public Task<Reply> Batch(params string[] lines) => Batch(string.Join('\n', lines));

    public Task<Reply> Batch(string lines) => Send(HttpMethod.Post, "intake", "/tickets/batch", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));

    public Task<Reply> Send(HttpMethod method, string service, string path, HttpContent? body) => Send(method, new Uri(Desk[service].Url, path), body);

    public async Task<Reply> Send(HttpMethod method, Uri url, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, url) { Content = body };
        if (Key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        // A large body is sent only when it is wanted: a server that refuses it may close the connection in the middle.
        request.Headers.ExpectContinue = body?.Headers.ContentLength > 1 << 16;
        using var response = await http.SendAsync(request);
        return new Reply((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
