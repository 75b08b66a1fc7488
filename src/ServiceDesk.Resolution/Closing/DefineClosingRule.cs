using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Defines the next version of the closing rule, complete. Tickets that are resolved already keep the version they were resolved under.</summary>
internal sealed record DefineClosingRule(
    Instant? EffectiveFrom, IReadOnlyList<string> ExplainedCategories, int? AutoCloseWorkingDays, bool CallBack, int? SurveyDays, int FollowUpScore, int FollowUpWorkingDays,
    string? FollowUpOwner, int ReopenDays, int? ArchiveDays) : IDefine<DefineClosingRule, ClosingRuleHistory>
{
    private const int MostDays = 365;
    private const int MostDaysKept = 36_500;

    public static DefineClosingRule Read(Input input)
    {
        var command = new DefineClosingRule(
            input.Instant("effectiveFrom"), input.Texts("explainedCategories", 50), input.Whole("autoCloseWorkingDays", 1, MostDays), input.Truth("callBack") ?? Required(input, "callBack", false),
            input.Whole("surveyDays", 1, MostDays), input.Whole("followUpScore", 0, 5) ?? Required(input, "followUpScore", 0),
            input.Whole("followUpWorkingDays", 1, MostDays) ?? Required(input, "followUpWorkingDays", 1), input.Text("followUpOwner", 100),
            input.Whole("reopenDays", 0, MostDays) ?? Required(input, "reopenDays", 0), input.Whole("archiveDays", 0, MostDaysKept));
        if (command.ExplainedCategories.Any(category => !Rules.Catalogue.Categories.Contains(category)))
            input.Refuse("explainedCategories", $"must be among {string.Join(", ", Rules.Catalogue.Categories)}");
        if (command.FollowUpOwner is { } owner && !FollowUpOwners.Includes(input.Directory, owner)) input.Refuse("followUpOwner", FollowUpOwners.Rule);
        return command;
    }

    public Decision Decide(ClosingRuleHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now,
        (version, from) => new ClosingRuleDefined(
            version, from, ExplainedCategories, AutoCloseWorkingDays, CallBack, SurveyDays, FollowUpScore, FollowUpWorkingDays, FollowUpOwner, ReopenDays, by, now)
        {
            ArchiveDays = ArchiveDays,
        },
        SaysTheSame);

    public static void Map(IEndpointRouteBuilder routes) => Define.Map<DefineClosingRule, ClosingRuleHistory, ClosingRuleDefined, ClosingRules>(routes, "/closing-rules", "The closing rule spans all organisations; yours is one.", Roles.Lead, Roles.Admin)
            .WithSummary("Defines the next version of the rule by which solved tickets are closed.");

    private static T Required<T>(Input input, string name, T otherwise)
    {
        input.Require(name);
        return otherwise;
    }

    private static bool SaysTheSame(ClosingRuleDefined one, ClosingRuleDefined other) => one.ExplainedCategories.SequenceEqual(other.ExplainedCategories)
        && one == other with { Version = one.Version, EffectiveFrom = one.EffectiveFrom, ExplainedCategories = one.ExplainedCategories, By = one.By, At = one.At };
}
