using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Reports;

/// <summary>The SLA figures of a period of whole days in the visitor's zone; both days belong to it.</summary>
internal static class SlaReportEndpoint
{
    private static readonly string[] groupings = ["priority", "team", "organization", "policy", "week", "month"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/reports/sla", Show).RequireAuthorization();

    private static async Task<IResult> Show(string? from, string? to, string? by, Visitor visitor, Phrases say, Names names, ServicesClient services, CancellationToken cancel)
    {
        var today = say.Now.InZone(visitor.Zone).Date;
        var last = Day(to) ?? today;
        var first = Day(from) ?? last.PlusDays(-29);
        if (first > last) (first, last) = (last, first);
        var grouping = groupings.Contains(by) ? by! : groupings[0];
        // The report's period is half-open.
        var answer = await services.Sla(Utc(first, visitor), Utc(last.PlusDays(1), visitor), grouping, visitor.Zone.Id, cancel);
        if (answer.Problem is { Hidden: true }) return Results.StatusCode(StatusCodes.Status403Forbidden);
        await names.Know(cancel);
        return new RazorComponentResult<SlaReportPage>(new Dictionary<string, object?>
        {
            [nameof(SlaReportPage.From)] = LocalDatePattern.Iso.Format(first),
            [nameof(SlaReportPage.To)] = LocalDatePattern.Iso.Format(last),
            [nameof(SlaReportPage.By)] = grouping,
            [nameof(SlaReportPage.Groupings)] = groupings,
            [nameof(SlaReportPage.Report)] = answer.Value,
            [nameof(SlaReportPage.Problem)] = answer.Problem,
        });
    }

    private static LocalDate? Day(string? text) => LocalDatePattern.Iso.Parse(text ?? "") is { Success: true, Value: var day } ? day : null;

    private static string Utc(LocalDate day, Visitor visitor) => InstantPattern.General.Format(day.AtStartOfDayInZone(visitor.Zone).ToInstant());
}
