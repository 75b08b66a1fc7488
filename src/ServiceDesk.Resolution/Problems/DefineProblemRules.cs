using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Defines the next version of the rules of problem management, complete.</summary>
internal sealed partial record DefineProblemRules(Instant? EffectiveFrom, RepeatRule Repeats, IReadOnlyList<CauseCode> CauseCodes) : IDefine<DefineProblemRules, ProblemRulesHistory>
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
                Priorities(input, "highImpact"), input.Truth("organizationWide") ?? false, Priorities(input, "unknownCause"), Whole(input, "regrowth", 1, MostIncidents)),
            input.Objects("causeCodes", MostCodes, ReadCode));
        if (command.CauseCodes.Count == 0 && !input.Refuses("causeCodes")) input.Refuse("causeCodes", "must hold at least one code");
        foreach (var twice in command.CauseCodes.GroupBy(code => code.Id).Where(group => group.Count() > 1)) input.Refuse("causeCodes", $"holds {twice.Key} twice");
        return command;
    }

    public Decision Decide(ProblemRulesHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now,
        (version, from) => new ProblemRulesDefined(version, from, Repeats, CauseCodes, by, now),
        (one, other) => Content(one.Repeats, one.CauseCodes) == Content(other.Repeats, other.CauseCodes));

    public static void Map(IEndpointRouteBuilder routes)
    {
        Define.Map<DefineProblemRules, ProblemRulesHistory, ProblemRulesDefined, ProblemRules>(routes, "/problem-rules", "The rules span all organisations; yours is one.", Roles.Admin, Roles.Lead)
            .WithSummary("Defines the next version of the rules by which repeats are found, and of the cause codes.");

        routes.MapGet("/problem-rules", (int? version, ProblemRules rules, AccessDirectory directory, HttpResponse response) =>
        {
            if (!rules.TryFind(at: null, version, out var found, out var problem)) return problem;
            rules.Tag(response);
            return (IResult)TypedResults.Ok(ProblemRulesView.Of(found, directory));
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
