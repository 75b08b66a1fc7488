using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Work;

/// <summary>What an agent has to do, what is most urgent first, and what waits in the agent's teams.</summary>
public sealed record MyWorkView(
    IReadOnlyList<TicketRow> Open, IReadOnlyList<TicketRow> Waiting, IReadOnlyList<TicketRow> Solved, IReadOnlyList<BoardLine> Offered, long OfferedCount, Problem? Problem)
{
    /// <summary>Parts of other tickets: those that the agent has, then those that nobody in the agent's teams has taken.</summary>
    public IReadOnlyList<SubtaskLine> Subtasks { get; init; } = [];

    /// <summary>What the agent was told as one of the management.</summary>
    public IReadOnlyList<EscalationLine> Escalations { get; init; } = [];

    /// <summary>Whose requester waits for an answer, the longest wait first.</summary>
    public IReadOnlyList<TicketRow> ToAnswer => field ??= [.. Open.Concat(Waiting).Where(ticket => ticket.RequesterWrote is not null).OrderBy(ticket => ticket.RequesterWrote)];

    /// <summary>The rest of those whose requester should have heard from the desk by now.</summary>
    public IReadOnlyList<TicketRow> ToUpdate(Instant now) =>
        [.. Open.Concat(Waiting).Where(ticket => ticket.NextUpdateDue < now && ticket.RequesterWrote is null).OrderBy(ticket => ticket.NextUpdateDue)];

    public IReadOnlyList<TicketRow> Rest(Instant now) => [.. Open.Where(ticket => ticket.RequesterWrote is null && !(ticket.NextUpdateDue < now))];

    public IReadOnlyList<TicketRow> StillWaiting(Instant now) => [.. Waiting.Where(ticket => ticket.RequesterWrote is null && !(ticket.NextUpdateDue < now))];
}

internal static class MyWork
{
    private const int Most = 100;
    private const int MostOffered = 8;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/work", Show).RequireAuthorization();
        routes.MapForm("/work/next", "/work", TakeNext);
    }

    private static async Task<IResult> Show(
        string? nothing, string? have, HttpContext http, ServicesClient services, Colleagues colleagues, Names names, Visitor visitor, Phrases say, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        await Task.WhenAll(colleagues.Know(cancel), names.Know(cancel));
        var view = await Load(services, colleagues, visitor, cancel);
        var mark = Fingerprint.Of(say, view.Open, view.Waiting, view.Solved, view.Offered, view.Subtasks, view.Escalations, view.Problem?.Status);
        var shown = new Dictionary<string, object?> { [nameof(MyWorkParts.View)] = view, [nameof(MyWorkParts.Mark)] = mark };
        if (Fragments.Wanted(http)) return mark == have ? Results.NoContent() : new RazorComponentResult<MyWorkParts>(shown);
        shown[nameof(MyWorkPage.Nothing)] = nothing is null ? null : colleagues.Team(nothing);
        return new RazorComponentResult<MyWorkPage>(shown);
    }

    /// <summary>The next ticket of a team, as the desk gives it out; the page of that ticket follows.</summary>
    private static async Task<IResult> TakeNext(
        IFormCollection form, HttpContext http, ServicesClient services, Colleagues colleagues, Names names, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var team = form["team"].ToString();
        var (given, problem) = await services.TakeNext(team, IdempotencyKey.Of(form), cancel);
        if (given is not null)
        {
            Flash.Set(http, "flash.work.next");
            return Results.LocalRedirect(Local.Url($"/tickets/{given.Id}", ("position", given.Position)));
        }
        if (problem is null) return Results.LocalRedirect(Local.Url("/work", ("nothing", team)));
        await Task.WhenAll(colleagues.Know(cancel), names.Know(cancel));
        var view = await Load(services, colleagues, visitor, cancel);
        return new RazorComponentResult<MyWorkPage>(new Dictionary<string, object?>
        {
            [nameof(MyWorkPage.View)] = view,
            [nameof(MyWorkPage.Refused)] = problem,
            [nameof(MyWorkPage.Key)] = IdempotencyKey.After(problem, form),
        })
        { StatusCode = problem.Status };
    }

    private static async Task<MyWorkView> Load(ServicesClient services, Colleagues colleagues, Visitor visitor, CancellationToken cancel)
    {
        var person = visitor.Person!.Id;
        string[] statuses = ["new", "assigned", "in-progress", "waiting", "resolved"];
        var mine = statuses.Select(status => services.TicketsIn(status, null, person, Most, cancel)).ToList();
        var offered = colleagues.OwnTeams.Select(team => services.Board("unrouted", team.Id, MostOffered, cancel)).ToList();
        var subtasks = colleagues.OwnTeams.Select(team => services.SubtasksIn("open", null, team.Id, MostOffered, cancel)).Prepend(services.SubtasksIn("in-progress", person, null, MostOffered, cancel)).ToList();
        var escalated = services.EscalatedTo(person, MostOffered, cancel);
        var answers = await Task.WhenAll(mine);
        var boards = await Task.WhenAll(offered);
        var parts = await Task.WhenAll(subtasks);
        return new MyWorkView(
            [.. answers[..3].SelectMany(Items).OrderBy(ticket => ticket.NextDue ?? Instant.MaxValue).ThenBy(ticket => ticket.OpenedAt)],
            [.. Items(answers[3])], [.. Items(answers[4])],
            [.. boards.SelectMany(board => board.Value?.Items ?? []).OrderBy(line => line.Priority).ThenBy(line => line.OpenedAt).Take(MostOffered)],
            boards.Sum(board => board.Value?.Counts.GetValueOrDefault("unrouted") ?? 0),
            answers.Select(answer => answer.Problem).FirstOrDefault(problem => problem is not null))
        {
            Subtasks = [.. parts.SelectMany(part => part.Value?.Items ?? []).Take(2 * MostOffered)],
            Escalations = (await escalated).Value?.Items ?? [],
        };
    }

    private static IReadOnlyList<TicketRow> Items(Answer<Listing<TicketRow>> answer) => answer.Value?.Items ?? [];
}
