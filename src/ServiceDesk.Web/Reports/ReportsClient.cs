using Microsoft.Extensions.Caching.Memory;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Reports;

/// <summary>What the analyst's pages ask Analytics for.</summary>
internal static class ReportsClient
{
    public static Task<Answer<BehindPage>> Behind(this ServicesClient services, string report, string query, CancellationToken cancel) =>
        services.Read<BehindPage>("Analytics", $"/reports/{report}/tickets{query}", cancel);

    public static Task<Answer<Listing<KnownPerson>>> People(this ServicesClient services, CancellationToken cancel) => services.Read<Listing<KnownPerson>>("Intake", "/people", cancel);

    public static Task<Answer<Listing<ReportSchedule>>> Schedules(this ServicesClient services, CancellationToken cancel) =>
        services.Read<Listing<ReportSchedule>>("Analytics", "/report-schedules", cancel);

    public static Task<Answer<Done>> Schedule(this ServicesClient services, string name, object plan, string key, CancellationToken cancel) =>
        services.Ask<Done>(HttpMethod.Put, "Analytics", $"/report-schedules/{Uri.EscapeDataString(name)}", plan, key, cancel);

    public static Task<Answer<Done>> EndSchedule(this ServicesClient services, string name, string key, CancellationToken cancel) =>
        services.Ask<Done>(HttpMethod.Delete, "Analytics", $"/report-schedules/{Uri.EscapeDataString(name)}", null, key, cancel);
}

/// <summary>
/// Reports, asked for anew at most twice a minute by one person: a dashboard shows the same one in several places, and going back and forth between pages computes nothing twice. Each says of which instant it is.
/// </summary>
public sealed class ReportReader(ServicesClient services, Visitor visitor, IMemoryCache cache)
{
    private static readonly TimeSpan lasts = TimeSpan.FromSeconds(30);

    internal Task<Answer<Report>> Report(string name, ReportFilter filter, string by, CancellationToken cancel) => Read<Report>(filter.ToService($"/reports/{name}", by, visitor), cancel);

    public async Task<Answer<T>> Read<T>(string path, CancellationToken cancel) where T : class
    {
        var key = (typeof(T), visitor.Person!.Id, path);
        if (cache.TryGetValue(key, out T? known)) return new(known, null);
        var answer = await services.Read<T>("Analytics", path, cancel);
        if (answer.Value is { } value) cache.Set(key, value, lasts);
        return answer;
    }
}
