using NodaTime;
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
            if (!catalogues.TryFind(at, version, out var found, out var problem)) return problem;
            catalogues.Tag(response);
            var one = found.Definition;
            return (IResult)TypedResults.Ok(new CatalogueView(one.Version, one.EffectiveFrom, directory.NameOf(one.By), one.Categories, one.RequestTypes));
        }).For([.. Roles.All]).Produces<CatalogueView>().WithSummary("The service catalogue: now, as of an instant, or a version.");

        routes.MapGet("/catalogue/versions", (Catalogues catalogues, AccessDirectory directory) => TypedResults.Ok(new
        {
            items = catalogues.Versions.Select(one => one.Definition).Select(one => new CatalogueVersionView(
                one.Version, one.EffectiveFrom, directory.NameOf(one.By), one.At, one.Categories.Count, one.RequestTypes.Count, one.Version == catalogues.Now.Definition.Version)),
        })).For([.. Roles.All]).WithSummary("All versions of the service catalogue, in their order.");
    }
}
