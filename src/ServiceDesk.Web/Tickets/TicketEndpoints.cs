using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;
using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Tickets;

internal static class TicketEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/{ticket:guid}", Show).RequireAuthorization();
        routes.MapForm("/tickets/{ticket:guid}/{**action}", "/tickets/{ticket}", Act);
        routes.MapForm("/tickets/{ticket:guid}/duplicates/{other:guid}/dismiss", "/tickets/{ticket}", Dismiss);
    }

    private static async Task<IResult> Show(
        Guid ticket, string? position, string? have, HttpContext http, TicketPages pages, Phrases say, CancellationToken cancel)
    {
        var fragment = Fragments.Wanted(http);
        var (view, problem) = await pages.Load(ticket, position, cancel);
        if (view is null) return Missing(ticket, position, problem!, fragment, http);
        var mark = view.Mark(say);
        if (fragment && mark == have) return Results.NoContent();
        return fragment
            ? new RazorComponentResult<TicketBody>(TicketPages.Body(view, mark, null))
            : new RazorComponentResult<TicketPage>(TicketPages.Body(view, mark, null));
    }

    private static async Task<IResult> Act(
        Guid ticket, string action, IFormCollection form, ServicesClient services, TicketPages pages, Visitor visitor, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        if (WorkAction.Find(action) is not { } work) return Results.NotFound();
        var typed = work.Fields.ToDictionary(field => field.Name, field => form[field.Name].ToString().ReplaceLineEndings("\n").Trim());
        var key = IdempotencyKey.Of(form);
        var (command, wrong) = await Command(work, typed, services, visitor, texts, cancel);
        var done = wrong is null ? await services.Act(work, ticket, action, Nested(work, command), key, cancel) : new(null, wrong);
        return await pages.After(done, ticket, new Draft(action, typed, key, null!), cancel);
    }

    // The form's parameter makes the antiforgery check apply.
    private static async Task<IResult> Dismiss(Guid ticket, Guid other, IFormCollection form, ServicesClient services, TicketPages pages, CancellationToken cancel)
    {
        var key = IdempotencyKey.Of(form);
        var done = await services.Act("Intake", ticket, $"duplicates/{other}/dismiss", new { }, key, cancel);
        return await pages.After(done, ticket, new Draft("dismiss", new Dictionary<string, string>(), key, null!), cancel);
    }

    /// <summary>What the service understands: people write local times and the numbers of tickets.</summary>
    private static async Task<(Dictionary<string, string> Command, Problem? Wrong)> Command(
        WorkAction work, Dictionary<string, string> typed, ServicesClient services, Visitor visitor, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var command = typed.Where(text => text.Value.Length > 0).ToDictionary();
        foreach (var field in work.Fields)
        {
            if (!command.TryGetValue(field.Name, out var text)) continue;
            if (field.Kind == WorkFieldKind.Moment)
            {
                if (visitor.InstantOf(text) is not { } at) return (command, Problem.Field(field.Name, texts["wrong.moment"]));
                command[field.Name] = InstantPattern.ExtendedIso.Format(at);
            }
            else if (field.Kind == WorkFieldKind.Ticket)
            {
                var found = await services.TicketByNumber(text, cancel);
                if (found.Value is not { } target) return (command, found.Problem ?? Problem.Field(field.Name, texts["wrong.number-of-ticket"]));
                command[field.Name] = target.Id.ToString();
            }
        }
        return (command, null);
    }

    /// <summary>A name with a dot is that of a field within an object. Who tells on solving how it was verified says that it passed.</summary>
    private static Dictionary<string, object> Nested(WorkAction work, Dictionary<string, string> command)
    {
        var nested = command.Where(text => !text.Key.Contains('.', StringComparison.Ordinal))
            .ToDictionary(text => text.Key, text => work.Fields.First(field => field.Name == text.Key).Chosen(text.Value) ?? text.Value);
        foreach (var parts in command.Select(text => (Path: text.Key.Split('.', 2), text.Value)).Where(text => text.Path.Length == 2).GroupBy(text => text.Path[0]))
        {
            var inner = parts.ToDictionary(text => text.Path[1], object (text) => text.Value);
            if (parts.Key == "verification") inner["passed"] = true;
            nested[parts.Key] = inner;
        }
        return nested;
    }

    private static IResult Missing(Guid ticket, string? position, Problem problem, bool fragment, HttpContext http)
    {
        if (fragment) return Results.NoContent();
        if (problem.Hidden) return Results.StatusCode(problem.Status == StatusCodes.Status401Unauthorized ? StatusCodes.Status403Forbidden : problem.Status);
        if (!problem.NotYet) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        http.Response.Headers["Refresh"] = "2; url=" + Local.Url($"/tickets/{ticket}", ("position", position));
        return new RazorComponentResult<TicketPendingPage>();
    }
}
