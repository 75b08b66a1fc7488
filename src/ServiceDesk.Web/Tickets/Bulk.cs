using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Work;

namespace ServiceDesk.Web.Tickets;

/// <summary>A ticket among those that were chosen.</summary>
public sealed record ChosenTicket(Guid Id, string Number, string Subject, string Key);

/// <summary>What came of it for one ticket; problem is null when it was done.</summary>
public sealed record BulkOutcome(ChosenTicket Ticket, Problem? Problem);

/// <summary>One thing done with many tickets: first what is to be done, then the outcome of each.</summary>
internal static class Bulk
{
    private const int Most = 50;

    public static readonly IReadOnlyList<string> Actions = ["assign", "escalate", "note"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/bulk", Ask).RequireAuthorization();
        routes.MapPost("/tickets/bulk", Do).RequireAuthorization();
    }

    private static async Task<IResult> Ask(string? @do, Guid[] t, ServicesClient services, Colleagues colleagues, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var action = WorkAction.Named(Actions.FirstOrDefault(one => one == @do) ?? Actions[0]);
        await colleagues.Know(cancel);
        var opened = await Task.WhenAll(t.Distinct().Take(Most).Select(ticket => services.Case(ticket, null, cancel)));
        var chosen = opened.Select(one => one.Value).OfType<Case>().Select(ticket => new ChosenTicket(ticket.Id, ticket.Number, ticket.Subject, IdempotencyKey.New())).ToList();
        return new RazorComponentResult<BulkPage>(new Dictionary<string, object?> { [nameof(BulkPage.Action)] = action, [nameof(BulkPage.Tickets)] = chosen });
    }

    /// <summary>Each ticket is a command of its own with a key of its own: what was refused for one is done for the others, and sending it again does nothing twice.</summary>
    private static async Task<IResult> Do(IFormCollection form, ServicesClient services, Colleagues colleagues, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (Actions.FirstOrDefault(one => one == form["do"].ToString()) is not { } name) return Results.StatusCode(StatusCodes.Status404NotFound);
        var action = WorkAction.Named(name);
        await colleagues.Know(cancel);
        var typed = action.Fields.ToDictionary(field => field.Name, field => form[field.Name].ToString().ReplaceLineEndings("\n").Trim());
        var chosen = form["t"].Select(one => (one ?? "").Split('|', 4)).Where(one => one.Length == 4 && Guid.TryParse(one[0], out _) && one[1].Length == 32)
            .Select(one => new ChosenTicket(Guid.Parse(one[0]), one[2], one[3], one[1])).Take(Most).ToList();
        var command = typed.Where(text => text.Value.Length > 0).ToDictionary();
        var outcomes = new List<BulkOutcome>();
        // One after the other: the services decide about a team's tickets in turn anyway.
        foreach (var ticket in chosen) outcomes.Add(new BulkOutcome(ticket, (await services.Act(action, ticket.Id, name, command, ticket.Key, cancel)).Problem));
        // A field that is wrong is wrong for all: the form comes again.
        var wrong = outcomes.Count > 0 && outcomes.All(one => one.Problem is { Errors.Count: > 0 }) ? outcomes[0].Problem : null;
        return new RazorComponentResult<BulkPage>(new Dictionary<string, object?>
        {
            [nameof(BulkPage.Action)] = action,
            [nameof(BulkPage.Tickets)] = wrong is null ? chosen : [.. chosen.Select(ticket => ticket with { Key = IdempotencyKey.New() })],
            [nameof(BulkPage.Draft)] = wrong is null ? null : new Draft(name, typed, "", wrong),
            [nameof(BulkPage.Outcomes)] = wrong is null ? outcomes : null,
        })
        { StatusCode = wrong?.Status ?? StatusCodes.Status200OK };
    }
}
