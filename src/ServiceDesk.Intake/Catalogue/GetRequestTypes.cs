using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>What a form needs to ask this caller for a ticket of a type.</summary>
/// <param name="Id">What a submission holds in <c>requestType</c>.</param>
/// <param name="Kind">The kind of its tickets; null = the form asks.</param>
/// <param name="Names">What people see.</param>
/// <param name="Required">Paths without which a submission of this caller is refused.</param>
/// <param name="OneOf">Groups of paths of which each must be given at least once.</param>
/// <param name="Fields">Its extra fields.</param>
/// <param name="Defaults">What the desk supplies.</param>
/// <param name="Templates">Prepared submissions.</param>
internal sealed record RequestTypeView(
    string Id, TicketKind? Kind, Bilingual Names, IReadOnlyList<string> Required, IReadOnlyList<IReadOnlyList<string>> OneOf,
    IReadOnlyList<ExtraField> Fields, TypeDefaults? Defaults, IReadOnlyList<TicketTemplate> Templates)
{
    public static RequestTypeView Of(RequestType type, Actor actor)
    {
        List<string> required = type.Kind is null ? ["kind", "subject"] : ["subject"];
        if (!actor.SeesOnlyOwn) required.Add("requester.name");
        if (actor.Organization is null) required.Add("requester.organization");
        required.AddRange(type.Required.Where(field => field != BaseFields.Contact).SelectMany(BaseFields.PathsOf));
        required.AddRange(type.Fields.Where(field => field.Required).Select(field => $"fields.{field.Name}"));
        return new RequestTypeView(
            type.Id, type.Kind, type.Names, required, type.Required.Contains(BaseFields.Contact) ? [BaseFields.PathsOf(BaseFields.Contact)] : [],
            type.Fields, type.Defaults, type.Templates);
    }
}

internal static class GetRequestTypes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/request-types", (Actor actor, Catalogues catalogues) =>
        {
            var now = catalogues.Now.Definition;
            return TypedResults.Ok(new { now.Version, items = now.RequestTypes.Select(type => RequestTypeView.Of(type, actor)), now.Categories });
        }).For([.. Roles.All]).WithSummary("The request types with what their forms need, for whoever asks.");

        routes.MapGet("/request-types/{id}", (string id, Actor actor, Catalogues catalogues) => catalogues.Now.Type(id) is { } type
            ? (IResult)TypedResults.Ok(RequestTypeView.Of(type, actor))
            : Problem.NotFound).For([.. Roles.All]).Produces<RequestTypeView>().WithSummary("What the form of a request type needs, for whoever asks.");
    }
}
