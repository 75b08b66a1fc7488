using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>Defines the next version of the service catalogue, complete.</summary>
internal sealed record DefineCatalogue(Instant? EffectiveFrom, IReadOnlyList<CatalogueCategory> Categories, IReadOnlyList<RequestType> RequestTypes) : IInput<DefineCatalogue>
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

    public Decision Decide(CatalogueHistory history, string by, Instant now)
    {
        var last = history.Versions[^1];
        var from = EffectiveFrom ?? now;
        if (EffectiveFrom is null && last.EffectiveFrom <= now && Content(last.Categories, last.RequestTypes) == Content(Categories, RequestTypes)) return Decision.Nothing;
        if (from < now) return Decision.Invalid("effectiveFrom", "lies in the past");
        if (from <= last.EffectiveFrom) return Decision.Invalid("effectiveFrom", $"must be later than that of version {last.Version}: {last.EffectiveFrom}");
        return Decision.Accept(new CatalogueDefined(last.Version + 1, from, Categories, RequestTypes, by, now));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/catalogue",
        async (Body<DefineCatalogue> body, Act act, Journal journal, Catalogues catalogues, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The catalogue spans all organisations; yours is one.");
            var command = body.Value;
            var outcome = await journal.Handle<CatalogueHistory>(
                Streams.Catalogue, act.IfMatch, history => command.Decide(history, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await catalogues.Refresh(cancel);
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            var defined = outcome.State.Versions[outcome.Version]; // the stream's n-th event is version n + 1
            return (IResult)TypedResults.Ok(new { defined.Version, defined.EffectiveFrom, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Admin).Accepts<DefineCatalogue>("application/json").WithSummary("Defines the next version of the service catalogue.");

    /// <summary>Comparable text; the log does not keep the order in which a template's values were sent.</summary>
    private static string Content(IReadOnlyList<CatalogueCategory> categories, IReadOnlyList<RequestType> types) =>
        JsonSerializer.Serialize(new { categories, types = types.Select(type => type with { Templates = [.. type.Templates.Select(InOrder)] }) }, HttpJson.Options);

    private static TicketTemplate InOrder(TicketTemplate template) => template with { Values = new SortedDictionary<string, string>(template.Values.ToDictionary(), StringComparer.Ordinal) };
}
