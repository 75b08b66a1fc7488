using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>A version of the approval rules. The rules can be sent back as they are.</summary>
internal sealed record ApprovalRulesView(int Version, Instant EffectiveFrom, string By, IReadOnlyList<ApprovalRule> Rules);

/// <summary>When a version takes effect, who defined it and when.</summary>
internal sealed record ApprovalRulesVersionView(int Version, Instant EffectiveFrom, string By, Instant At, bool InEffect);

internal static class GetApprovalRules
{
    private static readonly string[] readers = [Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/approval-rules", (string? at, int? version, ApprovalRuleBook book, AccessDirectory directory, HttpResponse response) =>
        {
            if (!book.TryFind(at, version, out var found, out var problem)) return problem;
            book.Tag(response);
            return (IResult)TypedResults.Ok(new ApprovalRulesView(found.Version, found.EffectiveFrom, directory.NameOf(found.By), found.Rules));
        }).For(readers).Produces<ApprovalRulesView>().WithSummary("The approval rules: now, as of an instant, or a version.");

        routes.MapGet("/approval-rules/versions", (ApprovalRuleBook book, AccessDirectory directory) => TypedResults.Ok(new
        {
            items = book.Versions.Select(one => new ApprovalRulesVersionView(one.Version, one.EffectiveFrom, directory.NameOf(one.By), one.At, one.Version == book.Now.Version)),
        })).For(readers).WithSummary("All versions of the approval rules, in their order.");
    }
}
