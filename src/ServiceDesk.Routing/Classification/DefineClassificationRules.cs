using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Classification;

/// <summary>Defines the next version of the classification rules, complete. Tickets that were classified before stay as they are.</summary>
internal sealed partial record DefineClassificationRules(Instant? EffectiveFrom, IReadOnlyList<CategoryRule> Rules, SuggestionRule Suggestion)
    : IDefine<DefineClassificationRules, ClassificationRulesHistory>
{
    private const int MostRules = 500;
    private const int MostConditions = 20;
    private const int MostValues = 200;

    public static DefineClassificationRules Read(Input input)
    {
        var command = new DefineClassificationRules(
            input.Instant("effectiveFrom"), input.Objects("rules", MostRules, ReadRule), input.Object("suggestion", ReadSuggestion) ?? ClassificationRulesHistory.Shipped.Suggestion);
        for (var i = 0; i < command.Rules.Count; i++) Check(input, $"rules[{i}]", command.Rules, i);
        return command;
    }

    public Decision Decide(ClassificationRulesHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now,
        (version, from) => new ClassificationRulesDefined(version, from, Rules, Suggestion, by, now),
        (one, other) => Content(one) == Content(other));

    public static void Map(IEndpointRouteBuilder routes) =>
        Define.Map<DefineClassificationRules, ClassificationRulesHistory, ClassificationRulesDefined, ClassificationBook>(
            routes, "/classification-rules", "The rules are those of all organisations; yours is one.", Roles.Lead, Roles.Admin)
            .WithSummary("Defines the next version of the rules by which tickets get their category.");

    private static SuggestionRule ReadSuggestion(Input input) => new(
        input.Whole("leastClosed", 1, 1_000_000) ?? ClassificationRulesHistory.Shipped.Suggestion.LeastClosed,
        input.Whole("decidesFrom", 501, 1001) ?? ClassificationRulesHistory.Shipped.Suggestion.DecidesFrom);

    private static CategoryRule ReadRule(Input input)
    {
        var rule = new CategoryRule(
            input.RequiredText("id", 50), input.RequiredText("category", 50), input.Truth("overrides") ?? false, input.Objects("when", MostConditions, ReadCondition))
        {
            RequestType = input.Text("requestType", 50),
        };
        if (rule.RequestType is { } type && !IdShape().IsMatch(type)) input.Refuse("requestType", "must be a lower-case word of letters, digits and dashes");
        if (rule.Id.Length > 0 && !IdShape().IsMatch(rule.Id)) input.Refuse("id", "must be a lower-case word of letters, digits and dashes");
        if (rule.Category.Length > 0 && !Catalogue.Categories.Contains(rule.Category)) input.Refuse("category", $"must be one of {string.Join(", ", Catalogue.Categories)}");
        if (rule.When.Count == 0 && !input.Refuses("when")) input.Refuse("when", "must hold at least one condition");
        return rule;
    }

    private static CategoryCondition ReadCondition(Input input)
    {
        var condition = new CategoryCondition(input.RequiredText("field", 120), input.Texts("any", 200));
        if (condition.Field.Length > 0 && !IsField(condition.Field))
            input.Refuse("field", $"must be one of {string.Join(", ", [.. CategoryRules.TextFields, .. CategoryRules.EqualFields])}, or {CategoryRules.ExtraField} and the name of an extra field");
        if (condition.Any.Count > MostValues) input.Refuse("any", $"holds more than {MostValues}");
        else if (condition.Any.Count == 0 && !input.Refuses("any")) input.Refuse("any", "must hold at least one word or phrase");
        else if (condition.Any.FirstOrDefault(value => TextFolding.Fold(value).Length == 0) is { } empty) input.Refuse("any", $"can never fit: \"{empty}\" has no letter and no digit");
        else if (WordsOf(condition.Field) is { } words && condition.Any.FirstOrDefault(value => !words.Contains(value)) is { } unknown)
            input.Refuse("any", $"can never fit: {condition.Field} is never {unknown}, but one of {string.Join(", ", words)}");
        return condition;
    }

    private static bool IsField(string field) => CategoryRules.TextFields.Contains(field) || CategoryRules.EqualFields.Contains(field)
        || (field.StartsWith(CategoryRules.ExtraField, StringComparison.Ordinal) && field.Length > CategoryRules.ExtraField.Length);

    /// <summary>All words that a field can have; null when it can have any.</summary>
    private static IReadOnlyList<string>? WordsOf(string field) => field switch
    {
        "kind" => [.. Enum.GetValues<TicketKind>().Select(Words.Of)],
        "impact" => [.. Enum.GetValues<Impact>().Select(Words.Of)],
        "urgency" => [.. Enum.GetValues<Urgency>().Select(Words.Of)],
        "language" => ["zh", "en"],
        _ => null,
    };

    private static void Check(Input input, string path, IReadOnlyList<CategoryRule> rules, int index)
    {
        var rule = rules[index];
        if (rule.Id.Length > 0 && rules.Take(index).Any(one => one.Id == rule.Id) && !input.Refuses($"{path}.id")) input.Refuse($"{path}.id", "is used twice");
        if (rule.When.Count == 0 || rule.When.Any(one => one.Any.Count == 0)) return;
        if (CategoryRules.Contradiction(rule) is { } field) input.Refuse($"{path}.when", $"can never fit: asks {field} for different values at once");
        else if (CategoryRules.ShadowOf(rules, index) is { } shadow)
            input.Refuse($"{path}.when", $"can never decide: rule {shadow.Id}, which is asked before it, fits whatever this one fits");
    }

    private static string Content(ClassificationRulesDefined one) => JsonSerializer.Serialize(new { one.Rules, one.Suggestion }, HttpJson.Options);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex IdShape();
}
