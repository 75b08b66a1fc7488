using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Crashes;

/// <summary>Requests for tickets, each with a key that is also its subject: single ones, and lines of batches. Any may be sent again.</summary>
internal sealed class KeyedRequests(MortalIntake intake)
{
    private const int LinesOfBatch = 8;

    private readonly string run = Guid.NewGuid().ToString("N")[..8];

    /// <summary>The requests that are answered before the others are sent.</summary>
    public IReadOnlyList<string> First => [.. Enumerable.Range(0, 3).Select(n => $"{run} first {n}")];

    public IReadOnlyList<string> Singles => [.. Enumerable.Range(0, 6).Select(n => $"{run} single {n}")];

    public IReadOnlyList<IReadOnlyList<string>> Batches =>
        [.. Enumerable.Range(0, 2).Select(batch => (IReadOnlyList<string>)[.. Enumerable.Range(0, LinesOfBatch).Select(line => $"{run} batch {batch} line {line}")])];

    /// <summary>What each of these requests was answered, as far as an answer came: key, ticket, number and position.</summary>
    public static IReadOnlyList<string> Sorted(IEnumerable<string> answers) => [.. answers.Order(StringComparer.Ordinal)];

    /// <summary>What the log holds of these requests, in the form of answers.</summary>
    public async Task<IReadOnlyList<string>> Recorded() => Sorted(await intake.Log.List<string>(
        $"select concat_ws(' ', data ->> 'subject', substr(stream, 8), data ->> 'number', 'intake/' || position) from events where type = 'intake.ticket-submitted.v1' and data ->> 'subject' like '{run} %'"));

    /// <summary>Sends the first requests one after another and then the others at once; returns the answers that came.</summary>
    public async Task<IReadOnlyList<string>> Send(IReadOnlyList<string> singles, IReadOnlyList<IReadOnlyList<string>> batches)
    {
        var answers = new ConcurrentBag<string>();
        foreach (var key in First) await Single(key, answers);
        await Task.WhenAll([.. singles.Select(key => Single(key, answers)), .. batches.Select(keys => Batch(keys, answers))]);
        return Sorted(answers);
    }

    private async Task Single(string key, ConcurrentBag<string> answers)
    {
        try
        {
            var reply = await intake.System.Sending(("Idempotency-Key", key)).PostText("intake", "/tickets", Json(key, ""));
            reply.Status.ShouldBe(201, reply.Body);
            answers.Add(Answer(key, reply.Json));
        }
        catch (Exception dead) when (dead is HttpRequestException or IOException or SocketException)
        {
            // It died, as it was meant to.
        }
    }

    /// <summary>Half of the lines, and the others a moment later, when the answers to the first half are ready to leave.</summary>
    private async Task Batch(IReadOnlyList<string> keys, ConcurrentBag<string> answers)
    {
        var lines = keys.Select(key => Json(key, $"\"idempotencyKey\":\"{key}\",") + "\n").ToList();
        var head = $"POST /tickets/batch HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nAuthorization: Bearer {intake.System.Key}\r\n"
            + $"Content-Type: application/x-ndjson\r\nContent-Length: {lines.Sum(line => line.Length)}\r\n\r\n";
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", intake.Instance["intake"].Url.Port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + string.Concat(lines.Take(LinesOfBatch / 2))));
            await Task.Delay(200);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(lines.Skip(LinesOfBatch / 2))));
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { } line)
            {
                // Between the lines of the answer stand the sizes of its chunks, and its end may be half a line.
                if (line is not ['{', .., '}']) continue;
                var answer = JsonNode.Parse(line)!;
                answer["status"]!.GetValue<int>().ShouldBe(201, line);
                answers.Add(Answer(keys[answer["line"]!.GetValue<int>() - 1], answer));
            }
        }
        catch (Exception dead) when (dead is IOException or SocketException)
        {
            // It died, as it was meant to.
        }
    }

    private static string Answer(string key, JsonNode ticket) => $"{key} {ticket["id"]} {ticket["number"]} {ticket["position"]}";

    private static string Json(string key, string more) => $$"""{"kind":"incident","subject":"{{key}}",{{more}}"requester":{"name":"x","organization":"demo"} }""";
}
