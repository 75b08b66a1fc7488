using NodaTime;
using NodaTime.Text;
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
            if (!TryFind(book, at, version, out var found, out var problem)) return problem;
            // What a next version is written over is the newest one, whichever is shown.
            response.Headers.ETag = OutcomeHttp.ETag(book.Versions.Count - 1);
            return (IResult)TypedResults.Ok(new ApprovalRulesView(found.Version, found.EffectiveFrom, directory.NameOf(found.By), found.Rules));
        }).For(readers).Produces<ApprovalRulesView>().WithSummary("The approval rules: now, as of an instant, or a version.");

        routes.MapGet("/approval-rules/versions", (ApprovalRuleBook book, AccessDirectory directory) => TypedResults.Ok(new
        {
            items = book.Versions.Select(one => new ApprovalRulesVersionView(one.Version, one.EffectiveFrom, directory.NameOf(one.By), one.At, one.Version == book.Now.Version)),
        })).For(readers).WithSummary("All versions of the approval rules, in their order.");
    }

    private static bool TryFind(ApprovalRuleBook book, string? at, int? version, out ApprovalRulesDefined found, out Problem problem)
    {
        (found, problem) = (book.Now, Problem.NotFound);
        if (at is not null && version is not null) { problem = Problem.Field("version", "cannot be combined with at"); return false; }
        if (version is { } number)
        {
            if (number < 1 || number > book.Versions.Count) return false;
            found = book.Versions[number - 1];
        }
        if (at is null) return true;
        var instant = OffsetDateTimePattern.ExtendedIso.Parse(at.Replace(' ', '+')); // a plus sign that was not escaped arrives as a space
        if (!instant.Success) { problem = Problem.Field("at", "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z"); return false; }
        found = book.At(instant.Value.ToInstant());
        return true;
    }
}
