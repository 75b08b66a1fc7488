using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Reports;

/// <summary>How requesters rated the work on closed tickets of one group; scores are the answers with 1 to 5.</summary>
public sealed record SurveyRow(string Key, long Asked, long Answered, decimal? ResponseRate, decimal? Average, IReadOnlyList<long> Scores);

public sealed record SurveyReport(string By, string Formula, SurveyRow Total, IReadOnlyList<SurveyRow> Rows);

/// <summary>What an article was good for; views are null for who acts for one organisation.</summary>
public sealed record ArticleFigures(Guid Id, string Number, string Title, long Used, long Helped, long Deflections, long? Views);

public sealed record KnowledgeReport(string Formula, long Closed, long ClosedWithArticle, long ClosedWithHelp, decimal? ReuseRate, long Deflections, IReadOnlyList<ArticleFigures> Articles);

/// <summary>Reports that Resolution makes of what it keeps itself: they know a period, and no other filters.</summary>
internal static class ServiceReports
{
    public static readonly IReadOnlyList<string> Names = ["surveys", "knowledge"];

    public static readonly IReadOnlyList<string> SurveyGroupings = ["team", "category", "organization", "month"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports/surveys", Surveys).RequireAuthorization();
        routes.MapGet("/reports/knowledge", Knowledge).RequireAuthorization();
    }

    private static async Task<IResult> Surveys([AsParameters] ReportAddress address, string? by, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        var chosen = SurveyGroupings.Contains(by) ? by! : SurveyGroupings[0];
        return await Show<SurveyReportPage, SurveyReport>("surveys", address, [("by", chosen)], visitor, say, words, services, cancel);
    }

    private static Task<IResult> Knowledge([AsParameters] ReportAddress address, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel) =>
        Show<KnowledgeReportPage, KnowledgeReport>("knowledge", address, [], visitor, say, words, services, cancel);

    private static async Task<IResult> Show<TPage, T>(
        string name, ReportAddress address, (string, string?)[] more, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel) where TPage : IComponent where T : class
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say, months: 1);
        var report = services.Read<T>("Resolution", Local.Url($"/reports/{name}", [("from", ReportFilter.Utc(filter.First, visitor)), ("to", ReportFilter.Utc(filter.Last.PlusDays(1), visitor)), .. more]), cancel);
        await words.Know(cancel);
        return new RazorComponentResult<TPage>(new Dictionary<string, object?> { [nameof(SurveyReportPage.Filter)] = filter, [nameof(SurveyReportPage.Answer)] = await report });
    }
}
