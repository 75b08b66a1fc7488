using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>Recorded decisions beside the same ones made again, by Routing.</summary>
public sealed record ReplayAnswer(bool IsEqual, IReadOnlyList<ReplayedDecision> Items);

/// <summary>A decision made again. Relearned = false: the suggestion rested on closings that are not known there, and its recorded share was taken.</summary>
public sealed record ReplayedDecision(string Event, Guid Ticket, bool IsEqual, bool? Relearned, JsonElement Recorded, JsonElement Again)
{
    /// <summary>The fields that differ, each as it was recorded and as it came out again.</summary>
    public IReadOnlyList<(string Field, string Recorded, string Again)> Differences =>
    [
        .. Recorded.EnumerateObject().Concat(Again.EnumerateObject()).Select(one => one.Name).Distinct()
            .Select(name => (Field: name, Recorded: Text(Recorded, name), Again: Text(Again, name))).Where(one => one.Recorded != one.Again),
    ];

    public string? Team => Text(Recorded, "team") is { Length: > 0 } team ? team : null;

    public string? Agent => Text(Recorded, "agent") is { Length: > 0 } agent ? agent : null;

    private static string Text(JsonElement of, string name) => !of.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}

/// <summary>A ticket whose decisions were made again; a problem when they were not.</summary>
public sealed record ReplayedTicket(Guid Ticket, string Number, IReadOnlyList<ReplayedDecision> Decisions, Problem? Problem);

/// <summary>Assignments are made again from what was recorded: the same input and the same version of the rules come to the same decision. Nothing is recorded.</summary>
internal static class ReplayEndpoint
{
    /// <summary>As many of the newest tickets are replayed at once.</summary>
    public const int Newest = 50;

    private const int AtOnce = 4;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/replay", Show).RequireAuthorization();

    private static async Task<IResult> Show(string? ticket, bool? newest, Visitor visitor, ServicesClient services, Names names, StaffNames staff, CancellationToken cancel)
    {
        if (!visitor.Is("lead", "auditor", "analyst", "admin")) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var text = ticket?.Trim() ?? "";
        var (tickets, problem) = newest == true ? await NewestTickets(services, cancel) : text.Length > 0 ? await Named(text, services, cancel) : (null, null);
        var replayed = tickets is null ? null : await Replay(tickets, services, cancel);
        if (replayed is not null) await Task.WhenAll(names.Know(cancel), staff.Know(cancel));
        return new RazorComponentResult<ReplayPage>(new Dictionary<string, object?>
        {
            [nameof(ReplayPage.Ticket)] = text,
            [nameof(ReplayPage.Tickets)] = replayed,
            [nameof(ReplayPage.Problem)] = problem,
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }

    private static async Task<(IReadOnlyList<(Guid Id, string Number)>? Tickets, Problem? Problem)> NewestTickets(ServicesClient services, CancellationToken cancel)
    {
        var found = await services.Tickets(Local.Url("", ("limit", $"{Newest}")), cancel);
        return (found.Value is { } page ? [.. page.Items.Select(one => (one.Id, one.Number))] : null, found.Problem);
    }

    private static async Task<(IReadOnlyList<(Guid Id, string Number)>? Tickets, Problem? Problem)> Named(string text, ServicesClient services, CancellationToken cancel)
    {
        if (Guid.TryParse(text, out var id)) return ([(id, text)], null);
        var found = await services.TicketByNumber(text, cancel);
        return found.Value is { } one ? ([(one.Id, one.Number)], null) : (null, found.Problem ?? Problem.Field("ticket", "is no ticket that you may see"));
    }

    private static async Task<IReadOnlyList<ReplayedTicket>> Replay(IReadOnlyList<(Guid Id, string Number)> tickets, ServicesClient services, CancellationToken cancel)
    {
        var replayed = new ReplayedTicket[tickets.Count];
        await Parallel.ForEachAsync(tickets.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (one, stop) =>
        {
            var answer = await services.Ask<ReplayAnswer>(HttpMethod.Post, "Routing", "/routing/replay", new { ticket = one.Item.Id }, null, stop);
            // A ticket that was never routed has no decisions.
            replayed[one.Index] = new(one.Item.Id, one.Item.Number, answer.Value?.Items ?? [], answer.Problem is { Status: 404 } ? null : answer.Problem);
        });
        return replayed;
    }
}
