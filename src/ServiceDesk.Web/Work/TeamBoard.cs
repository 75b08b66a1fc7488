using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Work;

/// <summary>The tickets of a team by how far they are.</summary>
public sealed record BoardView(WorkTeam? Team, IReadOnlyList<BoardColumn> Columns, IReadOnlyDictionary<string, long> Counts, Problem? Problem);

/// <summary>The first tickets of a status; more = there are others.</summary>
public sealed record BoardColumn(string Status, IReadOnlyList<TicketRow> Tickets, bool More);

internal static class TeamBoard
{
    private const int Most = 25;

    private static readonly string[] statuses = ["new", "assigned", "in-progress", "waiting", "resolved"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/work/board", Show).RequireAuthorization();

    private static async Task<IResult> Show(
        string? team, string? have, HttpContext http, ServicesClient services, Colleagues colleagues, Visitor visitor, Phrases say, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        await colleagues.Know(cancel);
        var view = await Load(colleagues.Chosen(team), services, cancel);
        var mark = Fingerprint.Of(say, view.Team?.Id, view.Columns, view.Counts, view.Problem?.Status);
        var shown = new Dictionary<string, object?> { [nameof(BoardColumns.View)] = view, [nameof(BoardColumns.Mark)] = mark };
        if (!Fragments.Wanted(http)) return new RazorComponentResult<BoardWorkPage>(shown);
        return mark == have ? Results.NoContent() : new RazorComponentResult<BoardColumns>(shown);
    }

    private static async Task<BoardView> Load(WorkTeam? team, ServicesClient services, CancellationToken cancel)
    {
        if (team is null) return new BoardView(null, [], new Dictionary<string, long>(), null);
        var columns = statuses.Select(status => services.TicketsIn(status, team.Id, null, Most, cancel)).ToList();
        var board = await services.Board("unrouted", team.Id, 1, cancel);
        var answers = await Task.WhenAll(columns);
        return new BoardView(
            team,
            [.. statuses.Zip(answers, (status, answer) => new BoardColumn(status, answer.Value?.Items ?? [], answer.Value?.Next is not null))],
            board.Value?.Counts ?? new Dictionary<string, long>(),
            answers.Select(answer => answer.Problem).FirstOrDefault(problem => problem is not null));
    }
}
