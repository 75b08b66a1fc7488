using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports.Schedules;

/// <summary>Why a planned report cannot be made any more, though it could when it was planned.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record ReportMisfit(string Code, string Reason)
{
    /// <summary>Null when it can be made. A later version of a report may have other words, and a recipient other roles.</summary>
    public static ReportMisfit? Of(ReportScheduled plan, ReportDefinition? definition, Func<string, bool> mayRead)
    {
        if (definition is null) return new("no-report", $"There is no report {plan.Report} any more.");
        var everybody = new Actor("service:analytics", [Roles.Admin], null, null);
        if (!ReportScope.TryRead(new ReportQuery(null, null, plan.By, plan.Zone, plan.Organization, null, null, null, null), definition, everybody, out _, out var problem))
        {
            return new("report-changed",
                $"The report {plan.Report} cannot be made as it was planned: {string.Join("; ", problem.Errors!.SelectMany(field => field.Value.Select(reason => $"{field.Key} {reason}")))}.");
        }
        return plan.Recipients.Any(mayRead) ? null : new("no-reader", "None of its recipients may read it any more.");
    }
}
