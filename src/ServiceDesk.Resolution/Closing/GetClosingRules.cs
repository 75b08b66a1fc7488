using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>A version of the closing rule. Its values can be sent back as they are.</summary>
internal sealed record ClosingRuleView(
    int Version, Instant EffectiveFrom, string By, Instant At, bool InEffect, IReadOnlyList<string> ExplainedCategories, int? AutoCloseWorkingDays, bool CallBack, int? SurveyDays,
    int FollowUpScore, int FollowUpWorkingDays, string? FollowUpOwner, int ReopenDays);

internal static class GetClosingRules
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/closing-rules", (int? version, ClosingRules rules, AccessDirectory directory, HttpResponse response) =>
    {
        var (all, now) = (rules.Versions, rules.Now);
        if (version < 1 || version > all.Count) return Problem.NotFound;
        // What a next version is written over is the newest one, whichever is shown.
        response.Headers.ETag = OutcomeHttp.ETag(all.Count - 1);
        var one = version is { } number ? all[number - 1] : now;
        return (IResult)TypedResults.Ok(new ClosingRuleView(
            one.Version, one.EffectiveFrom, directory.NameOf(one.By), one.At, one.Version == now.Version, one.ExplainedCategories, one.AutoCloseWorkingDays, one.CallBack, one.SurveyDays,
            one.FollowUpScore, one.FollowUpWorkingDays, one.FollowUpOwner, one.ReopenDays));
    }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<ClosingRuleView>().WithSummary("The rule by which solved tickets are closed: the one in effect, or a version.");
}
