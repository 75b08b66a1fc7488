using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Reports;

/// <summary>A schedule as it is typed.</summary>
public sealed record ScheduleForm(string Name, string Report, string By, string Period, string Zone, string Time, string? Organization, string Format, IReadOnlyList<string> Recipients, string Key)
{
    internal static ScheduleForm Read(IFormCollection form) => new(
        form["name"].ToString().Trim(), form["report"].ToString(), string.Join(',', form["by"].Where(word => !string.IsNullOrEmpty(word)).Distinct()), form["period"].ToString(), form["zone"].ToString(), form["time"].ToString(),
        form["organization"].ToString() is { Length: > 0 } organization ? organization : null, form["format"].ToString(), [.. form["recipients"].OfType<string>()], IdempotencyKey.Of(form));
}

/// <summary>Reports that are mailed again and again, and everybody's own views.</summary>
internal static class ScheduleEndpoints
{
    public static readonly string[] Keepers = ["analyst", "lead", "admin"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/report-schedules", (string? report, string? by, string? organization, string? edit, Visitor visitor, SavedViews views, ReportWords words, ServicesClient services, CancellationToken cancel) =>
            Show(new ScheduleForm("", report ?? "sla", by ?? "priority", "month", visitor.Zone.Id, "08:00", organization, "xlsx", [visitor.Person!.Id], IdempotencyKey.New()), edit, report is not null, null, visitor, views, words, services, cancel)).RequireAuthorization();
        routes.MapPost("/report-schedules", Keep).RequireAuthorization();
        routes.MapForm("/report-schedules/{name}/end", "/report-schedules", End);
    }

    private static async Task<IResult> Show(
        ScheduleForm form, string? edit, bool open, Problem? problem, Visitor visitor, SavedViews views, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Is(DashboardEndpoints.Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (schedules, people, saved) = (services.Schedules(cancel), services.People(cancel), views.Of(visitor.Person!.Id, cancel));
        var choices = await DashboardEndpoints.Choices(services, words, visitor, cancel);
        if (edit is not null && problem is null && (await schedules).Value?.Items.FirstOrDefault(one => one.Name == edit) is { } kept)
            (form, open) = (new ScheduleForm(kept.Name, kept.Report, kept.By ?? "", kept.Period, kept.Zone, kept.Time, kept.Organization, kept.Format, kept.Recipients, IdempotencyKey.New()), true);
        return new RazorComponentResult<SchedulesPage>(new Dictionary<string, object?>
        {
            [nameof(SchedulesPage.Form)] = form,
            [nameof(SchedulesPage.Open)] = open || problem is not null,
            [nameof(SchedulesPage.Problem)] = problem,
            [nameof(SchedulesPage.Answer)] = await schedules,
            [nameof(SchedulesPage.Views)] = await saved,
            [nameof(SchedulesPage.Choices)] = choices,
            [nameof(SchedulesPage.People)] = (IReadOnlyList<KnownPerson>)[.. (await people).Value?.Items.Where(one => one.Roles.Intersect(DashboardEndpoints.Readers).Any()) ?? []],
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }

    private static async Task<IResult> Keep(IFormCollection form, HttpContext http, Visitor visitor, SavedViews views, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        var typed = ScheduleForm.Read(form);
        // Without a name the address would be another one.
        var done = typed.Name.Length == 0
            ? new(null, Problem.Field("name", "is required"))
            : await services.Schedule(typed.Name, new { typed.Report, by = typed.By.Length == 0 ? null : typed.By, typed.Period, typed.Zone, typed.Time, typed.Organization, typed.Format, typed.Recipients }, typed.Key, cancel);
        if (done.Problem is { } problem) return await Show(typed with { Key = problem.Temporary ? typed.Key : IdempotencyKey.New() }, null, true, problem, visitor, views, words, services, cancel);
        Flash.Set(http, "flash.register-entered");
        return Results.LocalRedirect("/report-schedules");
    }

    private static async Task<IResult> End(string name, IFormCollection form, HttpContext http, Visitor visitor, SavedViews views, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.EndSchedule(name, IdempotencyKey.Of(form), cancel);
        if (done.Problem is { } problem)
            return await Show(new ScheduleForm("", "sla", "priority", "month", visitor.Zone.Id, "08:00", null, "xlsx", [], IdempotencyKey.New()), null, false, problem, visitor, views, words, services, cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect("/report-schedules");
    }
}
