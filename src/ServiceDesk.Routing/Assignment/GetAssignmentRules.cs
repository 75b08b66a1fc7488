using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>A version of the assignment rules. Its rules can be sent back as they are.</summary>
internal sealed record AssignmentRulesView(
    int Version, Instant EffectiveFrom, string By, string ByName, Instant At, bool InEffect, IReadOnlyList<Requirement> Requirements, IReadOnlyList<PriorityTerms> Priorities,
    AffinityWeights Affinity, IReadOnlyList<RuleWarning> Warnings);

/// <summary>When a version takes effect, who defined it and when.</summary>
internal sealed record AssignmentRulesVersionView(int Version, Instant EffectiveFrom, string By, string ByName, Instant At, bool InEffect);

internal static class GetAssignmentRules
{
    private static readonly string[] readers = [Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assignment-rules", async (
            int? version, string? at, Journal journal, AssignmentRules rules, AccessDirectory directory, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            if (!rules.TryFind(at, version, out var one, out var problem)) return problem;
            rules.Tag(response);
            var roster = (await journal.Load<Roster>(Roster.Stream, cancel)).State;
            var warnings = AssignmentWarnings.Of(one, roster, RosterPeople.Of(directory).Agents, Instant.Max(clock.GetCurrentInstant(), one.EffectiveFrom));
            return (IResult)TypedResults.Ok(new AssignmentRulesView(
                one.Version, one.EffectiveFrom, one.By, directory.NameOf(one.By), one.At, one.Version == rules.Now.Version, one.Requirements, one.Priorities, one.Affinity, warnings));
        }).For(readers).Produces<AssignmentRulesView>().WithSummary("The assignment rules: those in effect now or at an instant, or a version.");

        routes.MapGet("/assignment-rules/versions", (AssignmentRules rules, AccessDirectory directory) => TypedResults.Ok(new
        {
            items = rules.Versions.Select(one => new AssignmentRulesVersionView(
                one.Version, one.EffectiveFrom, one.By, directory.NameOf(one.By), one.At, one.Version == rules.Now.Version)),
        })).For(readers).WithSummary("All versions of the assignment rules, in their order.");
    }
}
