using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Defines the next version of the closing rule, complete. Tickets that are resolved already keep the version they were resolved under.</summary>
internal sealed record DefineClosingRule(
    Instant? EffectiveFrom, IReadOnlyList<string> ExplainedCategories, int? AutoCloseWorkingDays, bool CallBack, int? SurveyDays, int FollowUpScore, int FollowUpWorkingDays,
    string? FollowUpOwner, int ReopenDays) : IInput<DefineClosingRule>
{
    private const int MostDays = 365;

    public static DefineClosingRule Read(Input input)
    {
        var command = new DefineClosingRule(
            input.Instant("effectiveFrom"), input.Texts("explainedCategories", 50), input.Whole("autoCloseWorkingDays", 1, MostDays), input.Truth("callBack") ?? Required(input, "callBack", false),
            input.Whole("surveyDays", 1, MostDays), input.Whole("followUpScore", 0, 5) ?? Required(input, "followUpScore", 0),
            input.Whole("followUpWorkingDays", 1, MostDays) ?? Required(input, "followUpWorkingDays", 1), input.Text("followUpOwner", 100),
            input.Whole("reopenDays", 0, MostDays) ?? Required(input, "reopenDays", 0));
        if (command.ExplainedCategories.Any(category => !Rules.Catalogue.Categories.Contains(category)))
            input.Refuse("explainedCategories", $"must be among {string.Join(", ", Rules.Catalogue.Categories)}");
        if (command.FollowUpOwner is { } owner && !FollowUpOwners.Includes(input.Directory, owner)) input.Refuse("followUpOwner", FollowUpOwners.Rule);
        return command;
    }

    public Decision Decide(ClosingRuleHistory history, string by, Instant now)
    {
        var last = history.Versions[^1];
        var from = EffectiveFrom ?? now;
        var next = new ClosingRuleDefined(
            last.Version + 1, from, ExplainedCategories, AutoCloseWorkingDays, CallBack, SurveyDays, FollowUpScore, FollowUpWorkingDays, FollowUpOwner, ReopenDays, by, now);
        if (EffectiveFrom is null && last.EffectiveFrom <= now && SaysTheSame(last, next)) return Decision.Nothing;
        if (from < now) return Decision.Invalid("effectiveFrom", "lies in the past");
        if (from <= last.EffectiveFrom) return Decision.Invalid("effectiveFrom", $"must be later than that of version {last.Version}: {last.EffectiveFrom}");
        return Decision.Accept(next);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/closing-rules",
        async (Body<DefineClosingRule> body, Act act, Journal journal, ClosingRules rules, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The closing rule spans all organisations; yours is one.");
            var command = body.Value;
            var outcome = await journal.Handle<ClosingRuleHistory>(
                Streams.ClosingRules, act.IfMatch, history => command.Decide(history, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await rules.Refresh(cancel);
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            var defined = outcome.State.Versions[outcome.Version]; // the stream's n-th event is version n + 1
            return (IResult)TypedResults.Ok(new { defined.Version, defined.EffectiveFrom, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Lead, Roles.Admin).Accepts<DefineClosingRule>("application/json").WithSummary("Defines the next version of the rule by which solved tickets are closed.");

    private static T Required<T>(Input input, string name, T otherwise)
    {
        input.Require(name);
        return otherwise;
    }

    private static bool SaysTheSame(ClosingRuleDefined one, ClosingRuleDefined other) => one.ExplainedCategories.SequenceEqual(other.ExplainedCategories)
        && one == other with { Version = one.Version, EffectiveFrom = one.EffectiveFrom, ExplainedCategories = one.ExplainedCategories, By = one.By, At = one.At };
}
