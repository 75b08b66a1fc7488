using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Registers;

/// <summary>Requesters who were dissatisfied: who looks after them, what was done, and whether it helped.</summary>
internal static class FollowUpEndpoints
{
    private const string Address = "/work/follow-ups";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (string? state, string? owner, Guid? after, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
            List(state, owner, after, null, null, visitor, words, services, cancel)).RequireAuthorization();
        routes.MapForm(Address + "/{ticket:guid}/{verb}", Address, Do);
    }

    private static async Task<IResult> List(string? state, string? owner, Guid? after, Guid? refused, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(RegisterVerb.ReadersOf(RegisterVerb.FollowUps))) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (shown, mine) = (state is "done" or "verified" or "all" ? state : "open", owner == "me");
        var listed = services.Read<Listing<FollowUpLine>>("Resolution", Local.Url(
            "/follow-ups", ("state", shown == "all" ? null : shown), ("owner", mine ? visitor.Person!.Id : null), ("after", after?.ToString())), cancel);
        return RegisterEndpoints.Page<FollowUpsPage>(draft, new()
        {
            [nameof(FollowUpsPage.State)] = shown,
            [nameof(FollowUpsPage.Mine)] = mine,
            [nameof(FollowUpsPage.After)] = after,
            [nameof(FollowUpsPage.Choices)] = await RegisterEndpoints.Choices(visitor, words, services, cancel),
            [nameof(FollowUpsPage.Answer)] = await listed,
            [nameof(FollowUpsPage.Draft)] = draft,
            [nameof(FollowUpsPage.Refused)] = refused,
        });
    }

    private static async Task<IResult> Do(
        Guid ticket, string verb, string? state, string? owner, IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (RegisterVerb.Find(RegisterVerb.FollowUps, verb) is not { } wanted) return Results.NotFound();
        if (!visitor.Is(wanted.Roles)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (_, draft) = await RegisterEndpoints.Send(RegisterVerb.FollowUps, wanted, ticket, form, visitor, services, cancel);
        if (draft is not null) return await List(state, owner, null, ticket, draft, visitor, words, services, cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect(Local.Url(Address, ("state", state), ("owner", owner)));
    }
}
