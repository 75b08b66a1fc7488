using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>Whom a point is for.</summary>
internal enum ScoreSubject
{
    Person,
    Team,
}

/// <summary>
/// An event of a type, whose fields have these values, gives points to the person or team that a field names, or (field <c>actor</c>) to whoever did it.
/// Points below zero are a penalty.
/// </summary>
internal sealed record ScoreRule(string Id, string What, string Event, IReadOnlyDictionary<string, string> Where, ScoreSubject Subject, string Field, int Points)
{
    public const string Actor = "actor";
    private const int LongestSubject = 200;

    /// <summary>Who gets the points of an event; null when the rule is not about it.</summary>
    public string? SubjectOf(LedgerEntry entry)
    {
        if (entry.Type != Event || entry.Imported is not null) return null;
        using var data = JsonDocument.Parse(entry.Data.Text);
        foreach (var (field, value) in Where)
        {
            if (Value(data.RootElement, field) != value) return null;
        }
        var subject = Field == Actor ? entry.Actor : Value(data.RootElement, Field);
        return subject is { Length: <= LongestSubject } ? subject : null; // a long text names nobody
    }

    private static string? Value(JsonElement data, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out data)) return null;
        }
        return data.ValueKind switch
        {
            JsonValueKind.String => data.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => data.GetRawText(),
            _ => null,
        };
    }
}

/// <summary>A version of the rules by which points are given, for everybody to read.</summary>
[StoredName("analytics.score-rules-defined.v1")]
internal sealed record ScoreRulesDefined(int Version, Instant EffectiveFrom, IReadOnlyList<ScoreRule> Rules, string By, Instant At) : IDefinition
{
    /// <summary>The points of an event, by rule.</summary>
    public IEnumerable<(ScoreRule Rule, string Subject)> PointsOf(LedgerEntry entry) =>
        Rules.Select(rule => (Rule: rule, Subject: rule.SubjectOf(entry))).Where(one => one.Subject is not null).Select(one => (one.Rule, one.Subject!));
}

/// <summary>All versions of the rules; as shipped nobody gets points.</summary>
internal sealed record ScoreRulesHistory(IReadOnlyList<ScoreRulesDefined> Versions) : IDefinitionHistory<ScoreRulesHistory, ScoreRulesDefined>
{
    public static string Stream => "score-rules";

    public static ScoreRulesHistory Initial { get; } = new([new ScoreRulesDefined(1, NodaConstants.UnixEpoch, [], "service:analytics", NodaConstants.UnixEpoch)]);

    public ScoreRulesHistory Evolve(object @event) => @event is ScoreRulesDefined defined ? new([.. Versions, defined]) : this;
}

/// <summary>The versions of the rules in memory.</summary>
internal sealed class ScoreRuleBook(Journal journal, IClock clock, ILogger<ScoreRuleBook> logger)
    : DefinitionBook<ScoreRulesHistory, ScoreRulesDefined, ScoreRulesDefined>(journal, clock, logger, rules => rules);

/// <summary>Defines the next version of the rules, complete; they hold for what happens from then on.</summary>
internal sealed record DefineScoreRules(Instant? EffectiveFrom, IReadOnlyList<ScoreRule> Rules) : IDefine<DefineScoreRules, ScoreRulesHistory>
{
    private const int Most = 100;
    private const int MostPoints = 1000;

    public static DefineScoreRules Read(Input input)
    {
        var command = new DefineScoreRules(input.Instant("effectiveFrom"), input.Objects("rules", Most, one => new ScoreRule(
            one.RequiredText("id", 50), one.RequiredText("what", 1000), ReadEvent(one), one.Values("where", 200) ?? new Dictionary<string, string>(), one.RequiredWord<ScoreSubject>("subject"),
            one.Text("field", 100) ?? ScoreRule.Actor, Register.ReadWhole(one, "points", -MostPoints, MostPoints))));
        foreach (var twice in command.Rules.GroupBy(rule => rule.Id).Where(group => group.Count() > 1)) input.Refuse("rules", $"holds {twice.Key} twice");
        return command;
    }

    public Decision Decide(ScoreRulesHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now, (version, from) => new ScoreRulesDefined(version, from, Rules, by, now), (one, other) => Content(one) == Content(other));

    private static string ReadEvent(Input input)
    {
        var name = input.RequiredText("event", 100);
        if (name.Length > 0 && !input.Services.GetRequiredService<EventTypes>().Knows(name)) input.Refuse("event", "is no event of the desk");
        return name;
    }

    private static string Content(ScoreRulesDefined rules) => JsonSerializer.Serialize(rules.Rules, HttpJson.Options);

    public static void Map(IEndpointRouteBuilder routes)
    {
        Define.Map<DefineScoreRules, ScoreRulesHistory, ScoreRulesDefined, ScoreRuleBook>(routes, "/score-rules", "The rules span all organisations; yours is one.", Roles.Admin)
            .WithSummary("Defines the next version of the rules by which points are given.");
        routes.MapGet("/score-rules", (int? version, ScoreRuleBook book, HttpResponse response) =>
        {
            if (!book.TryFind(at: null, version, out var rules, out var problem)) return problem;
            book.Tag(response);
            return (IResult)TypedResults.Ok(new { rules.Version, rules.EffectiveFrom, rules.Rules });
        }).For(Scores.Scored).WithSummary("The rules by which points are given: now, or a version.");
    }
}
