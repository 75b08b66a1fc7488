using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing;

/// <summary>Defines the next version of the assignment rules, complete. Decisions that were made keep theirs.</summary>
internal sealed record DefineAssignmentRules(
    Instant? EffectiveFrom, IReadOnlyList<Requirement> Requirements, IReadOnlyList<PriorityTerms> Priorities, AffinityWeights Affinity) : IInput<DefineAssignmentRules>
{
    private const int MostRequirements = 500;
    private const int MostNames = 100;
    private const int MostPoints = 100;
    private const int Whole = 1000;

    private static readonly Duration longest = Duration.FromDays(30);

    public static DefineAssignmentRules Read(Input input)
    {
        var affinity = input.Object("affinity", weights => new AffinityWeights(weights.Whole("requester", 0, Whole) ?? 0, weights.Whole("system", 0, Whole) ?? 0));
        var command = new DefineAssignmentRules(
            input.Instant("effectiveFrom"), input.Objects("requirements", MostRequirements, ReadRequirement), [.. input.Objects("priorities", 10, ReadTerms).OrderBy(one => one.Priority)],
            affinity ?? new AffinityWeights(0, 0));
        if (!input.Refuses("priorities") && !command.Priorities.Select(one => one.Priority).SequenceEqual(Enum.GetValues<Priority>()))
            input.Refuse("priorities", $"must hold each of {string.Join(", ", Enum.GetValues<Priority>().Select(Words.Of))} once");
        foreach (var wrong in Check(command.Requirements))
        {
            // Whose tier was no tier does not need nothing.
            if (!input.Refuses(wrong.Field) && !input.Refuses($"{wrong.Field}.tier") && !input.Refuses($"{wrong.Field}.skills")) input.Refuse(wrong.Field, wrong.Reason);
        }
        return command;
    }

    /// <summary>Skills that a requirement names though the roster does not.</summary>
    public IReadOnlyDictionary<string, string[]> Unknown(Roster roster) => Requirements.Index()
        .SelectMany(one => one.Item.Skills.Index().Select(skill => (Field: $"requirements[{one.Index}].skills[{skill.Index}].skill", skill.Item.Skill)))
        .Where(one => !roster.Skills.ContainsKey(one.Skill))
        .ToDictionary(one => one.Field, one => new[] { $"there is no skill {one.Skill}; define it first" });

    public Decision Decide(AssignmentRulesHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now,
        (version, from) => new AssignmentRulesDefined(version, from, Requirements, Priorities, Affinity, by, now),
        (one, other) => Content(one) == Content(other));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/assignment-rules", async (
        Body<DefineAssignmentRules> body, Act act, Journal journal, AssignmentRules rules, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
    {
        if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The assignment rules span all organisations; yours is one.");
        var command = body.Value;
        var roster = (await journal.Load<Roster>(Roster.Stream, cancel)).State; // a skill is never removed
        if (command.Unknown(roster) is { Count: > 0 } unknown) return new Problem(StatusCodes.Status422UnprocessableEntity, "invalid", "The request has wrong fields.", unknown);
        var outcome = await journal.Handle<AssignmentRulesHistory>(
            AssignmentRulesHistory.Stream, act.IfMatch, history => command.Decide(history, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
        if (outcome.ToProblem() is { } problem) return problem;
        await rules.Refresh(cancel);
        response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
        var defined = outcome.State.Versions[outcome.Version]; // the stream's n-th event is version n + 1
        var warnings = AssignmentWarnings.Of(defined, roster, RosterPeople.Of(directory).Agents, Instant.Max(act.Now, defined.EffectiveFrom));
        return (IResult)TypedResults.Ok(new RulesAnswer(defined.Version, defined.EffectiveFrom, new LogPosition(journal.Log, outcome.Position).ToString(), warnings));
    }).For(Roles.Lead, Roles.Admin).Accepts<DefineAssignmentRules>("application/json").Produces<RulesAnswer>().WithSummary("Defines the next version of the assignment rules.");

    private static Requirement ReadRequirement(Input input) => new(
        input.Texts("categories", 50, MostNames), input.Texts("requestTypes", 100, MostNames), [.. input.Texts("systems", 200, MostNames).Select(one => one.Trim())], input.Objects("skills", 20, ReadSkill),
        input.Whole("tier", 1, 3), input.Truth("requesterLanguage") ?? false);

    private static NeededSkill ReadSkill(Input input)
    {
        var level = input.Whole("level", 1, 5);
        if (level is null) input.Require("level");
        return new NeededSkill(input.RequiredText("skill", 50), level ?? 1);
    }

    private static PriorityTerms ReadTerms(Input input)
    {
        var points = input.Whole("points", 1, MostPoints);
        if (points is null) input.Require("points");
        return new PriorityTerms(
            input.RequiredWord<Priority>("priority"), points ?? 1, Length(input, "mayWait"), input.Truth("onCall") ?? false, Length(input, "ownership"));
    }

    private static Duration? Length(Input input, string name)
    {
        var length = input.Duration(name, longest);
        if (length == Duration.Zero) input.Refuse(name, "must be longer than nothing");
        return length;
    }

    private static IEnumerable<WrongEntry> Check(IReadOnlyList<Requirement> requirements)
    {
        var earlier = new Dictionary<string, int>();
        foreach (var (i, one) in requirements.Index())
        {
            if (one.Categories.Any(category => !Catalogue.Categories.Contains(category)))
                yield return new WrongEntry($"requirements[{i}].categories", $"must be among {string.Join(", ", Catalogue.Categories)}");
            if (one is { Skills.Count: 0, Tier: null, RequesterLanguage: false }) yield return new WrongEntry($"requirements[{i}]", "needs nothing: name a skill, a tier or the language");
            if (one.Skills.DistinctBy(skill => skill.Skill).Count() != one.Skills.Count) yield return new WrongEntry($"requirements[{i}].skills", "names one twice");
            if (!earlier.TryAdd(Content(one), i)) yield return new WrongEntry($"requirements[{i}]", $"says the same as requirements[{earlier[Content(one)]}]");
        }
    }

    private static string Content(AssignmentRulesDefined one) => Content(new { one.Requirements, one.Priorities, one.Affinity });

    private static string Content(object one) => JsonSerializer.Serialize(one, HttpJson.Options);
}

/// <summary>The version that was defined, the event to wait for with <c>?position=</c>, and what may be legitimate but is better looked at.</summary>
internal sealed record RulesAnswer(int Version, Instant EffectiveFrom, string Position, IReadOnlyList<RuleWarning> Warnings);
