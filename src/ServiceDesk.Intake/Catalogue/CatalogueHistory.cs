using System.Collections.Immutable;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>All versions of the service catalogue, beginning with the one that is shipped.</summary>
internal sealed record CatalogueHistory(ImmutableList<CatalogueDefined> Versions) : IState<CatalogueHistory>
{
    public static CatalogueHistory Initial { get; } = new([ShippedCatalogue.Definition]);

    public CatalogueHistory Evolve(object @event) => @event is CatalogueDefined defined ? new CatalogueHistory(Versions.Add(defined)) : this;
}
