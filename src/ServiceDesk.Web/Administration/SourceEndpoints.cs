using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Administration;

/// <summary>What an inbound webhook made of a message: the ticket's fields, and those that are wrong or missing.</summary>
public sealed record TriedMessage(bool IsAccepted, IReadOnlyList<(string Field, string Value)> Fields, IReadOnlyList<(string Field, string Reason)> Wrong);

/// <summary>Tries an inbound webhook with a message. Nothing is created.</summary>
internal static class SourceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/administration/sources/{name}/try", async (string name, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
        {
            if (AdministrationEndpoints.Allowed(visitor, "admin") is { } refused) return refused;
            var known = await services.Read<JsonObject>("Intake", $"/channels/webhooks/{Uri.EscapeDataString(name)}", cancel);
            return known.Problem is { } problem ? Results.StatusCode(problem.Status) : Page(name, "", null, null);
        }).RequireAuthorization();
        routes.MapPost("/administration/sources/{name}/try", Try).RequireAuthorization();
    }

    private static async Task<IResult> Try(string name, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor, "admin") is { } refused) return refused;
        var message = form["message"].ToString();
        if (DocumentJson.Parse(message) is not { } json) return Page(name, message, null, Problem.Field("message", "must be JSON"));
        var answer = await services.Ask<JsonObject>(HttpMethod.Post, "Intake", $"/channels/webhooks/{Uri.EscapeDataString(name)}/try", json, null, cancel);
        return answer.Value is { } tried ? Page(name, message, Told(tried), null) : Page(name, message, null, answer.Problem);
    }

    private static TriedMessage Told(JsonObject answer)
    {
        var ticket = answer["ticket"] as JsonObject ?? [];
        var wrong = (ticket["errors"] as JsonObject ?? []).SelectMany(one => (one.Value as JsonArray ?? []).Select(reason => (one.Key, DocumentJson.Text(reason))));
        return new(answer["isAccepted"]?.GetValue<bool>() == true, [.. Fields(ticket, "").Where(one => !one.Field.StartsWith("errors", StringComparison.Ordinal))], [.. wrong]);
    }

    private static IEnumerable<(string Field, string Value)> Fields(JsonObject of, string prefix) => of.Where(one => one.Value is not null)
        .SelectMany(one => one.Value is JsonObject inner ? Fields(inner, $"{prefix}{one.Key}.") : [(prefix + one.Key, DocumentJson.Text(one.Value))]);

    private static RazorComponentResult<SourceTryPage> Page(string name, string message, TriedMessage? tried, Problem? problem) => new(new Dictionary<string, object?>
    {
        [nameof(SourceTryPage.Name)] = name,
        [nameof(SourceTryPage.Message)] = message,
        [nameof(SourceTryPage.Tried)] = tried,
        [nameof(SourceTryPage.Problem)] = problem,
    })
    { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
}
