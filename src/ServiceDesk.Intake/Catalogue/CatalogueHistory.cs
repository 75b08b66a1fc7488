using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>All versions of the service catalogue, beginning with the one that is shipped.</summary>
internal sealed record CatalogueHistory(IReadOnlyList<CatalogueDefined> Versions) : IDefinitionHistory<CatalogueHistory, CatalogueDefined>
{
    public static string Stream => Streams.Catalogue;

    public static CatalogueHistory Initial { get; } = new([ShippedCatalogue.Definition]);

    public CatalogueHistory Evolve(object @event) => @event is CatalogueDefined defined ? new CatalogueHistory([.. Versions, defined]) : this;
}
