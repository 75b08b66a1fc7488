using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Registers;

/// <summary>Whom and what a form offers to choose.</summary>
public sealed record RegisterChoices(IReadOnlyList<KnownPerson> People, IReadOnlyList<Organization> Organizations);

/// <summary>Improvements, risks, meetings and audits: lists, entries, and what is done with them.</summary>
internal static class RegisterEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/registers", () => Results.LocalRedirect("/registers/improvements")).RequireAuthorization();
        routes.MapGet("/registers/improvements", Improvements).RequireAuthorization();
        routes.MapGet("/registers/risks", Risks).RequireAuthorization();
        routes.MapGet("/registers/meetings", (Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) => Sessions("meetings", null, visitor, words, services, cancel)).RequireAuthorization();
        routes.MapGet("/registers/audits", (Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) => Sessions("audits", null, visitor, words, services, cancel)).RequireAuthorization();
        foreach (var register in RegisterVerb.Registers)
        {
            routes.MapPost($"/registers/{register}", (IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
                Enter(register, form, http, visitor, words, services, cancel)).RequireAuthorization();
            routes.MapGet($"/registers/{register}/{{id:guid}}", (Guid id, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
                Entry(register, id, null, visitor, words, services, cancel)).RequireAuthorization();
            routes.MapForm($"/registers/{register}/{{id:guid}}/{{verb}}", $"/registers/{register}/{{id}}", (Guid id, string verb, IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
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

    private static async Task<IResult> Enter(string register, IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        var verb = RegisterVerb.Find(register, RegisterVerb.New)!;
        if (!visitor.Is(verb.Roles)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var key = IdempotencyKey.Of(form);
        var done = await services.Ask<Done>(HttpMethod.Post, "Analytics", $"/{register}", verb.Read(form, visitor), key, cancel);
        if (done.Value is { } entered)
        {
            Flash.Set(http, "flash.register-entered");
            return Results.LocalRedirect($"/registers/{register}/{entered.Id}");
        }
        var draft = Refused(verb, form, key, done.Problem!);
        return register switch
        {
            "improvements" => await ListImprovements(null, null, draft, visitor, words, services, cancel),
            "risks" => await ListRisks(null, null, null, null, draft, visitor, words, services, cancel),
            _ => await Sessions(register, draft, visitor, words, services, cancel),
        };
    }

    private static async Task<IResult> Entry(string register, Guid id, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        return register switch
        {
            "improvements" => await Show<ImprovementPage, Improvement>(),
            "risks" => await Show<RiskPage, Risk>(),
            "meetings" => await Show<MeetingPage, Meeting>(),
            _ => await Show<AuditPage, PeriodicAudit>(),
        };

        async Task<IResult> Show<TPage, T>() where TPage : IComponent where T : class
        {
            var answer = await services.Read<T>("Analytics", $"/{register}/{id}", cancel);
            if (answer.Problem is { Hidden: true, Status: var status }) return Results.StatusCode(status);
            if (answer.Value is null) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            return Page<TPage>(draft, new() { ["Entry"] = answer.Value, ["Choices"] = await Choices(visitor, words, services, cancel), ["Draft"] = draft });
        }
    }

    private static async Task<IResult> Do(string register, Guid id, string name, IFormCollection form, HttpContext http, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (RegisterVerb.Find(register, name) is not { Name: not RegisterVerb.New } verb) return Results.NotFound();
        if (!visitor.Is(verb.Roles)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var key = IdempotencyKey.Of(form);
        var done = await services.Ask<Done>(HttpMethod.Post, "Analytics", $"/{register}/{id}/{name}", verb.Read(form, visitor), key, cancel);
        if (done.Problem is { } problem) return await Entry(register, id, Refused(verb, form, key, problem), visitor, words, services, cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect($"/registers/{register}/{id}");
    }

    private static async Task<RegisterChoices> Choices(Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        var (people, organizations) = (services.People(cancel), visitor.Person!.Organization is null ? services.Organizations(cancel) : Task.FromResult(default(Answer<Listing<Organization>>)));
        await words.Know(cancel);
        return new RegisterChoices([.. (await people).Value?.Items.Where(one => one.Roles.Any(role => role is not ("requester" or "system"))) ?? []], (await organizations).Value?.Items ?? []);
    }

    // An unknown outcome is asked for again under the same key; a refusal starts afresh.
    private static RegisterDraft Refused(RegisterVerb verb, IFormCollection form, string key, Problem problem) => new(
        verb.Name, verb.Fields.ToDictionary(field => field.Name, field => form[field.Name].Select(text => text ?? "").ToArray()), problem.Temporary ? key : IdempotencyKey.New(), problem);

    private static RazorComponentResult<T> Page<T>(RegisterDraft? draft, Dictionary<string, object?> parameters) where T : IComponent =>
        new(parameters) { StatusCode = draft?.Problem.Status ?? StatusCodes.Status200OK };
}
