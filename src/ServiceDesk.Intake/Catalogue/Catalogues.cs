using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>The versions of the service catalogue; the one in effect is that by which a submission is read.</summary>
internal sealed class Catalogues(Journal journal, IClock clock, ILogger<Catalogues> logger) : DefinitionBook<CatalogueHistory, CatalogueDefined, ServiceCatalogue>(journal, clock, logger, one => new ServiceCatalogue(one));
