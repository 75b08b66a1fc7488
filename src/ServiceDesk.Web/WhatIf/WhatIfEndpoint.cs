using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using NodaTime;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;
using ServiceDesk.Web.Work;

namespace ServiceDesk.Web.WhatIf;

/// <summary>How a period would have come out under other promises, priorities or rosters. The question stands in the address; nothing is recorded.</summary>
internal static class WhatIfEndpoint
{
    public const string Promises = "/what-if";
    public const string Priorities = "/what-if/priorities";
    public const string Staffing = "/what-if/staffing";

    private const string AskedField = "asked";

    /// <summary>A field for each skill of each agent.</summary>
    private const int MostValues = 50_000;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Promises, ShowPromises).RequireAuthorization();
        routes.MapGet(Priorities, ShowPriorities).RequireAuthorization();
        routes.MapGet(Staffing, ShowStaffing).RequireAuthorization();
        routes.MapPost(Staffing, AskStaffing).RequireAuthorization().WithFormOptions(valueCountLimit: MostValues);
    }

    private static async Task<IResult> ShowPromises(
        [AsParameters] ReportAddress address, HttpContext http, Visitor visitor, Phrases say, WhatIfJobs jobs, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say, months: 1);
        var (policies, calendars) = (services.Read<SlaPolicies>("Resolution", "/sla/policies", cancel), services.Read<Listing<NamedCalendar>>("Resolution", "/calendars", cancel));
        var choices = await DashboardEndpoints.Choices(services, words, visitor, cancel);
        var known = (await calendars).Value?.Items ?? [];
        if ((await policies).Value is not { } effective) return Page(new(null, (await policies).Problem, null), null);
        var terms = new OtherTerms(effective, http.Request.Query.Select(one => KeyValuePair.Create(one.Key, one.Value.ToString())));
        if (!IsAsked(http) || !terms.IsRight) return Page(new(null, null, null), terms);
        if (Elsewhere(Promises, filter, terms.Changes, http) is { } canonical) return canonical;
        var question = Question(filter, visitor);
        if (terms.Changed() is { } changed) question["policies"] = changed;
        return Page(await Ask<WhatIfAnswer>("/what-if/sla", question, http, visitor, say, jobs, cancel), terms);

        IResult Page(Asked<WhatIfAnswer> asked, OtherTerms? shown) => Show<WhatIfPage>(filter, choices, asked, new()
        {
            [nameof(WhatIfPage.Terms)] = shown,
            [nameof(WhatIfPage.Calendars)] = known,
        });
    }

    private static async Task<IResult> ShowPriorities(
        [AsParameters] ReportAddress address, HttpContext http, Visitor visitor, Phrases say, WhatIfJobs jobs, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = ReportFilter.Of(address, visitor, say, months: 1);
        var matrix = services.Matrix(cancel);
        var choices = await DashboardEndpoints.Choices(services, words, visitor, cancel);
        if ((await matrix).Value is not { } effective) return Page(new(null, (await matrix).Problem, null), null);
        var table = new OtherPriorities(effective, field => http.Request.Query[field]);
        if (!IsAsked(http)) return Page(new(null, null, null), table);
        if (Elsewhere(Priorities, filter, table.Changes, http) is { } canonical) return canonical;
        var question = Question(filter, visitor);
        if (table.Matrix() is { } other) question["matrix"] = other;
        return Page(await Ask<WhatIfAnswer>("/what-if/sla", question, http, visitor, say, jobs, cancel), table);

        IResult Page(Asked<WhatIfAnswer> asked, OtherPriorities? shown) => Show<PrioritiesPage>(filter, choices, asked, new() { [nameof(PrioritiesPage.Table)] = shown });
    }

    private static async Task<IResult> ShowStaffing(
        [AsParameters] ReportAddress address, HttpContext http, Visitor visitor, Phrases say, WhatIfJobs jobs, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var filter = Over(ReportFilter.Of(address, visitor, say, months: 1), say.Now.InZone(visitor.Zone).Date.PlusDays(-1));
        var choices = await DashboardEndpoints.Choices(services, words, visitor, cancel);
        var (known, problem) = await Roster(filter, field => http.Request.Query[field], words, say, services, cancel);
        if (known is not { } roster) return Page(new(null, problem, null), null);
        if (!IsAsked(http)) return Page(new(null, null, null), roster);
        if (Elsewhere(Staffing, filter, roster.Changes, http) is { } canonical) return canonical;
        var question = Question(filter, visitor);
        roster.Ask(question);
        return Page(await Ask<StaffingAnswer>("/what-if/staffing", question, http, visitor, say, jobs, cancel), roster);

        IResult Page(Asked<StaffingAnswer> asked, OtherRoster? shown) => Show<StaffingPage>(filter, choices, asked, new() { [nameof(StaffingPage.Roster)] = shown });
    }

    /// <summary>All fields of all agents are more than an address holds: they are sent, and what differs becomes the address.</summary>
    private static async Task<IResult> AskStaffing(IFormCollection form, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var address = new ReportAddress(form["from"], form["to"], form["organization"], null, null, null);
        var filter = Over(ReportFilter.Of(address, visitor, say, months: 1), say.Now.InZone(visitor.Zone).Date.PlusDays(-1));
        var (roster, _) = await Roster(filter, field => form[field], words, say, services, cancel);
        return Results.LocalRedirect(roster is null ? Local.Url(Staffing, ("from", form["from"]), ("to", form["to"]), ("organization", form["organization"])) : Canonical(Staffing, filter, roster.Changes));
    }

    private static async Task<(OtherRoster? Roster, Problem? Problem)> Roster(
        ReportFilter filter, Func<string, string?> typed, ReportWords words, Phrases say, ServicesClient services, CancellationToken cancel)
    {
        var (teams, agents, skills) = (services.WorkTeams(cancel), services.Read<Listing<RosterLine>>("Routing", "/roster", cancel), services.Read<Listing<KnownSkill>>("Routing", "/skills", cancel));
        if (((await teams).Problem ?? (await agents).Problem ?? (await skills).Problem) is { } problem) return (null, problem);
        var profiles = (await agents).Value!.Items.ToDictionary(one => one.Agent, one => one.Profile);
        var members = (await teams).Value!.Items.SelectMany(team => team.Members.Select(member => (member.Person, Team: team.Id))).GroupBy(one => one.Person, one => one.Team);
        var known = (await skills).Value!.Items;
        return (new OtherRoster(
            [.. members.Select(one => new StaffedAgent(one.Key, words.Person(one.Key), [.. one], profiles.GetValueOrDefault(one.Key))).OrderBy(one => one.Teams[0], StringComparer.Ordinal).ThenBy(one => one.Name, StringComparer.CurrentCulture)],
            [.. known.Select(one => one.Id)], [.. (await teams).Value!.Items.Select(one => one.Id)], filter.To, typed)
        { SkillNames = known.ToDictionary(one => one.Id, one => say.In(one.Names)) }, null);
    }

    /// <summary>Only days that are over can be replayed.</summary>
    private static ReportFilter Over(ReportFilter filter, LocalDate yesterday)
    {
        var last = LocalDate.Min(filter.Last, yesterday);
        return filter with { First = filter.First > last ? last.PlusMonths(-1).PlusDays(1) : filter.First, Last = last };
    }

    private static bool IsAsked(HttpContext http) => http.Request.Query[AskedField] != StringValues.Empty;

    /// <summary>A form sends all its fields; what is passed on is only what differs. Null when the address says nothing more.</summary>
    private static IResult? Elsewhere(string path, ReportFilter filter, (string Name, string? Value)[] changes, HttpContext http)
    {
        var canonical = Canonical(path, filter, changes);
        return canonical == http.Request.Path + http.Request.QueryString ? null : Results.LocalRedirect(canonical);
    }

    private static string Canonical(string path, ReportFilter filter, (string Name, string? Value)[] changes) =>
        Local.Url(path, [("from", filter.From), ("to", filter.To), ("organization", filter.Organization), .. changes, (AskedField, "yes")]);

    private static JsonObject Question(ReportFilter filter, Visitor visitor)
    {
        var question = new JsonObject { ["from"] = ReportFilter.Utc(filter.First, visitor), ["to"] = ReportFilter.Utc(filter.Last.PlusDays(1), visitor) };
        if (filter.Organization is { } organization) question["organization"] = organization;
        return question;
    }

    /// <summary>Waits a moment for the answer; what takes longer is looked for again by the page.</summary>
    private static async Task<Asked<T>> Ask<T>(string path, JsonObject question, HttpContext http, Visitor visitor, Phrases say, WhatIfJobs jobs, CancellationToken cancel) where T : class
    {
        var job = jobs.Begin<T>(visitor.Person!, path, question, say.Now);
        await Task.WhenAny(job.Answer, Task.Delay(patience, cancel));
        if (job.Answer.IsCompletedSuccessfully) return new(job.Answer.Result.Value, job.Answer.Result.Problem, null);
        if (job.Answer.IsCompleted) return new(null, Problem.Unreachable("Analytics"), null);
        http.Response.Headers["Refresh"] = "2";
        return new(null, null, job.Since);
    }

    private static RazorComponentResult<TPage> Show<TPage>(ReportFilter filter, ReportChoices choices, object asked, Dictionary<string, object?> more) where TPage : IComponent =>
        new(new Dictionary<string, object?>(more) { ["Filter"] = filter, ["Choices"] = choices, ["Asked"] = asked });
}
