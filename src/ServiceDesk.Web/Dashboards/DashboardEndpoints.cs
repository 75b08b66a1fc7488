using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Dashboards;

/// <summary>The figures at a glance: how promises are kept, where the time goes, and who does how much.</summary>
internal static class DashboardEndpoints
{
    public static readonly string[] Readers = ["analyst", "lead", "auditor", "admin"];
    private static readonly string[] heats = ["inflow", "resolved", "closed", "reopened"];
    private static readonly Duration day = Duration.FromDays(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/dashboards", Overview).RequireAuthorization();
        routes.MapGet("/dashboards/time", Time).RequireAuthorization();
        routes.MapGet("/dashboards/people", People).RequireAuthorization();
    }

    /// <summary>What can be chosen, once the names are known.</summary>
    public static async Task<ReportChoices> Choices(ServicesClient services, ReportWords words, Visitor visitor, CancellationToken cancel)
    {
        var (teams, organizations) = (services.Teams(cancel), visitor.Person!.Organization is null ? services.Organizations(cancel) : Task.FromResult(default(Answer<Listing<Organization>>)));
        await words.Know(cancel);
        return new ReportChoices((await organizations).Value?.Items ?? [], (await teams).Value?.Items ?? []);
    }

    private static async Task<IResult> Overview([AsParameters] ReportAddress address, HttpContext http, Visitor visitor, Phrases say, ReportReader reports, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say);
        var choices = Choices(services, words, visitor, cancel);
        var (total, priorities, course) = (reports.Report("sla", filter, "all", cancel), reports.Report("sla", filter, "priority", cancel), reports.Report("sla", filter, filter.Step, cancel));
        var (quality, flow, backlog) = (reports.Report("kqi", filter, "all", cancel), reports.Report("flow", filter, filter.Step, cancel), Backlog(reports, filter, visitor, say, cancel));
        if (!await Figures.AreThere(http, total, priorities, course, quality, flow, backlog)) return Waiting("/dashboards", filter, await choices);
        return new RazorComponentResult<OverviewPage>(new Dictionary<string, object?>
        {
            [nameof(OverviewPage.Filter)] = filter,
            [nameof(OverviewPage.Choices)] = await choices,
            [nameof(OverviewPage.Total)] = await total,
            [nameof(OverviewPage.Priorities)] = await priorities,
            [nameof(OverviewPage.Course)] = await course,
            [nameof(OverviewPage.Quality)] = await quality,
            [nameof(OverviewPage.Flow)] = await flow,
            [nameof(OverviewPage.Backlog)] = await backlog,
        });
    }

    private static async Task<IResult> Time(
        [AsParameters] ReportAddress address, string? heat, HttpContext http, Visitor visitor, Phrases say, ReportReader reports, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say);
        var choices = Choices(services, words, visitor, cancel);
        var (hours, stages) = (reports.Report("flow", filter, "weekday,hour", cancel), reports.Report("stages", filter, "all", cancel));
        var quality = reports.Report("kqi", filter, filter.Step, cancel);
        var chosen = heats.Contains(heat) ? heat! : heats[0];
        if (!await Figures.AreThere(http, hours, stages, quality)) return Waiting("/dashboards/time", filter, await choices, ("heat", chosen));
        return new RazorComponentResult<TimePage>(new Dictionary<string, object?>
        {
            [nameof(TimePage.Filter)] = filter,
            [nameof(TimePage.Choices)] = await choices,
            [nameof(TimePage.Heat)] = chosen,
            [nameof(TimePage.Heats)] = heats,
            [nameof(TimePage.Hours)] = await hours,
            [nameof(TimePage.Stages)] = await stages,
            [nameof(TimePage.Quality)] = await quality,
        });
    }

    private static async Task<IResult> People(
        [AsParameters] ReportAddress address, string? by, HttpContext http, Visitor visitor, Phrases say, ReportReader reports, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say);
        var choices = Choices(services, words, visitor, cancel);
        var chosen = by == "agent" ? "agent" : "team";
        var (sla, quality) = (reports.Report("sla", filter, chosen, cancel), reports.Report("kqi", filter, chosen, cancel));
        if (!await Figures.AreThere(http, sla, quality)) return Waiting("/dashboards/people", filter, await choices, ("by", chosen));
        return new RazorComponentResult<PeoplePage>(new Dictionary<string, object?>
        {
            [nameof(PeoplePage.Filter)] = filter,
            [nameof(PeoplePage.Choices)] = await choices,
            [nameof(PeoplePage.By)] = chosen,
            [nameof(PeoplePage.Sla)] = await sla,
            [nameof(PeoplePage.Quality)] = await quality,
        });
    }

    private static RazorComponentResult<WaitingPage> Waiting(string path, ReportFilter filter, ReportChoices choices, params (string Name, string? Value)[] more) => new(new Dictionary<string, object?>
    {
        [nameof(WaitingPage.Path)] = path,
        [nameof(WaitingPage.Filter)] = filter,
        [nameof(WaitingPage.Choices)] = choices,
        [nameof(WaitingPage.More)] = more,
    });

    /// <summary>The backlog at the end of the period, or now when that lies ahead.</summary>
    private static Task<Answer<Backlog>> Backlog(ReportReader reports, ReportFilter filter, Visitor visitor, Phrases say, CancellationToken cancel)
    {
        var (from, to) = (filter.First.AtStartOfDayInZone(visitor.Zone).ToInstant(), filter.Last.PlusDays(1).AtStartOfDayInZone(visitor.Zone).ToInstant());
        var end = to < say.Now ? to : say.Now;
        return reports.Read<Backlog>(Local.Url(
            "/reports/backlog", ("by", "priority"), ("axis", "happened"), ("at", to < say.Now ? Phrases.Utc(to) : null), ("from", from < end ? Phrases.Utc(from) : null), ("step", (end - from) / day > 60 ? "P7D" : "P1D"),
            ("team", filter.Team), ("priority", filter.Priority), ("organization", filter.Organization)), cancel);
    }
}
