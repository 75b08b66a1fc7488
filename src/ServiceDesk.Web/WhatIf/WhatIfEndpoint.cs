using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.WhatIf;

/// <summary>How a period would have come out under other promises. The question stands in the address; nothing is recorded.</summary>
internal static class WhatIfEndpoint
{
    private const string Asked = "asked";
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/what-if", Show).RequireAuthorization();

    private static async Task<IResult> Show(
        [AsParameters] ReportAddress address, HttpContext http, Visitor visitor, Phrases say, WhatIfJobs jobs, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say, months: 1);
        var (policies, calendars) = (services.Read<SlaPolicies>("Resolution", "/sla/policies", cancel), services.Read<Listing<NamedCalendar>>("Resolution", "/calendars", cancel));
        var choices = await DashboardEndpoints.Choices(services, words, visitor, cancel);
        var known = (await calendars).Value?.Items ?? [];
        if ((await policies).Value is not { } effective) return Page((await policies).Problem, null, null);
        var terms = new OtherTerms(effective, http.Request.Query.Select(one => KeyValuePair.Create(one.Key, one.Value.ToString())));
        if (http.Request.Query[Asked] == StringValues.Empty || !terms.IsRight) return Page(null, terms, null);
        // A form sends all its fields; what is passed on is only what differs.
        var canonical = Local.Url("/what-if", [("from", filter.From), ("to", filter.To), ("organization", filter.Organization), .. terms.Changes, (Asked, "yes")]);
        if (canonical != http.Request.Path + http.Request.QueryString) return Results.LocalRedirect(canonical);
        var job = jobs.Begin(visitor.Person!, Question(filter, terms, visitor), say.Now);
        await Task.WhenAny(job.Answer, Task.Delay(patience, cancel));
        if (!job.Answer.IsCompleted) http.Response.Headers["Refresh"] = "2";
        return Page(null, terms, job);

        IResult Page(Problem? problem, OtherTerms? shown, WhatIfJob? asked) => new RazorComponentResult<WhatIfPage>(new Dictionary<string, object?>
        {
            [nameof(WhatIfPage.Filter)] = filter,
            [nameof(WhatIfPage.Choices)] = choices,
            [nameof(WhatIfPage.Terms)] = shown,
            [nameof(WhatIfPage.Calendars)] = known,
            [nameof(WhatIfPage.Problem)] = problem ?? (asked?.Answer is { IsCompletedSuccessfully: true } done ? done.Result.Problem : asked?.Answer.IsFaulted == true ? Services.Problem.Unreachable("Analytics") : null),
            [nameof(WhatIfPage.Since)] = asked is { Answer.IsCompleted: false } ? asked.Since : null,
            [nameof(WhatIfPage.Answer)] = asked?.Answer is { IsCompletedSuccessfully: true } answered ? answered.Result.Value : null,
        });
    }

    private static JsonObject Question(ReportFilter filter, OtherTerms terms, Visitor visitor)
    {
        var question = new JsonObject { ["from"] = ReportFilter.Utc(filter.First, visitor), ["to"] = ReportFilter.Utc(filter.Last.PlusDays(1), visitor) };
        if (filter.Organization is { } organization) question["organization"] = organization;
        if (terms.Changed() is { } policies) question["policies"] = policies;
        return question;
    }
}
