using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev;

/// <summary>Demonstration tickets: some new, some being worked on, some finished; loaded once, through the services' own APIs.</summary>
internal static class Demo
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    /// <summary>Work tells what was done, and how many minutes after the opening; tickets that the requester enters are worked on at once.</summary>
    private sealed record Ticket(JsonObject Submission, string By, double? HoursAgo, Step[]? Work);

    private sealed record Step(string Do, string Text, double? After);

    internal static async Task Load(Accounts accounts, Uri intake, Uri resolution, CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (index, ticket) in Read().Index())
        {
            var step = $"demo:{index + 1:00}";
            if (!accounts.Did(step)) await accounts.Once(step, () => Load(step, ticket, now, accounts, intake, resolution, cancel));
        }
    }

    private static async Task<string> Load(string key, Ticket ticket, DateTimeOffset now, Accounts accounts, Uri intake, Uri resolution, CancellationToken cancel)
    {
        var opened = now.AddHours(-(ticket.HoursAgo ?? 0));
        // The opening is fixed before it is sent, so that an interrupted load repeats the same request.
        if (ticket.HoursAgo is not null) ticket.Submission["occurredAt"] = await accounts.Once($"{key}:opened", () => Task.FromResult(Instant(opened)));
        var answer = await new Api(intake, accounts.Key(ticket.By)).Send(HttpMethod.Post, "/tickets", ticket.Submission, key, cancel);
        // Each step waits until Resolution has heard of the submission.
        var (id, position) = (answer.Text("id"), answer.Text("position"));
        foreach (var (index, step) in (ticket.Work ?? []).Index())
        {
            await accounts.Once($"{key}:{index + 1}", () => Perform(step, $"{key}-{index + 1}", $"/tickets/{id}/{step.Do}?position={position}", ticket, accounts, resolution, cancel));
        }
        return id;
    }

    private static async Task<string> Perform(Step step, string key, string path, Ticket ticket, Accounts accounts, Uri resolution, CancellationToken cancel)
    {
        var (role, field) = step.Do switch
        {
            "respond" => ("agent", "message"),
            "diagnose" => ("agent", "findings"),
            "resolve" => ("agent", "solution"),
            "confirm" => ("requester", "comment"),
            "reject" => ("requester", "reason"),
            "close" => ("agent", null),
            var other => throw new Failure($"The demonstration knows no step {other}."),
        };
        var body = new JsonObject();
        if (field is not null) body[field] = step.Text;
        // Nothing is resolved that was not verified.
        if (step.Do == "resolve") body["verification"] = new JsonObject { ["passed"] = true, ["checks"] = step.Text };
        if (step.After is { } minutes && ticket.Submission["occurredAt"] is { } opened)
        {
            body["occurredAt"] = Instant(DateTimeOffset.Parse(opened.GetValue<string>(), CultureInfo.InvariantCulture).AddMinutes(minutes));
        }
        var api = new Api(resolution, accounts.Key(role));
        await api.Send(HttpMethod.Post, path, body, key, cancel);
        return step.Do;
    }

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Ticket[] Read()
    {
        using var stream = typeof(Demo).Assembly.GetManifestResourceStream("demo.json") ?? throw new Failure("demo.json is not built into this program.");
        return JsonSerializer.Deserialize<Ticket[]>(stream, json) ?? throw new Failure("demo.json is empty.");
    }
}
