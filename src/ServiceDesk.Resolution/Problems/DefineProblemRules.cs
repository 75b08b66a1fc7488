using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Defines the next version of the rules of problem management, complete.</summary>
internal sealed partial record DefineProblemRules(Instant? EffectiveFrom, RepeatRule Repeats, IReadOnlyList<CauseCode> CauseCodes) : IInput<DefineProblemRules>
{
    /// <summary>As far back as incidents are kept in memory for this.</summary>
    public const int LongestWindow = 180;

    private const int MostIncidents = 10_000;
    private const int MostCodes = 200;

    public static DefineProblemRules Read(Input input)
    {
        var command = new DefineProblemRules(
            input.Instant("effectiveFrom"),
            new RepeatRule(
                Whole(input, "windowDays", 1, LongestWindow), Whole(input, "sameSystem", 2, MostIncidents), Whole(input, "similarText", 2, MostIncidents), Whole(input, "similarity", 30, 100),
                Priorities(input, "highImpact"), input.Flag("organizationWide") ?? false, Priorities(input, "unknownCause"), Whole(input, "regrowth", 1, MostIncidents)),
            input.Objects("causeCodes", MostCodes, ReadCode));
        if (command.CauseCodes.Count == 0 && !input.Refuses("causeCodes")) input.Refuse("causeCodes", "must hold at least one code");
        foreach (var twice in command.CauseCodes.GroupBy(code => code.Id).Where(group => group.Count() > 1)) input.Refuse("causeCodes", $"holds {twice.Key} twice");
        return command;
    }

    public Decision Decide(ProblemRulesHistory history, string by, Instant now)
    {
        var last = history.Versions[^1];
        var from = EffectiveFrom ?? now;
        if (EffectiveFrom is null && last.EffectiveFrom <= now && Content(last.Repeats, last.CauseCodes) == Content(Repeats, CauseCodes)) return Decision.Nothing;
        if (from < now) return Decision.Invalid("effectiveFrom", "lies in the past");
        if (from <= last.EffectiveFrom) return Decision.Invalid("effectiveFrom", $"must be later than that of version {last.Version}: {last.EffectiveFrom}");
        return Decision.Accept(new ProblemRulesDefined(last.Version + 1, from, Repeats, CauseCodes, by, now));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/problem-rules", async (Body<DefineProblemRules> body, Act act, Journal journal, ProblemRules rules, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null)
                return Hosting.Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The rules span all organisations; yours is one.");
            var command = body.Value;
            var outcome = await journal.Handle<ProblemRulesHistory>(
                ProblemRulesHistory.Stream, act.IfMatch, history => command.Decide(history, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await rules.Refresh(cancel);
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            var defined = outcome.State.Versions[outcome.Version]; // the stream's n-th event is version n + 1
            return (IResult)TypedResults.Ok(new { defined.Version, defined.EffectiveFrom, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Admin, Roles.Lead).Accepts<DefineProblemRules>("application/json").WithSummary("Defines the next version of the rules by which repeats are found, and of the cause codes.");

        routes.MapGet("/problem-rules", (int? version, ProblemRules rules, AccessDirectory directory, HttpResponse response) =>
        {
            if (version is { } number && (number < 1 || number > rules.Versions.Count)) return Hosting.Problem.NotFound;
            // What a next version is written over is the newest one, whichever is shown.
            response.Headers.ETag = OutcomeHttp.ETag(rules.Versions.Count - 1);
            return (IResult)TypedResults.Ok(ProblemRulesView.Of(version is { } wanted ? rules.Versions[wanted - 1] : rules.Now, directory));
        }).For(ProblemCommand.Readers).Produces<ProblemRulesView>().WithSummary("The rules by which repeats are found, and the cause codes: now, or a version.");
    }

    private static int Whole(Input input, string name, int least, int most)
    {
        var number = input.Whole(name, least, most);
        if (number is null) input.Require(name);
        return number ?? least;
    }

    private static List<Priority> Priorities(Input input, string name)
    {
        var priorities = new List<Priority>();
        foreach (var word in input.Texts(name, 10))
        {
            if (Words.Find<Priority>(word) is { } priority) priorities.Add(priority);
            else if (!input.Refuses(name)) input.Refuse(name, "must hold p1, p2, p3 or p4");
        }
        return [.. priorities.Distinct().Order()];
    }

    private static CauseCode ReadCode(Input input)
    {
        var id = input.RequiredText("id", 50);
        if (id.Length > 0 && !IdShape().IsMatch(id)) input.Refuse("id", "must be a lower-case word of letters, digits and dashes");
        var names = input.Object("names", one => new Bilingual(one.RequiredText("zh", 200), one.RequiredText("en", 200)));
        if (names is null) input.Require("names");
        return new CauseCode(id, names ?? new Bilingual("", ""));
    }

    private static string Content(RepeatRule repeats, IReadOnlyList<CauseCode> codes) => JsonSerializer.Serialize(new { repeats, codes }, HttpJson.Options);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,49}\\z")]
    private static partial Regex IdShape();
}

/// <summary>A version of the rules; what can be sent back stands as it is sent.</summary>
internal sealed record ProblemRulesView(
    int Version, Instant EffectiveFrom, string ByName, int WindowDays, int SameSystem, int SimilarText, int Similarity, IReadOnlyList<Priority> HighImpact, bool OrganizationWide,
    IReadOnlyList<Priority> UnknownCause, int Regrowth, IReadOnlyList<CauseCode> CauseCodes)
{
    public static ProblemRulesView Of(ProblemRulesDefined rules, AccessDirectory directory) => new(
        rules.Version, rules.EffectiveFrom, directory.NameOf(rules.By), rules.Repeats.WindowDays, rules.Repeats.SameSystem, rules.Repeats.SimilarText, rules.Repeats.Similarity,
        rules.Repeats.HighImpact, rules.Repeats.OrganizationWide, rules.Repeats.UnknownCause, rules.Repeats.Regrowth, rules.CauseCodes);
}
