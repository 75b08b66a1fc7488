using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Tickets;

/// <summary>What stands in the portal's form.</summary>
public sealed record TicketForm(
    string Kind, string Subject, string Description, string Impact, string Urgency, string Category, string Name, string Email, string Organization)
{
    public static TicketForm For(Person person) => person.OnlyAsks
        ? new("incident", "", "", "person", "medium", "", person.Name, person.Email ?? "", person.Organization ?? "")
        : new("incident", "", "", "person", "medium", "", "", "", person.Organization ?? "");

    public static TicketForm Read(IFormCollection form)
    {
        string Text(string field) => form[field].ToString().ReplaceLineEndings("\n").Trim();
        return new(
            Text("kind"), Text("subject"), Text("description"), Text("impact"), Text("urgency"), Text("category"),
            Text("requester.name"), Text("requester.email"), Text("requester.organization"));
    }

    /// <summary>The minimal ticket of Intake; what was left empty is left out.</summary>
    public object ToTicket() => new
    {
        kind = Kind,
        subject = Subject,
        description = Given(Description),
        impact = Given(Impact),
        urgency = Given(Urgency),
        category = Given(Category),
        channel = "portal",
        requester = new { name = Name, email = Given(Email), organization = Given(Organization) },
    };

    private static string? Given(string text) => text.Length == 0 ? null : text;
}

internal static class NewTicket
{
    // Words of the desk's catalogue that everybody may choose; teams that are visible add theirs.
    private static readonly string[] usualCategories = ["hardware", "software", "network", "account"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/new", Show).RequireAuthorization();
        routes.MapPost("/tickets/new", Submit).RequireAuthorization();
    }

    private static async Task<IResult> Show(Visitor visitor, ServicesClient services, CancellationToken cancel) => !visitor.MaySubmit
        ? Results.StatusCode(StatusCodes.Status403Forbidden)
        : await Page(TicketForm.For(visitor.Person!), IdempotencyKey.New(), null, visitor.Person!, services, cancel);

    private static async Task<IResult> Submit(IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var ticket = TicketForm.Read(form);
        // A bound person asks for the own organisation only, whatever the form says.
        if (visitor.Person!.Organization is { } own) ticket = ticket with { Organization = own };
        var key = IdempotencyKey.Of(form);
        var answer = await services.Submit(ticket.ToTicket(), key, cancel);
        if (answer.Value is { } submitted) return Results.LocalRedirect(Local.Url($"/tickets/{submitted.Id}", ("position", submitted.Position)));
        var problem = answer.Problem ?? Problem.Unreachable("Intake");
        // An unknown outcome is asked for again under the same key; a refusal starts afresh.
        return await Page(ticket, problem.Temporary ? key : IdempotencyKey.New(), problem, visitor.Person, services, cancel);
    }

    private static async Task<IResult> Page(
        TicketForm form, string key, Problem? problem, Person person, ServicesClient services, CancellationToken cancel)
    {
        var teams = services.Teams(cancel);
        var organizations = await services.Organizations(cancel);
        return new RazorComponentResult<NewTicketPage>(new Dictionary<string, object?>
        {
            [nameof(NewTicketPage.Form)] = form,
            [nameof(NewTicketPage.Key)] = key,
            [nameof(NewTicketPage.Problem)] = problem,
            [nameof(NewTicketPage.Organizations)] = organizations.Value?.Items ?? [],
            [nameof(NewTicketPage.Categories)] = ((await teams).Value?.Items ?? []).SelectMany(team => team.Categories).Where(category => category != "other")
                .Union(usualCategories).ToArray(),
            [nameof(NewTicketPage.Bound)] = person.Organization is not null,
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }
}
