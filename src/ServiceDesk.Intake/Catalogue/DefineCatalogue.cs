using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>Defines the next version of the service catalogue, complete.</summary>
internal sealed record DefineCatalogue(Instant? EffectiveFrom, IReadOnlyList<CatalogueCategory> Categories, IReadOnlyList<RequestType> RequestTypes) : IDefine<DefineCatalogue, CatalogueHistory>
{
    public static DefineCatalogue Read(Input input)
    {
        var command = new DefineCatalogue(
            input.Instant("effectiveFrom"), input.Objects("categories", 1000, CatalogueDocument.Category), input.Objects("requestTypes", 200, CatalogueDocument.Type));
        foreach (var (field, reason) in CatalogueRules.Check(command.Categories, command.RequestTypes))
        {
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
        return command;
    }

    public Decision Decide(CatalogueHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now,
        (version, from) => new CatalogueDefined(version, from, Categories, RequestTypes, by, now),
        (one, other) => Content(one.Categories, one.RequestTypes) == Content(other.Categories, other.RequestTypes));

    public static void Map(IEndpointRouteBuilder routes) => Define.Map<DefineCatalogue, CatalogueHistory, CatalogueDefined, Catalogues>(routes, "/catalogue", "The catalogue spans all organisations; yours is one.", Roles.Admin)
            .WithSummary("Defines the next version of the service catalogue.");

    /// <summary>Comparable text; the log does not keep the order in which a template's values were sent.</summary>
    private static string Content(IReadOnlyList<CatalogueCategory> categories, IReadOnlyList<RequestType> types) =>
        JsonSerializer.Serialize(new { categories, types = types.Select(type => type with { Templates = [.. type.Templates.Select(InOrder)] }) }, HttpJson.Options);

    private static TicketTemplate InOrder(TicketTemplate template) => template with { Values = new SortedDictionary<string, string>(template.Values.ToDictionary(), StringComparer.Ordinal) };
}
