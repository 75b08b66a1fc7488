using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Work;

namespace ServiceDesk.Web.Tickets;

/// <summary>How figures and decisions of a ticket came about; the same addresses give htmx the answer alone.</summary>
internal static class TicketExplanations
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/{ticket:guid}/clocks", ShowClocks).RequireAuthorization();
        routes.MapGet("/tickets/{ticket:guid}/why-not", ShowWhyNot).RequireAuthorization();
    }

    private static async Task<IResult> ShowClocks(Guid ticket, string? clock, HttpContext http, ServicesClient services, CancellationToken cancel)
    {
        var fragment = Fragments.Wanted(http);
        var opened = fragment ? default : await services.Case(ticket, null, cancel);
        var (readings, problem) = await services.Clocks(ticket, cancel);
        if ((problem ?? opened.Problem) is { Hidden: true } hidden) return Results.StatusCode(hidden.Status);
        var shown = new Dictionary<string, object?>
        {
            [nameof(ClockCertificates.Clocks)] = readings?.Clocks.Where(one => clock is null || one.Clock == clock).ToList(),
            [nameof(ClockCertificates.Problem)] = problem,
        };
        if (fragment) return new RazorComponentResult<ClockCertificates>(shown);
        return opened.Value is { } known
            ? new RazorComponentResult<ClocksPage>(new Dictionary<string, object?>(shown) { [nameof(ClocksPage.Case)] = known })
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ShowWhyNot(
        Guid ticket, string? agent, HttpContext http, ServicesClient services, Colleagues colleagues, Visitor visitor, CancellationToken cancel)
    {
        if (visitor.Person!.OnlyAsks) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (answer, problem) = string.IsNullOrWhiteSpace(agent) ? default : await services.WhyNot(ticket, agent, cancel);
        var fragment = Fragments.Wanted(http);
        if (fragment) return new RazorComponentResult<WhyNotAnswer>(new Dictionary<string, object?> { [nameof(WhyNotAnswer.Answer)] = answer, [nameof(WhyNotAnswer.Problem)] = problem });
        await colleagues.Know(cancel);
        return new RazorComponentResult<WhyNotPage>(new Dictionary<string, object?>
        {
            [nameof(WhyNotPage.Ticket)] = ticket,
            [nameof(WhyNotPage.Agent)] = agent,
            [nameof(WhyNotPage.Answer)] = answer,
            [nameof(WhyNotPage.Problem)] = problem,
        });
    }
}
