using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Registers;

/// <summary>Whom and what a form offers to choose.</summary>
public sealed record RegisterChoices(IReadOnlyList<KnownPerson> People, IReadOnlyList<Organization> Organizations)
{
    /// <summary>The causes of problems; only for those who work on one.</summary>
    public IReadOnlyList<CauseCode> Causes { get; init; } = [];
}

/// <summary>Improvements, risks, meetings, audits, problems and reviews: lists, entries, and what is done with them.</summary>
internal static class RegisterEndpoints
{
    /// <summary>Fields in which people type a number and services read an id.</summary>
    private static readonly string[] numbered = ["ticket", "incident", "problem", "article"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/registers", () => Results.LocalRedirect("/registers/improvements")).RequireAuthorization();
        routes.MapGet("/registers/improvements", Improvements).RequireAuthorization();
        routes.MapGet("/registers/risks", Risks).RequireAuthorization();
        routes.MapGet("/registers/risk-table", ShowRiskTable).RequireAuthorization();
        routes.MapGet("/registers/meetings", (Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) => Sessions("meetings", null, visitor, words, services, cancel)).RequireAuthorization();
        routes.MapGet("/registers/audits", (Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) => Sessions("audits", null, visitor, words, services, cancel)).RequireAuthorization();
        ProblemEndpoints.Map(routes);
        FollowUpEndpoints.Map(routes);
        routes.MapGet("/problems", (string? state, string? q, string? after, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
            ListProblems(state, q, after, null, visitor, words, services, cancel)).RequireAuthorization();
        foreach (var register in RegisterVerb.Registers)
        {
            var address = RegisterVerb.AddressOf(register);
            routes.MapPost(address, (string? verb, IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
                Enter(register, verb ?? RegisterVerb.New, form, http, visitor, words, services, cancel)).RequireAuthorization();
            routes.MapGet($"{address}/{{id:guid}}", (Guid id, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
                Entry(register, id, null, visitor, words, services, cancel)).RequireAuthorization();
            routes.MapForm($"{address}/{{id:guid}}/{{verb}}", $"{address}/{{id}}", (Guid id, string verb, IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
                Do(register, id, verb, form, http, visitor, words, services, cancel));
        }
    }

    private static Task<IResult> Improvements(string? state, string? overdue, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
        ListImprovements(state, overdue, null, visitor, words, services, cancel);

    private static async Task<IResult> ListImprovements(string? state, string? overdue, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var listed = services.Read<Listing<ImprovementLine>>("Analytics", Local.Url("/improvements", ("state", state), ("overdue", overdue == "yes" ? "true" : null)), cancel);
        var actions = services.Read<Listing<RegisterActionLine>>("Analytics", "/register-actions?done=false", cancel);
        return Page<ImprovementsPage>(draft, new()
        {
            [nameof(ImprovementsPage.Choices)] = await Choices(visitor, words, services, cancel),
            [nameof(ImprovementsPage.State)] = state,
            [nameof(ImprovementsPage.Overdue)] = overdue == "yes",
            [nameof(ImprovementsPage.Answer)] = await listed,
            [nameof(ImprovementsPage.Actions)] = (await actions).Value?.Items ?? [],
            [nameof(ImprovementsPage.Draft)] = draft,
        });
    }

    private static Task<IResult> Risks(string? state, string? type, string? level, string? overdue, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
        ListRisks(state, type, level, overdue, null, visitor, words, services, cancel);

    private static async Task<IResult> ListRisks(string? state, string? type, string? level, string? overdue, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var shown = state is "closed" or "all" ? state : "open";
        var listed = services.Read<Listing<RiskLine>>("Analytics", Local.Url("/risks", ("state", shown == "all" ? null : shown), ("type", type), ("level", level), ("overdue", overdue == "yes" ? "true" : null)), cancel);
        var table = services.Read<RiskTable>("Analytics", "/risk-table", cancel);
        return Page<RisksPage>(draft, new()
        {
            [nameof(RisksPage.Choices)] = await Choices(visitor, words, services, cancel),
            [nameof(RisksPage.State)] = shown,
            [nameof(RisksPage.Type)] = type,
            [nameof(RisksPage.Level)] = level,
            [nameof(RisksPage.Overdue)] = overdue == "yes",
            [nameof(RisksPage.Answer)] = await listed,
            [nameof(RisksPage.Table)] = (await table).Value,
            [nameof(RisksPage.Draft)] = draft,
        });
    }

    private static async Task<IResult> ShowRiskTable(Visitor visitor, ServicesClient services, CancellationToken cancel) => visitor.Is(DashboardEndpoints.Readers)
        ? Page<RiskTablePage>(null, new() { [nameof(RiskTablePage.Answer)] = await services.Read<RiskTable>("Analytics", "/risk-table", cancel) })
        : Results.StatusCode(StatusCodes.Status403Forbidden);

    private static async Task<IResult> Sessions(string register, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var listed = services.Read<Listing<SessionLine>>("Analytics", $"/{register}", cancel);
        return Page<SessionsPage>(draft, new()
        {
            [nameof(SessionsPage.Register)] = register,
            [nameof(SessionsPage.Choices)] = await Choices(visitor, words, services, cancel),
            [nameof(SessionsPage.Answer)] = await listed,
            [nameof(SessionsPage.Draft)] = draft,
        });
    }

    private static async Task<IResult> ListProblems(string? state, string? q, string? after, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(RegisterVerb.ReadersOf(RegisterVerb.Problems))) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var listed = services.Read<Listing<ProblemLine>>("Resolution", Local.Url("/problems", ("state", state), ("q", q), ("after", after)), cancel);
        return Page<ProblemsPage>(draft, new()
        {
            [nameof(ProblemsPage.Choices)] = await Choices(visitor, words, services, cancel),
            [nameof(ProblemsPage.State)] = state,
            [nameof(ProblemsPage.Q)] = q,
            [nameof(ProblemsPage.After)] = after,
            [nameof(ProblemsPage.Answer)] = await listed,
            [nameof(ProblemsPage.Draft)] = draft,
        });
    }

    private static async Task<IResult> Enter(string register, string name, IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (RegisterVerb.Find(register, name) is not { IsOfRegister: true } verb) return Results.NotFound();
        if (!visitor.Is(verb.Roles)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (done, draft) = await Send(register, verb, null, form, visitor, services, cancel);
        if (draft is null)
        {
            Flash.Set(http, verb.Name == RegisterVerb.Dismiss ? "flash.register-done" : "flash.register-entered");
            return Results.LocalRedirect(verb.Name == RegisterVerb.Dismiss ? ProblemEndpoints.CandidatesAddress : $"{RegisterVerb.AddressOf(register)}/{done?.Id}");
        }
        return register switch
        {
            "improvements" => await ListImprovements(null, null, draft, visitor, words, services, cancel),
            "risks" => await ListRisks(null, null, null, null, draft, visitor, words, services, cancel),
            RegisterVerb.Problems when verb.Name == RegisterVerb.New => await ListProblems(null, null, null, draft, visitor, words, services, cancel),
            RegisterVerb.Problems => await ProblemEndpoints.ListCandidates(null, null, draft, visitor, words, services, cancel),
            RegisterVerb.Reviews => await ProblemEndpoints.ListReviews(new ReviewQuery(null, null, null, null), draft, visitor, words, services, cancel),
            _ => await Sessions(register, draft, visitor, words, services, cancel),
        };
    }

    private static async Task<IResult> Entry(string register, Guid id, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(RegisterVerb.ReadersOf(register))) return Results.StatusCode(StatusCodes.Status403Forbidden);
        return register switch
        {
            "improvements" => await Show<ImprovementPage, Improvement>(),
            "risks" => await Show<RiskPage, Risk>(),
            "meetings" => await Show<MeetingPage, Meeting>(),
            RegisterVerb.Problems => await Show<ProblemPage, ProblemEntry>(),
            RegisterVerb.Reviews => await Show<ReviewPage, Review>(),
            _ => await Show<AuditPage, PeriodicAudit>(),
        };

        async Task<IResult> Show<TPage, T>() where TPage : IComponent where T : class
        {
            var answer = await services.Read<T>(RegisterVerb.ServiceOf(register), $"/{register}/{id}", cancel);
            if (answer.Problem is { Hidden: true, Status: var status }) return Results.StatusCode(status);
            if (answer.Value is null) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            var choices = await Choices(visitor, words, services, cancel);
            if (register == RegisterVerb.Problems) choices = choices with { Causes = (await services.Read<ProblemRules>("Resolution", "/problem-rules", cancel)).Value?.CauseCodes ?? [] };
            return Page<TPage>(draft, new() { ["Entry"] = answer.Value, ["Choices"] = choices, ["Draft"] = draft });
        }
    }

    private static async Task<IResult> Do(string register, Guid id, string name, IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (RegisterVerb.Find(register, name) is not { IsOfRegister: false } verb) return Results.NotFound();
        if (!visitor.Is(verb.Roles)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (_, draft) = await Send(register, verb, id, form, visitor, services, cancel);
        if (draft is not null) return await Entry(register, id, draft, visitor, words, services, cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect($"{RegisterVerb.AddressOf(register)}/{id}");
    }

    /// <summary>Sends what was typed to the service that keeps the register.</summary>
    /// <returns>What came of it; or, when it was refused, the form to show again.</returns>
    public static async Task<(Done? Done, RegisterDraft? Refused)> Send(string register, RegisterVerb verb, Guid? id, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var (key, command) = (IdempotencyKey.Of(form), verb.Read(form, visitor));
        if (await FindNumbers(command, services, cancel) is { } unknown) return (null, Refused(verb, form, key, unknown));
        var below = id is null && verb.Path is null ? "" : "/" + verb.PathOf(command);
        var path = $"/{register}{(id is { } entry ? $"/{entry}" : "")}{below}";
        var done = await services.Ask<Done>(verb.Method, RegisterVerb.ServiceOf(register), path, verb.Method == HttpMethod.Delete ? null : command, key, cancel);
        return done.Problem is { } problem ? (null, Refused(verb, form, key, problem)) : (done.Value, null);
    }

    /// <summary>Puts ids in place of the numbers by which people know tickets, problems and articles.</summary>
    /// <returns>What is wrong where nothing has such a number; of a list it stays, for the service to refuse.</returns>
    private static async Task<Problem?> FindNumbers(JsonObject command, ServicesClient services, CancellationToken cancel)
    {
        foreach (var incident in (command["incidents"] as JsonArray ?? []).ToList())
        {
            var (id, problem) = await IdOf("incident", incident!.ToString(), services, cancel);
            if (problem is not null) return problem;
            if (id is not null) incident.ReplaceWith(id.ToString());
        }
        foreach (var name in numbered)
        {
            if (command[name]?.ToString() is not { } typed) continue;
            var (id, problem) = await IdOf(name, typed, services, cancel);
            if (id is null) return problem ?? Problem.Field(name, "is not known by this number");
            command[name] = id.ToString();
        }
        return null;
    }

    /// <returns>The id, null when nothing has the number; or why it could not be looked up.</returns>
    private static async Task<(Guid? Id, Problem? Problem)> IdOf(string what, string typed, ServicesClient services, CancellationToken cancel)
    {
        if (Guid.TryParse(typed, out var id)) return (id, null);
        switch (what)
        {
            case "problem":
                var problems = await services.Read<Listing<ProblemLine>>("Resolution", Local.Url("/problems", ("q", typed)), cancel);
                return (problems.Value?.Items.FirstOrDefault(one => Same(one.Number))?.Id, problems.Problem);
            case "article":
                var articles = await services.Articles(typed, null, null, null, cancel);
                return (articles.Value?.Items.FirstOrDefault(one => Same(one.Number))?.Id, articles.Problem);
            default:
                var ticket = await services.TicketByNumber(typed, cancel);
                return (ticket.Value?.Id, ticket.Problem);
        }

        bool Same(string number) => string.Equals(number, typed, StringComparison.OrdinalIgnoreCase);
    }

    public static async Task<RegisterChoices> Choices(Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        var (people, organizations) = (services.People(cancel), visitor.Person!.Organization is null ? services.Organizations(cancel) : Task.FromResult(default(Answer<Listing<Organization>>)));
        await words.Know(cancel);
        return new RegisterChoices([.. (await people).Value?.Items.Where(one => one.Roles.Any(role => role is not ("requester" or "system"))) ?? []], (await organizations).Value?.Items ?? []);
    }

    // An unknown outcome is asked for again under the same key; a refusal starts afresh.
    private static RegisterDraft Refused(RegisterVerb verb, IFormCollection form, string key, Problem problem) => new(
        verb.Name, verb.Fields.ToDictionary(field => field.Name, field => form[field.Name].Select(text => text ?? "").ToArray()), problem.Temporary ? key : IdempotencyKey.New(), verb.Placed(problem));

    public static RazorComponentResult<T> Page<T>(RegisterDraft? draft, Dictionary<string, object?> parameters) where T : IComponent =>
        new(parameters) { StatusCode = draft?.Problem.Status ?? StatusCodes.Status200OK };
}
