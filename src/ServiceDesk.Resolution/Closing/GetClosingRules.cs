using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>A version of the closing rule. Its values can be sent back as they are.</summary>
internal sealed record ClosingRuleView(
    int Version, Instant EffectiveFrom, string By, Instant At, bool InEffect, IReadOnlyList<string> ExplainedCategories, int? AutoCloseWorkingDays, bool CallBack, int? SurveyDays,
    int FollowUpScore, int FollowUpWorkingDays, string? FollowUpOwner, int ReopenDays, int? ArchiveDays);

internal static class GetClosingRules
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/closing-rules", (int? version, ClosingRules rules, AccessDirectory directory, HttpResponse response) =>
    {
        if (!rules.TryFind(at: null, version, out var one, out var problem)) return problem;
        rules.Tag(response);
        return (IResult)TypedResults.Ok(new ClosingRuleView(
            one.Version, one.EffectiveFrom, directory.NameOf(one.By), one.At, one.Version == rules.Now.Version, one.ExplainedCategories, one.AutoCloseWorkingDays, one.CallBack, one.SurveyDays,
            one.FollowUpScore, one.FollowUpWorkingDays, one.FollowUpOwner, one.ReopenDays, one.ArchiveDays));
    }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<ClosingRuleView>().WithSummary("The rule by which solved tickets are closed: the one in effect, or a version.");
}
