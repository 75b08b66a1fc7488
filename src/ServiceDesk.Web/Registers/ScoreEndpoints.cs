using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Registers;

/// <summary>A refused appeal or decision as it was typed; an appeal is known by its point's event and rule, a decision by the appeal.</summary>
public sealed record ScoreDraft(Problem Problem, string Event, string Rule, Guid? Appeal, string Why, bool IsGranted, string Points, string Key)
{
    public static ScoreDraft Of(Problem problem, IFormCollection form, Guid? appeal) => new(
        problem, form["event"].ToString(), form["rule"].ToString(), appeal, form["why"].ToString(), form["granted"] != "no", form["points"].ToString(), IdempotencyKey.After(problem, form));

    public bool Appeals(ScorePoint point) => Appeal is null && Event == point.Event && Rule == point.Rule;
}

/// <summary>Points by published rules, the events that they are for, and appeals. Agents see their own.</summary>
internal static class ScoreEndpoints
{
    private static readonly string[] scored = ["agent", "lead", "auditor", "analyst", "admin"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/registers/scores", List).RequireAuthorization();
        routes.MapGet("/registers/scores/{who}", (string who, [AsParameters] ReportAddress address, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel) =>
            Points(who, address, null, visitor, say, words, services, cancel)).RequireAuthorization();
        routes.MapForm("/registers/scores/{who}/appeal", "/registers/scores/{who}", Appeal);
        routes.MapForm("/registers/scores/{who}/decide/{appeal:guid}", "/registers/scores/{who}", Decide);
    }

    private static async Task<IResult> List([AsParameters] ReportAddress address, string? by, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(scored)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (filter, chosen) = (ReportFilter.Of(address, visitor, say, months: 1), by == "team" ? "team" : "person");
        var report = services.Read<ScoreReport>("Analytics", Query("/scores", filter, visitor, ("by", chosen)), cancel);
        var rules = services.Read<ScoreRules>("Analytics", "/score-rules", cancel);
        await words.Know(cancel);
        return new RazorComponentResult<ScoresPage>(new Dictionary<string, object?>
        {
            [nameof(ScoresPage.Filter)] = filter,
            [nameof(ScoresPage.By)] = chosen,
            [nameof(ScoresPage.Answer)] = await report,
            [nameof(ScoresPage.Rules)] = (await rules).Value,
        });
    }

    private static async Task<IResult> Points(
        string who, ReportAddress address, ScoreDraft? draft, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(scored)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say, months: 1);
        var points = await services.Read<Listing<ScorePoint>>("Analytics", Query($"/scores/{Uri.EscapeDataString(who)}/points", filter, visitor), cancel);
        await words.Know(cancel);
        return new RazorComponentResult<ScorePointsPage>(new Dictionary<string, object?>
        {
            [nameof(ScorePointsPage.Filter)] = filter,
            [nameof(ScorePointsPage.Who)] = who,
            [nameof(ScorePointsPage.Answer)] = points,
            [nameof(ScorePointsPage.Draft)] = draft,
        })
        { StatusCode = draft?.Problem.Status ?? StatusCodes.Status200OK };
    }

    private static async Task<IResult> Appeal(
        string who, [AsParameters] ReportAddress address, IFormCollection form, HttpContext http, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Ask<Done>(HttpMethod.Post, "Analytics", "/scores/appeals", new { @event = form["event"].ToString(), rule = form["rule"].ToString(), why = Text(form, "why") }, IdempotencyKey.Of(form), cancel);
        if (done.Problem is { } problem) return await Points(who, address, ScoreDraft.Of(problem, form, null), visitor, say, words, services, cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect(Back(who, address));
    }

    private static async Task<IResult> Decide(
        string who, Guid appeal, [AsParameters] ReportAddress address, IFormCollection form, HttpContext http, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        var granted = form["granted"] == "yes";
        int? points = granted && int.TryParse(form["points"], System.Globalization.CultureInfo.InvariantCulture, out var given) ? given : null;
        var done = await services.Ask<Done>(HttpMethod.Post, "Analytics", $"/scores/appeals/{appeal}/decide", new { granted, points, why = Text(form, "why") }, IdempotencyKey.Of(form), cancel);
        if (done.Problem is { } problem) return await Points(who, address, ScoreDraft.Of(problem, form, appeal), visitor, say, words, services, cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect(Back(who, address));
    }

    private static string Back(string who, ReportAddress address) => Local.Url($"/registers/scores/{Uri.EscapeDataString(who)}", ("from", address.From), ("to", address.To));

    private static string? Text(IFormCollection form, string field) => form[field].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static string Query(string path, ReportFilter filter, Visitor visitor, params (string, string?)[] more) =>
        Local.Url(path, [("from", ReportFilter.Utc(filter.First, visitor)), ("to", ReportFilter.Utc(filter.Last.PlusDays(1), visitor)), .. more]);
}
