using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>A running desk as the demonstration asks it: each service as each person, and what was done already.</summary>
internal sealed class Desk(Accounts accounts, Func<string, Uri> url, Action<string> say)
{
    internal const string Intake = "intake";
    internal const string Routing = "routing";
    internal const string Resolution = "resolution";
    internal const string Analytics = "analytics";

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    internal Accounts Accounts => accounts;

    internal void Say(string line) => say(line);

    internal Uri Url(string service) => url(service);

    internal Api As(string role, string service) => new(url(service), accounts.Key(role));

    /// <summary>One of the desk's people, by the user of the seed or of the demonstration.</summary>
    internal async Task<Api> AsUser(string user, string service) =>
        accounts.Keys.TryGetValue(user, out var key) ? new Api(url(service), key) : new Api(url(service), await Kept($"key:{user}"));

    internal Task<string> PersonId(string user) => Kept($"person:{user}");

    internal Task<string> Kept(string step) => accounts.Once(step, () => throw new Failure($"{step} was not done."));

    internal Task<string> Once(string step, Func<Task<string>> perform) => accounts.Once(step, perform);

    /// <summary>Does something whose answer nobody needs, once.</summary>
    internal Task Once(string step, string service, string role, HttpMethod method, string path, JsonNode body, CancellationToken cancel) => Once(step, async () =>
    {
        var answer = await As(role, service).Send(method, path, body, method == HttpMethod.Put ? null : step, cancel);
        return answer.Body["id"]?.ToString() ?? "done";
    });

    /// <summary>Waits until a service has heard of an event and of all before it.</summary>
    internal async Task Reached(string service, string path, string position, CancellationToken cancel)
    {
        var api = As("lead", service);
        using var limit = Limit(cancel);
        while (!await api.Answers($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}position={position}", limit.Token)) { }
    }

    /// <summary>Waits until a service's read models show all that another has recorded so far.</summary>
    internal async Task Shows(string service, string other, CancellationToken cancel)
    {
        using var limit = Limit(cancel);
        var head = (await As("lead", other).Get("/head", limit.Token)).Body["position"]!.GetValue<long>();
        while ((await As("lead", service).Get("/progress", limit.Token)).Body["readModels"]!.AsArray().Any(IsBehind)) await Task.Delay(100, limit.Token);

        bool IsBehind(JsonNode? model) => model!["log"]!.ToString() == other && model["position"]!.GetValue<long>() < head;
    }

    private static CancellationTokenSource Limit(CancellationToken cancel)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        return limit;
    }
}
