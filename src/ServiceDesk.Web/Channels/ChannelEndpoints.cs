using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Channels;

/// <summary>How the channels are doing, and the mails of unknown senders that wait for a decision.</summary>
internal static class ChannelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/channels", (Visitor visitor, ServicesClient services, CancellationToken cancel) => Page(visitor, services, null, cancel)).RequireAuthorization();
        routes.MapForm("/channels/held/{mail:guid}/release", "/channels", (Guid mail, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
            Decide(mail, "release", new { organization = form["organization"].ToString() }, form, visitor, services, cancel));
        routes.MapForm("/channels/held/{mail:guid}/drop", "/channels", (Guid mail, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
            Decide(mail, "drop", new { reason = form["reason"].ToString().Trim() }, form, visitor, services, cancel));
    }

    private static async Task<IResult> Decide(
        Guid mail, string decision, object command, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Decide(mail, decision, command, IdempotencyKey.Of(form), cancel);
        return done.Problem is { } problem ? await Page(visitor, services, problem, cancel) : Results.LocalRedirect("/channels#held");
    }

    private static async Task<IResult> Page(Visitor visitor, ServicesClient services, Problem? problem, CancellationToken cancel)
    {
        var decides = visitor.Is("lead", "admin") && visitor.Person!.Organization is null;
        var held = decides ? services.HeldMails(cancel) : Task.FromResult(default(Answer<Listing<HeldMail>>));
        var organizations = decides ? services.Organizations(cancel) : Task.FromResult(default(Answer<Listing<Organization>>));
        var channels = await services.Channels(cancel);
        var (waiting, known) = (await held, await organizations);
        if (channels.Problem is { Hidden: true }) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (channels.Value is not { } health) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        return new RazorComponentResult<ChannelsPage>(new Dictionary<string, object?>
        {
            [nameof(ChannelsPage.Channels)] = health,
            [nameof(ChannelsPage.Held)] = waiting.Value?.Items,
            [nameof(ChannelsPage.Organizations)] = known.Value?.Items ?? [],
            [nameof(ChannelsPage.Problem)] = problem,
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }
}
