using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Work;

namespace ServiceDesk.Web.Tickets;

/// <summary>The list of tickets; the same address gives htmx the table alone, or nothing when the table is still right.</summary>
internal static class TicketList
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets", Show).RequireAuthorization();

    private static async Task<IResult> Show(
        [AsParameters] TicketQuery query, string? have, HttpContext http, ServicesClient services, Colleagues colleagues, Visitor visitor, Phrases say, Names names, CancellationToken cancel)
    {
        await names.Know(cancel);
        var tickets = services.Tickets(query.ToService(), cancel);
        if (Fragments.Wanted(http))
        {
            var answer = await tickets;
            var mark = Mark(say, query, answer);
            // New filters stand in the address; a refresh leaves it alone.
            if (have is null) http.Response.Headers["HX-Replace-Url"] = query.Address(query.After);
            return mark == have ? Results.NoContent() : new RazorComponentResult<TicketTable>(Table(query, answer, mark));
        }

        var chooses = !visitor.Person!.OnlyAsks;
        if (chooses && query.Agent is not null) await colleagues.Know(cancel);
        var teams = chooses ? services.Teams(cancel) : Task.FromResult(default(Answer<Listing<Team>>));
        var organizations = chooses && visitor.Person.Organization is null
            ? services.Organizations(cancel)
            : Task.FromResult(default(Answer<Listing<Organization>>));
        return new RazorComponentResult<TicketListPage>(new Dictionary<string, object?>(Table(query, await tickets, Mark(say, query, await tickets)))
        {
            [nameof(TicketListPage.Teams)] = (await teams).Value?.Items ?? [],
            [nameof(TicketListPage.Organizations)] = (await organizations).Value?.Items ?? [],
        });
    }

    private static string Mark(Phrases say, TicketQuery query, Answer<Listing<TicketRow>> answer) =>
        Fingerprint.Of(say, query, answer.Value, answer.Problem?.Status);

    private static Dictionary<string, object?> Table(TicketQuery query, Answer<Listing<TicketRow>> answer, string mark) => new()
    {
        [nameof(TicketTable.Query)] = query,
        [nameof(TicketTable.Tickets)] = answer.Value,
        [nameof(TicketTable.Problem)] = answer.Problem,
        [nameof(TicketTable.Mark)] = mark,
    };
}
