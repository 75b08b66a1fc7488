using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>Defines the next version of the playbooks, complete. Tickets keep the version under which they were opened.</summary>
internal sealed partial record DefinePlaybooks(Instant? EffectiveFrom, IReadOnlyList<Playbook> Playbooks) : IInput<DefinePlaybooks>
{
    private const int MostItems = 100;

    public static DefinePlaybooks Read(Input input)
    {
        var command = new DefinePlaybooks(input.Instant("effectiveFrom"), input.Objects("playbooks", 50, ReadPlaybook));
        if (input.Refuses("playbooks")) return command;
        foreach (var missing in Catalogue.Categories.Where(category => command.Playbooks.All(one => one.Category != category)))
            input.Refuse("playbooks", $"must hold one for {missing}, one of the desk's categories");
        for (var i = 0; i < command.Playbooks.Count; i++) Check(input, $"playbooks[{i}]", command.Playbooks[i], [.. command.Playbooks.Take(i)]);
        return command;
    }

    public Decision Decide(PlaybookHistory history, string by, Instant now)
    {
        var last = history.Versions[^1];
        var from = EffectiveFrom ?? now;
        if (EffectiveFrom is null && last.EffectiveFrom <= now && Content(last.Playbooks) == Content(Playbooks)) return Decision.Nothing;
        if (from < now) return Decision.Invalid("effectiveFrom", "lies in the past");
        if (from <= last.EffectiveFrom) return Decision.Invalid("effectiveFrom", $"must be later than that of version {last.Version}: {last.EffectiveFrom}");
        return Decision.Accept(new PlaybooksDefined(last.Version + 1, from, Playbooks, by, now));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/playbooks",
        async (Body<DefinePlaybooks> body, Act act, Journal journal, Playbooks playbooks, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The playbooks are those of all organisations; yours is one.");
            var command = body.Value;
            var outcome = await journal.Handle<PlaybookHistory>(
                Streams.Playbooks, act.IfMatch, history => command.Decide(history, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await playbooks.Refresh(cancel);
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            var defined = outcome.State.Versions[outcome.Version]; // the stream's n-th event is version n + 1
            return (IResult)TypedResults.Ok(new { defined.Version, defined.EffectiveFrom, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Lead, Roles.Admin).Accepts<DefinePlaybooks>("application/json").WithSummary("Defines the next version of the playbooks.");

    private static Playbook ReadPlaybook(Input input) => new(input.RequiredText("category", 50), input.Objects("items", MostItems, ReadItem));

    private static PlaybookItem ReadItem(Input input)
    {
        var texts = input.Object("texts", both => new Bilingual(both.RequiredText("zh", 1000), both.RequiredText("en", 1000)));
        if (texts is null) input.Require("texts");
        return new PlaybookItem(input.RequiredText("code", 50), texts ?? new Bilingual("", ""));
    }

    private static void Check(Input input, string path, Playbook playbook, IReadOnlyList<Playbook> before)
    {
        if (playbook.Category.Length > 0 && !Catalogue.Categories.Contains(playbook.Category)) Refuse($"{path}.category", $"must be one of {string.Join(", ", Catalogue.Categories)}");
        else if (before.Any(one => one.Category == playbook.Category)) Refuse($"{path}.category", "is used twice");
        if (playbook.Items.Count == 0) Refuse($"{path}.items", "must hold at least one item");
        var codes = new HashSet<string>();
        for (var i = 0; i < playbook.Items.Count; i++)
        {
            var code = playbook.Items[i].Code;
            if (code.Length == 0) continue;
            if (!CodeShape().IsMatch(code)) Refuse($"{path}.items[{i}].code", "must be a lower-case word of letters, digits and dashes");
            else if (!codes.Add(code)) Refuse($"{path}.items[{i}].code", "is used twice");
        }

        void Refuse(string field, string reason)
        {
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
    }

    private static string Content(IReadOnlyList<Playbook> playbooks) => JsonSerializer.Serialize(playbooks, HttpJson.Options);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex CodeShape();
}
