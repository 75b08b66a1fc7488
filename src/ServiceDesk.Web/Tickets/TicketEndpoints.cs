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
        if (WorkAction.Find(action) is not { } found) return Results.NotFound();
        var work = KnownValues.Sent(found, form);
        var typed = work.Fields.ToDictionary(field => field.Name, field => form[field.Name].ToString().ReplaceLineEndings("\n").Trim());
        var key = IdempotencyKey.Of(form);
        var (command, wrong) = await Command(work, typed, services, visitor, texts, cancel);
        if (wrong is null && work.OnlyChanges) wrong = await Changes(work, ticket, typed, command, form, services, visitor, texts, cancel);
        var done = wrong is null ? await services.Act(work, ticket, action, Nested(work, command), key, cancel) : new(null, wrong);
        // What was left as it was follows what others write.
        var written = typed.Where(text => !work.OnlyChanges || !form.TryGetValue(WorkAction.Began(text.Key), out var began) || began.ToString().ReplaceLineEndings("\n") != text.Value).ToDictionary();
        return await pages.After(done, ticket, new Draft(action, written, key, null!), cancel);
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
        var missing = work.Fields.Where(field => field is { Required: true, IsGiven: false } && !command.ContainsKey(field.Name)).ToDictionary(field => field.Name, _ => (string[])["is required"]);
        if (missing.Count > 0) return (command, Problem.Of(System.Net.HttpStatusCode.UnprocessableEntity) with { Errors = missing });
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

    /// <summary>Leaves only what was changed, and says where somebody else changed the same since the form was shown.</summary>
    private static async Task<Problem?> Changes(
        WorkAction work, Guid ticket, Dictionary<string, string> typed, Dictionary<string, string> command, IFormCollection form, ServicesClient services, Visitor visitor,
        IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var begun = typed.Keys.Where(name => form.ContainsKey(WorkAction.Began(name))).ToDictionary(name => name, name => form[WorkAction.Began(name)].ToString().ReplaceLineEndings("\n"));
        foreach (var name in begun.Where(one => typed[one.Key] == one.Value).Select(one => one.Key)) command.Remove(name);
        var changed = begun.Keys.Where(command.ContainsKey).ToList();
        // Nothing can be emptied: what stood there stays in the record.
        if (begun.FirstOrDefault(one => typed[one.Key].Length == 0 && one.Value.Length > 0).Key is { } emptied) return Problem.Field(emptied, texts["wrong.emptied"]);
        if (begun.Count > 0 && changed.Count == 0) return Problem.Field(begun.Keys.First(), texts["wrong.unchanged"]);
        var now = work.Service == "Intake"
            ? KnownValues.Of(work, (await services.Submission(ticket, null, cancel)).Value, null, visitor)
            : KnownValues.Of(work, null, (await services.Routing(ticket, cancel)).Value, visitor);
        return changed.FirstOrDefault(name => now.TryGetValue(name, out var known) && known.Now != begun[name] && known.Now != typed[name]) is { } lost
            ? Problem.Field(lost, texts["wrong.changed-meanwhile"])
            : null;
    }

    /// <summary>A name with dots is that of a field within objects. Who tells on solving how it was verified says that it passed.</summary>
    private static Dictionary<string, object> Nested(WorkAction work, Dictionary<string, string> command)
    {
        var nested = new Dictionary<string, object>();
        foreach (var (name, text) in command)
        {
            var (inner, path) = (nested, name.Split('.'));
            foreach (var part in path.SkipLast(1))
            {
                if (!inner.TryGetValue(part, out var next)) inner[part] = next = new Dictionary<string, object>();
                inner = (Dictionary<string, object>)next;
            }
            inner[path[^1]] = work.Fields.First(field => field.Name == name).Chosen(text) ?? text;
        }
        if (nested.TryGetValue("verification", out var verification)) ((Dictionary<string, object>)verification)["passed"] = true;
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
