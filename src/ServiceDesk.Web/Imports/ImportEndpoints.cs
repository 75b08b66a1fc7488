using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using ServiceDesk.Web.Administration;
using ServiceDesk.Web.Audit;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Imports;

/// <summary>What stands in the form of a new import.</summary>
public sealed record ImportForm(string Kind, string Source, string Zone);

/// <summary>Files become what the desk knows, and the roster becomes a file.</summary>
internal static class ImportEndpoints
{
    private const string Address = "/administration/imports";

    // The form around the file.
    private static readonly long largestForm = ImportKind.All.Max(one => one.Largest) + 65_536;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (string? kind, Visitor visitor, ImportJobs jobs) =>
            AdministrationEndpoints.Allowed(visitor) ?? List(new(kind ?? "", "", visitor.Zone.Id), null, visitor, jobs)).RequireAuthorization();
        routes.MapPost(Address, Take).RequireAuthorization().WithMetadata(new RequestSizeLimitAttribute(largestForm));
        routes.MapGet(Address + "/{id}", Show).RequireAuthorization();
        routes.MapForm(Address + "/{id}/stop", Address + "/{id}", Stop);
        routes.MapGet("/administration/roster/export", (Visitor visitor, HttpContext http, ServicesClient services, CancellationToken cancel) =>
            AdministrationEndpoints.Allowed(visitor) is { } refused ? Task.FromResult(refused) : ServiceFile.Send("Routing", "/roster/export", "text/csv", "roster.csv", http, services, cancel)).RequireAuthorization();
    }

    private static async Task<IResult> Take(HttpContext http, IAntiforgery antiforgery, Visitor visitor, ImportJobs jobs, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } refused) return refused;
        ImportUpload? upload;
        try
        {
            upload = await ImportUpload.Read(http, antiforgery, cancel);
        }
        catch (Exception broken) when (broken is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return List(new("", "", visitor.Zone.Id), Problem.Field(ImportUpload.FileField, "is larger than"), visitor, jobs);
        }
        catch (Exception broken) when (broken is BadHttpRequestException or InvalidDataException or IOException)
        {
            return Results.BadRequest();
        }
        if (upload is null) return Results.BadRequest();
        if (jobs.Find(visitor.Person!, upload.Key) is { } begun && begun.IsOf(upload))
        {
            upload.Dispose();
            return Results.LocalRedirect($"{Address}/{begun.Id}");
        }
        if (Wrong(upload, visitor, jobs) is not { } problem) return Results.LocalRedirect($"{Address}/{jobs.Begin(visitor.Person!, upload, ImportKind.Find(upload.Kind)!).Id}");
        upload.Dispose();
        return List(new(upload.Kind, upload.Source, upload.Zone), problem, visitor, jobs);
    }

    /// <summary>What is wrong with the form before anything is sent; null when it can begin.</summary>
    private static Problem? Wrong(ImportUpload upload, Visitor visitor, ImportJobs jobs)
    {
        var errors = new Dictionary<string, string[]>();
        var kind = ImportKind.For(visitor.Person).FirstOrDefault(one => one.Name == upload.Kind);
        if (kind is null) errors["kind"] = ["is required"];
        if (upload.FileName.Length == 0) errors[ImportUpload.FileField] = ["is required"];
        else if (upload.IsTooLarge && kind is not null) errors[ImportUpload.FileField] = ["is larger than"];
        else if (upload.Count.Lines <= (kind?.IsTable == true ? 1 : 0)) errors[ImportUpload.FileField] = ["has no rows"];
        if (kind?.IsHistory == true)
        {
            if (!ImportSource.IsOne(upload.Source)) errors["source"] = [upload.Source.Length == 0 ? "is required" : "must be a lower-case word"];
            if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(upload.Zone) is null) errors["zone"] = ["must be an IANA time zone"];
        }
        if (errors.Count == 0 && jobs.IsFull(visitor.Person!)) errors[ImportUpload.FileField] = ["waits: too many imports"];
        return errors.Count == 0 ? null : new Problem(StatusCodes.Status422UnprocessableEntity, "", null, null, errors, null);
    }

    private static IResult Show(string id, HttpContext http, Visitor visitor, ImportJobs jobs)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } refused) return refused;
        if (jobs.Find(visitor.Person!, id) is not { } job) return Results.NotFound();
        var parameters = new Dictionary<string, object?> { [nameof(ImportPage.Job)] = job };
        return Fragments.Wanted(http) ? new RazorComponentResult<ImportStanding>(parameters) : new RazorComponentResult<ImportPage>(parameters);
    }

    // The form's parameter makes the antiforgery check apply.
    private static IResult Stop(string id, IFormCollection form, Visitor visitor, ImportJobs jobs)
    {
        if (AdministrationEndpoints.Allowed(visitor) is { } refused) return refused;
        jobs.Find(visitor.Person!, id)?.Stop();
        return Results.LocalRedirect($"{Address}/{id}");
    }

    private static RazorComponentResult<ImportsPage> List(ImportForm form, Problem? problem, Visitor visitor, ImportJobs jobs) => new(new Dictionary<string, object?>
    {
        [nameof(ImportsPage.Form)] = form,
        [nameof(ImportsPage.Problem)] = problem,
        [nameof(ImportsPage.Key)] = IdempotencyKey.New(),
        [nameof(ImportsPage.Jobs)] = jobs.Of(visitor.Person!),
    })
    { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
}
