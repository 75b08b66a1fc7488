using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>A version of the playbooks. What it holds can be sent back as it is.</summary>
internal sealed record PlaybooksView(int Version, Instant EffectiveFrom, string By, string ByName, Instant At, bool InEffect, IReadOnlyList<Playbook> Playbooks);

/// <summary>When a version takes effect, who defined it and when.</summary>
internal sealed record PlaybookVersionView(int Version, Instant EffectiveFrom, string By, string ByName, Instant At, bool InEffect);

internal static class GetPlaybooks
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/playbooks", (int? version, Playbooks playbooks, AccessDirectory directory, HttpResponse response) =>
        {
            var versions = playbooks.Versions;
            if (version is { } number && (number < 1 || number > versions.Count)) return Problem.NotFound;
            var one = version is { } wanted ? versions[wanted - 1] : playbooks.Now;
            // What a next version is written over is the newest one, whichever is shown.
            response.Headers.ETag = OutcomeHttp.ETag(versions.Count - 1);
            return (IResult)TypedResults.Ok(new PlaybooksView(
                one.Version, one.EffectiveFrom, one.By, directory.NameOf(one.By), one.At, one.Version == playbooks.Now.Version, one.Playbooks));
        }).For(readers).Produces<PlaybooksView>().WithSummary("The checklists by category: those in effect now, or a version.");

        routes.MapGet("/playbooks/versions", (Playbooks playbooks, AccessDirectory directory) => TypedResults.Ok(new
        {
            items = playbooks.Versions.Select(one => new PlaybookVersionView(
                one.Version, one.EffectiveFrom, one.By, directory.NameOf(one.By), one.At, one.Version == playbooks.Now.Version)),
        })).For(readers).WithSummary("All versions of the playbooks, in their order.");
    }

    private static readonly string[] readers = [Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];
}
