using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>A version of the catalogue. Categories and request types can be sent back as they are.</summary>
internal sealed record CatalogueView(int Version, Instant EffectiveFrom, string By, IReadOnlyList<CatalogueCategory> Categories, IReadOnlyList<RequestType> RequestTypes);

/// <summary>When a version takes effect, who defined it and when.</summary>
internal sealed record CatalogueVersionView(int Version, Instant EffectiveFrom, string By, Instant At, int Categories, int RequestTypes, bool InEffect);

internal static class GetCatalogue
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/catalogue", (string? at, int? version, Catalogues catalogues, AccessDirectory directory, HttpResponse response) =>
        {
            if (!TryFind(catalogues, at, version, out var found, out var problem)) return problem;
            // What a next version is written over is the newest one, whichever is shown.
            response.Headers.ETag = OutcomeHttp.ETag(catalogues.Versions.Count - 1);
            var one = found.Definition;
            return (IResult)TypedResults.Ok(new CatalogueView(one.Version, one.EffectiveFrom, directory.NameOf(one.By), one.Categories, one.RequestTypes));
        }).For([.. Roles.All]).Produces<CatalogueView>().WithSummary("The service catalogue: now, as of an instant, or a version.");

        routes.MapGet("/catalogue/versions", (Catalogues catalogues, AccessDirectory directory) => TypedResults.Ok(new
        {
            items = catalogues.Versions.Select(one => one.Definition).Select(one => new CatalogueVersionView(
                one.Version, one.EffectiveFrom, directory.NameOf(one.By), one.At, one.Categories.Count, one.RequestTypes.Count, one.Version == catalogues.Now.Definition.Version)),
        })).For([.. Roles.All]).WithSummary("All versions of the service catalogue, in their order.");
    }

    private static bool TryFind(Catalogues catalogues, string? at, int? version, out ServiceCatalogue found, out Problem problem)
    {
        (found, problem) = (catalogues.Now, Problem.NotFound);
        if (at is not null && version is not null) { problem = Problem.Field("version", "cannot be combined with at"); return false; }
        if (version is { } number)
        {
            if (number < 1 || number > catalogues.Versions.Count) return false;
            found = catalogues.Versions[number - 1];
        }
        if (at is null) return true;
        var instant = OffsetDateTimePattern.ExtendedIso.Parse(at.Replace(' ', '+')); // a plus sign that was not escaped arrives as a space
        if (!instant.Success) { problem = Problem.Field("at", "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z"); return false; }
        found = catalogues.At(instant.Value.ToInstant());
        return true;
    }
}
