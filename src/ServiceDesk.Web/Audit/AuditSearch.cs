using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>The search of the ledger; the same address gives htmx the entries alone.</summary>
internal static class AuditSearch
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit", Show).RequireAuthorization();

    private static async Task<IResult> Show(
        [AsParameters] AuditQuery query, HttpContext http, ServicesClient services, Visitor visitor, Names names, StaffNames staff, IStringLocalizer<Texts> texts,
        CancellationToken cancel)
    {
        var knowing = Task.WhenAll(names.Know(cancel), staff.Know(cancel));
        var found = await Find(query, services, visitor, texts, cancel);
        if (found.Problem is { Hidden: true }) return Results.StatusCode(StatusCodes.Status403Forbidden);
        await knowing;
        var shown = new Dictionary<string, object?>
        {
            [nameof(AuditEntries.Query)] = query,
            [nameof(AuditEntries.Found)] = found.Value,
            [nameof(AuditEntries.Problem)] = found.Problem,
        };
        if (Fragments.Wanted(http))
        {
            http.Response.Headers["HX-Replace-Url"] = query.Address(query.After);
            return new RazorComponentResult<AuditEntries>(shown);
        }

        var actions = services.LedgerActions(cancel);
        var organizations = visitor.Person!.Organization is null ? services.Organizations(cancel) : Task.FromResult(default(Answer<Listing<Organization>>));
        shown[nameof(AuditSearchPage.Actions)] = (await actions).Value?.Items.Select(action => action.Type).ToList();
        shown[nameof(AuditSearchPage.Organizations)] = (await organizations).Value?.Items ?? [];
        shown[nameof(AuditSearchPage.Staff)] = staff.People;
        return new RazorComponentResult<AuditSearchPage>(shown);
    }

    private static async Task<Answer<Listing<LedgerLine>>> Find(
        AuditQuery query, ServicesClient services, Visitor visitor, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var ticket = (Guid?)null;
        if (!string.IsNullOrWhiteSpace(query.Ticket))
        {
            var (id, problem) = await TicketOf(query.Ticket.Trim(), services, cancel);
            if (id is null) return new(null, problem ?? Problem.Field("ticket", texts["wrong.number-of-ticket"]));
            ticket = id;
        }

        var (question, wrong) = query.ToService(ticket, visitor);
        return question is null ? new(null, Problem.Field(wrong!, texts["wrong.moment"])) : await services.SearchLedger(question, cancel);
    }

    private static async Task<(Guid? Id, Problem? Problem)> TicketOf(string text, ServicesClient services, CancellationToken cancel)
    {
        if (Guid.TryParse(text, out var id)) return (id, null);
        var found = await services.TicketByNumber(text, cancel);
        return (found.Value?.Id, found.Problem);
    }
}
