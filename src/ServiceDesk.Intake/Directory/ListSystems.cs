using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>A system or service that may fail.</summary>
internal sealed record SystemLine(
    string Id, string? NameZh, string? NameEn, IReadOnlyList<string> Aliases, string? Organization, Importance Importance, string? Team, string? Category, bool Retired)
{
    public static SystemLine Of(SystemChanged one) =>
        new(one.System, one.NameZh, one.NameEn, one.Aliases, one.Organization, one.Importance, one.Team, one.Category, one.Retired);
}

/// <summary>A page of systems.</summary>
internal sealed record SystemPage(IReadOnlyList<SystemLine> Items, string? Next);

/// <summary>The systems that a form offers and that agents look up.</summary>
internal static class ListSystems
{
    private const int UsualLimit = 100;
    private const int MostLimit = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/systems", async (
            string? organization, string? q, bool? retired, string? after, int? limit, string? position, Actor actor, SystemDirectory directory, DirectoryRefresh refresh,
            CancellationToken cancel) =>
        {
            var size = limit ?? UsualLimit;
            if (size is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (position is not null) await refresh.Refresh(cancel);
            var word = string.IsNullOrWhiteSpace(q) ? null : DirectoryWords.Fold(q);
            var page = directory.All.Select(one => one.Value)
                .Where(one => one.Retired == (retired ?? false) && MaySee(actor, one) && (organization is null || one.Organization is null || one.Organization == organization))
                .Where(one => word is null || Names(one).Any(name => DirectoryWords.Fold(name).Contains(word, StringComparison.Ordinal)))
                .Where(one => after is null || string.CompareOrdinal(one.System, after) > 0)
                .OrderBy(one => one.System, StringComparer.Ordinal).Take(size + 1).ToList();
            return (IResult)TypedResults.Ok(new SystemPage([.. page.Take(size).Select(SystemLine.Of)], page.Count > size ? page[size - 1].System : null));
        }).For([.. Roles.All]).Produces<SystemPage>().WithSummary("The systems and services that you may see.");

        routes.MapGet("/systems/{id}", async (
            string id, string? position, Actor actor, SystemDirectory directory, DirectoryRefresh refresh, HttpResponse response, CancellationToken cancel) =>
        {
            if (position is not null) await refresh.Refresh(cancel);
            if (directory.Find(id) is not { } known || !MaySee(actor, known.Value)) return (IResult)Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(known.Version);
            return TypedResults.Ok(SystemLine.Of(known.Value));
        }).For([.. Roles.All]).Produces<SystemLine>().WithSummary("A system or service.");
    }

    private static bool MaySee(Actor actor, SystemChanged system) => actor.Organization is null || system.Organization is null || system.Organization == actor.Organization;

    private static IEnumerable<string> Names(SystemChanged system) => new[] { system.System, system.NameZh, system.NameEn }.OfType<string>().Concat(system.Aliases);
}
