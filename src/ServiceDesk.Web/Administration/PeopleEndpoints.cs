using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Administration;

/// <summary>People, what they may do, and the keys by which systems act in their name.</summary>
internal static class PeopleEndpoints
{
    public static readonly IReadOnlyList<string> Roles = ["requester", "agent", "lead", "analyst", "auditor", "admin", "system"];

    private const int MostShown = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/administration/people", (string? q, string? role, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
            List(q, role, new(), IdempotencyKey.New(), null, visitor, services, cancel)).RequireAuthorization();
        routes.MapPost("/administration/people", Register).RequireAuthorization();
        routes.MapGet("/administration/people/{person}", (string person, bool? saved, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
            Person(person, saved == true, null, null, visitor, services, cancel)).RequireAuthorization();
        routes.MapForm("/administration/people/{person}/roles", "/administration/people/{person}", ChangeRoles);
        routes.MapForm("/administration/people/{person}/keys", "/administration/people/{person}", IssueKey);
        routes.MapForm("/administration/people/{person}/keys/{key}/revoke", "/administration/people/{person}", RevokeKey);
    }

    private static async Task<IResult> List(
        string? q, string? role, Newcomer typed, string key, Problem? refused, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } denied) return denied;
        var (people, organizations) = (services.People(cancel), services.Organizations(cancel));
        var answer = await people;
        if (answer.Problem is { Hidden: true } hidden) return Results.StatusCode(hidden.Status);
        var found = answer.Value?.Items.Where(one => (string.IsNullOrEmpty(role) || one.Roles.Contains(role)) && (string.IsNullOrWhiteSpace(q) || one.Name.Contains(q.Trim(), StringComparison.CurrentCultureIgnoreCase))).ToList();
        return new RazorComponentResult<PeoplePage>(new Dictionary<string, object?>
        {
            [nameof(PeoplePage.Q)] = q,
            [nameof(PeoplePage.Role)] = role,
            [nameof(PeoplePage.People)] = found?.Take(MostShown).ToList(),
            [nameof(PeoplePage.Count)] = found?.Count ?? 0,
            [nameof(PeoplePage.Problem)] = answer.Problem,
            [nameof(PeoplePage.Organizations)] = (await organizations).Value?.Items ?? [],
            [nameof(PeoplePage.Newcomer)] = typed,
            [nameof(PeoplePage.Key)] = key,
            [nameof(PeoplePage.Refused)] = refused,
        })
        { StatusCode = refused?.Status ?? StatusCodes.Status200OK };
    }

    private static async Task<IResult> Register(IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var typed = new Newcomer(Text("name"), Text("email"), Text("organization"), [.. form["roles"].OfType<string>()]);
        var key = IdempotencyKey.Of(form);
        var done = await services.Ask<Defined>(
            HttpMethod.Post, "Intake", "/people", new { typed.Name, email = NullIfEmpty(typed.Email), organization = NullIfEmpty(typed.Organization), typed.Roles }, key, cancel);
        if (done.Problem is { } problem) return await List(null, null, typed, problem.Temporary ? key : IdempotencyKey.New(), problem, visitor, services, cancel);
        return Results.LocalRedirect($"/administration/people/{Uri.EscapeDataString(done.Value!.Id!)}?saved=true");

        string Text(string name) => form[name].ToString().Trim();
    }

    private static async Task<IResult> Person(
        string person, bool saved, IReadOnlyList<string>? typed, Problem? refused, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } denied) return denied;
        var (people, keys) = (services.People(cancel), services.Keys(person, cancel));
        if ((await people).Value?.Items.FirstOrDefault(one => one.Id == person) is not { } known) return Results.StatusCode((await people).Problem?.Status ?? StatusCodes.Status404NotFound);
        return new RazorComponentResult<PersonPage>(new Dictionary<string, object?>
        {
            [nameof(PersonPage.Person)] = known,
            [nameof(PersonPage.Roles)] = typed ?? known.Roles,
            [nameof(PersonPage.Keys)] = (await keys).Value?.Items,
            [nameof(PersonPage.Saved)] = saved,
            [nameof(PersonPage.Problem)] = refused,
        })
        { StatusCode = refused?.Status ?? StatusCodes.Status200OK };
    }

    private static async Task<IResult> ChangeRoles(string person, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        string[] roles = [.. form["roles"].OfType<string>()];
        var found = form["found"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // The roles have no version to write over: what somebody else set meanwhile is seen by what the form was opened with.
        var now = (await services.People(cancel)).Value?.Items.FirstOrDefault(one => one.Id == person)?.Roles;
        if (now is not null && !now.Order().SequenceEqual(found.Order()) && !now.Order().SequenceEqual(roles.Order()))
            return await Person(person, false, roles, new Problem(StatusCodes.Status412PreconditionFailed, "", null, "roles-changed", new Dictionary<string, string[]>(), null), visitor, services, cancel);
        var done = await services.Write<Defined>(HttpMethod.Put, "Intake", $"/people/{Uri.EscapeDataString(person)}/roles", new { roles }, IdempotencyKey.Of(form), null, cancel);
        return done.Problem is { } problem ? await Person(person, false, roles, problem, visitor, services, cancel) : Results.LocalRedirect($"/administration/people/{Uri.EscapeDataString(person)}?saved=true");
    }

    // The form's parameter makes the antiforgery check apply.
    private static async Task<IResult> IssueKey(string person, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Ask<Defined>(HttpMethod.Post, "Intake", $"/people/{Uri.EscapeDataString(person)}/keys", null, null, cancel);
        return done.Value?.Key is { } key ? Secret.Page("keys", key, $"/administration/people/{Uri.EscapeDataString(person)}") : await Person(person, false, null, done.Problem, visitor, services, cancel);
    }

    private static async Task<IResult> RevokeKey(string person, string key, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Write<Defined>(HttpMethod.Delete, "Intake", $"/keys/{Uri.EscapeDataString(key)}", null, null, null, cancel);
        return done.Problem is { } problem ? await Person(person, false, null, problem, visitor, services, cancel) : Results.LocalRedirect($"/administration/people/{Uri.EscapeDataString(person)}?saved=true");
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>Somebody who is being registered.</summary>
public sealed record Newcomer(string Name = "", string Email = "", string Organization = "", params IReadOnlyList<string> Roles);
