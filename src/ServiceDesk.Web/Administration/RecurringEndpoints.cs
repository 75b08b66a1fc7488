using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Administration;

/// <summary>A schedule that makes tickets, with when it is due next.</summary>
public sealed record RecurringRow(string Id, string Cron, string Zone, Instant EffectiveFrom, Instant? Until, IReadOnlyList<Instant> Next, RecurringRow.Made Ticket)
{
    /// <summary>What it makes.</summary>
    public sealed record Made(string Subject, RecurringRow.Asker Requester);

    public sealed record Asker(string Name, string Organization);
}

/// <summary>Tickets that come again and again: paused until a day, gone on with, ended. Their forms are documents.</summary>
internal static class RecurringEndpoints
{
    private const string Address = "/administration/recurring";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (Visitor visitor, ServicesClient services, CancellationToken cancel) => Page(null, null, visitor, services, cancel)).RequireAuthorization();
        routes.MapForm(Address + "/{id}/pause", Address, Pause);
        routes.MapForm(Address + "/{id}/end", Address, End);
    }

    /// <summary>Nothing is due before the instant that was typed; none = it goes on now.</summary>
    private static async Task<IResult> Pause(string id, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } refused) return refused;
        var document = Documents.Find("recurring")!;
        var (answer, _) = await services.Document(document, id, cancel);
        if (answer.Value is not { } known) return await Page(id, answer.Problem, visitor, services, cancel);
        if (document.Within!(known, id) is not { } schedule) return Results.NotFound();
        var typed = form["until"].ToString();
        var body = DocumentJson.Of(schedule, document.Fields);
        body["effectiveFrom"] = typed.Length == 0 ? InstantPattern.ExtendedIso.Format(say.Now) : visitor.InstantOf(typed) is { } until ? InstantPattern.ExtendedIso.Format(until) : typed;
        var done = await services.Define(document, id, body, IdempotencyKey.Of(form), null, cancel);
        return done.Problem is { } problem ? await Page(id, problem, visitor, services, cancel) : Told(http, typed.Length == 0 ? "flash.recurring.resumed" : "flash.recurring.paused");
    }

    private static async Task<IResult> End(string id, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } refused) return refused;
        var done = await services.Write<Defined>(HttpMethod.Delete, "Intake", $"/schedules/{Uri.EscapeDataString(id)}", null, IdempotencyKey.Of(form), null, cancel);
        return done.Problem is { } problem ? await Page(id, problem, visitor, services, cancel) : Told(http, "flash.recurring.ended");
    }

    private static IResult Told(HttpContext http, string text)
    {
        Flash.Set(http, text);
        return Results.LocalRedirect(Address);
    }

    private static async Task<IResult> Page(string? about, Problem? problem, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } refused) return refused;
        var answer = await services.Read<Listing<RecurringRow>>("Intake", "/schedules", cancel);
        if (answer.Problem is { Hidden: true } hidden) return Results.StatusCode(hidden.Status);
        return new RazorComponentResult<RecurringPage>(new Dictionary<string, object?>
        {
            [nameof(RecurringPage.Rows)] = answer.Value?.Items,
            [nameof(RecurringPage.About)] = about,
            [nameof(RecurringPage.Problem)] = problem ?? answer.Problem,
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }
}
