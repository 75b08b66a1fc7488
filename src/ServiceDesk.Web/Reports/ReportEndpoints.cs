using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Reports;

/// <summary>The reports in one frame: any grouping, the tickets behind each figure, files, and what anybody needs to compute them again.</summary>
internal static class ReportEndpoints
{
    private const int PageSize = 100;
    /// <summary>By so many words a report is grouped at most.</summary>
    public const int MostWords = 3;

    /// <summary>The reports and how they are grouped unless somebody chooses.</summary>
    public static readonly IReadOnlyList<(string Name, string By)> All = [("sla", "priority"), ("kqi", "team"), ("flow", "month"), ("stages", "team"), ("conformance", "team")];

    private static readonly string[] groupings =
        ["all", "priority", "team", "agent", "organization", "category", "service", "channel", "kind", "month", "week", "day", "weekday", "hour"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports", () => Results.LocalRedirect($"/reports/{All[0].Name}")).RequireAuthorization();
        foreach (var (name, usual) in All)
        {
            routes.MapGet($"/reports/{name}", ([AsParameters] ReportAddress address, [FromQuery] string[]? by, HttpContext http, Visitor visitor, Phrases say, ReportReader reports, ReportWords words, ServicesClient services, CancellationToken cancel) =>
                Show(name, address, by, usual, http, visitor, say, reports, words, services, cancel)).RequireAuthorization();
            routes.MapGet($"/reports/{name}/tickets", (HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) => Behind(name, http, visitor, words, services, cancel))
                .RequireAuthorization();
        }
    }

    public static IReadOnlyList<string> GroupingsOf(string report) => report == "sla" ? [.. groupings, "policy"] : groupings;

    private static async Task<IResult> Show(
        string name, ReportAddress address, string[]? by, string usual, HttpContext http, Visitor visitor, Phrases say, ReportReader reports, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say, months: 1);
        string[] grouping = [.. (by ?? []).SelectMany(words => words.Split(',')).Where(GroupingsOf(name).Contains).Distinct().Take(MostWords)];
        if (grouping.Length == 0) grouping = [usual];
        var report = reports.Report(name, filter, string.Join(',', grouping), cancel);
        var isThere = await Figures.AreThere(http, report);
        return new RazorComponentResult<ReportPage>(new Dictionary<string, object?>
        {
            [nameof(ReportPage.Name)] = name,
            [nameof(ReportPage.By)] = grouping,
            [nameof(ReportPage.Filter)] = filter,
            [nameof(ReportPage.Choices)] = await DashboardEndpoints.Choices(services, words, visitor, cancel),
            [nameof(ReportPage.Answer)] = isThere ? await report : null,
        });
    }

    /// <summary>Shows what Analytics lists at the same address.</summary>
    private static async Task<IResult> Behind(string name, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var query = QueryHelpers.ParseQuery(http.Request.QueryString.Value).ToDictionary(one => one.Key, one => one.Value.ToString());
        var known = words.Know(cancel);
        var asked = new Dictionary<string, string?>(query.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))) { ["limit"] = $"{PageSize}" };
        var answer = await services.Behind(name, QueryHelpers.AddQueryString("", asked), cancel);
        await known;
        return new RazorComponentResult<BehindPageView>(new Dictionary<string, object?>
        {
            [nameof(BehindPageView.Name)] = name,
            [nameof(BehindPageView.Query)] = query,
            [nameof(BehindPageView.Answer)] = answer,
            [nameof(BehindPageView.Back)] = Back(name, query, visitor),
        });
    }

    /// <summary>The report of the same period and filters; its days are those of the visitor.</summary>
    private static string Back(string name, Dictionary<string, string> query, Visitor visitor)
    {
        return Local.Url($"/reports/{name}", ("from", Day("from", 0)), ("to", Day("to", -1)), ("by", Word("by")), ("organization", Word("organization")), ("team", Word("team")), ("priority", Word("priority")), ("channel", Word("channel")));

        string? Word(string key) => query.GetValueOrDefault(key);

        string? Day(string key, int nanoseconds) => InstantPattern.ExtendedIso.Parse(Word(key) ?? "") is { Success: true, Value: var at }
            ? LocalDatePattern.Iso.Format((at + Duration.FromNanoseconds(nanoseconds)).InZone(visitor.Zone).Date)
            : null;
    }
}
