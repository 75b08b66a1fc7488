using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Administration;

/// <summary>What a file of holidays added to a calendar.</summary>
public sealed record AddedHolidays(int Version, int Dates, int Yearly);

/// <summary>Adds the holidays of an iCalendar file to a working calendar.</summary>
internal static class HolidayEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/administration/calendars/{name}/holidays", (string name, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
            Page(name, new("", false), null, null, visitor, services, cancel)).RequireAuthorization();
        routes.MapPost("/administration/calendars/{name}/holidays", Add).RequireAuthorization();
    }

    private static async Task<IResult> Add(string name, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } refused) return refused;
        var typed = new TypedHolidays(form["effectiveFrom"].ToString(), form.ContainsKey("running"));
        if (form.Files.GetFile("file") is not { Length: > 0 } file) return await Page(name, typed, null, Problem.Field("file", "is required"), visitor, services, cancel);
        var from = visitor.InstantOf(typed.EffectiveFrom) is { } at ? InstantPattern.ExtendedIso.Format(at) : typed.EffectiveFrom;
        using var content = new StreamContent(file.OpenReadStream());
        content.Headers.ContentType = new MediaTypeHeaderValue("text/calendar");
        var added = await services.Send<AddedHolidays>(
            HttpMethod.Post, "Resolution", Local.Url($"/calendars/{Uri.EscapeDataString(name)}/holidays", ("effectiveFrom", from), ("running", typed.Running ? "true" : null)),
            content, IdempotencyKey.Of(form), cancel);
        return await Page(name, added.Value is null ? typed : new("", false), added.Value, added.Problem, visitor, services, cancel);
    }

    private static async Task<IResult> Page(string name, TypedHolidays typed, AddedHolidays? added, Problem? problem, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } refused) return refused;
        if ((await services.Read<NamedVersion>("Resolution", $"/calendars/{Uri.EscapeDataString(name)}", cancel)).Problem is { } missing) return Results.StatusCode(missing.Status);
        return new RazorComponentResult<HolidaysPage>(new Dictionary<string, object?>
        {
            [nameof(HolidaysPage.Name)] = name,
            [nameof(HolidaysPage.Typed)] = typed,
            [nameof(HolidaysPage.Added)] = added,
            [nameof(HolidaysPage.Problem)] = problem,
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }

    private sealed record NamedVersion(int Version);
}

/// <summary>From when on holidays shall hold, and whether for what is open, as typed.</summary>
public sealed record TypedHolidays(string EffectiveFrom, bool Running);
