using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Administration;

/// <summary>When agents are away, and who stands in.</summary>
internal static class AbsenceEndpoints
{
    public static readonly IReadOnlyList<string> Reasons = ["vacation", "sick", "training", "travel", "other"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/administration/agents/{agent}/absences", (string agent, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel) =>
            Page(agent, new(), null, visitor, services, say, cancel)).RequireAuthorization();
        routes.MapPost("/administration/agents/{agent}/absences", Plan).RequireAuthorization();
        routes.MapForm("/administration/agents/{agent}/absences/{absence}/cancel", "/administration/agents/{agent}/absences", Cancel);
    }

    private static async Task<IResult> Plan(string agent, IFormCollection form, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var typed = new TypedAbsence(form["from"].ToString(), form["to"].ToString(), form["reason"].ToString(), form["substitute"].ToString());
        var done = await services.Ask<Defined>(
            HttpMethod.Post, "Routing", $"/roster/agents/{Uri.EscapeDataString(agent)}/absences",
            new { from = Instant(typed.From), to = Instant(typed.To), reason = typed.Reason.Length == 0 ? null : typed.Reason, substitute = typed.Substitute.Length == 0 ? null : typed.Substitute }, IdempotencyKey.Of(form), cancel);
        return done.Problem is { } problem ? await Page(agent, typed, problem, visitor, services, say, cancel) : Results.LocalRedirect($"/administration/agents/{Uri.EscapeDataString(agent)}/absences");

        string? Instant(string local) => local.Length == 0 ? null : visitor.InstantOf(local) is { } at ? InstantPattern.ExtendedIso.Format(at) : local;
    }

    // The form's parameter makes the antiforgery check apply.
    private static async Task<IResult> Cancel(string agent, string absence, IFormCollection form, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var done = await services.Write<Defined>(HttpMethod.Delete, "Routing", $"/roster/agents/{Uri.EscapeDataString(agent)}/absences/{Uri.EscapeDataString(absence)}", null, null, null, cancel);
        return done.Problem is { } problem ? await Page(agent, new(), problem, visitor, services, say, cancel) : Results.LocalRedirect($"/administration/agents/{Uri.EscapeDataString(agent)}/absences");
    }

    private static async Task<IResult> Page(string agent, TypedAbsence typed, Problem? refused, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } denied) return denied;
        var (known, choices) = (await services.RosterAgent(agent, cancel), await Choices.Load([DocumentField.ChoiceOf("substitute", "agents")], services, say, cancel));
        if (known.Value is not { } found) return Results.StatusCode(known.Problem?.Status ?? StatusCodes.Status404NotFound);
        return new Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<AbsencesPage>(new Dictionary<string, object?>
        {
            [nameof(AbsencesPage.Agent)] = found,
            [nameof(AbsencesPage.Colleagues)] = choices.Of("agents").Where(one => one.Value != agent).ToList(),
            [nameof(AbsencesPage.Typed)] = typed,
            [nameof(AbsencesPage.Problem)] = refused,
        })
        { StatusCode = refused?.Status ?? StatusCodes.Status200OK };
    }
}

/// <summary>An absence as it was typed.</summary>
public sealed record TypedAbsence(string From = "", string To = "", string Reason = "", string Substitute = "");
