using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Work;

/// <summary>What a lead must know of a team: who carries what, and what needs a decision.</summary>
public sealed record TeamWorkView(WorkTeam Team)
{
    public Rebalancing? Rebalancing { get; init; }

    public IReadOnlyDictionary<string, Availability> Presence { get; init; } = new Dictionary<string, Availability>();

    /// <summary>What waits in the team, and what waits for any team.</summary>
    public IReadOnlyList<BoardLine> Unrouted { get; init; } = [];

    public IReadOnlyList<TicketRow> Due { get; init; } = [];

    /// <summary>The chosen reason of being in danger of being forgotten, with the counts of all.</summary>
    public AttentionPage? Attention { get; init; }

    public IReadOnlyList<EscalationLine> Escalations { get; init; } = [];

    public IReadOnlyList<MajorIncidentLine> MajorIncidents { get; init; } = [];

    public Problem? Problem { get; init; }
}

/// <summary>What came of chosen moves.</summary>
public sealed record MovesResult(IReadOnlyList<MoveMade> Moves, IReadOnlyDictionary<Guid, string> Numbers);

/// <summary>Moves of which nobody knows what became, as they were sent.</summary>
public sealed record MovesAgain(string Key, string Team, string Note, IReadOnlyList<string> Moves);

internal static class TeamWork
{
    private const int Most = 10;
    public static readonly IReadOnlyList<string> Reasons = ["no-activity", "no-owner", "no-next-step", "overdue-update"];

    /// <summary>What is due within this time is soon late.</summary>
    private static readonly Duration soon = Duration.FromHours(4);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/work/team", Show).RequireAuthorization();
        routes.MapForm("/work/team/rebalancing", "/work/team", Rebalance);
    }

    private static async Task<IResult> Show(
        string? team, string? look, string? have, HttpContext http, ServicesClient services, Colleagues colleagues, Visitor visitor, Phrases say, CancellationToken cancel)
    {
        if (!visitor.Is("lead", "admin")) return Results.StatusCode(StatusCodes.Status403Forbidden);
        await colleagues.Know(cancel);
        if (colleagues.Chosen(team) is not { } chosen) return new RazorComponentResult<TeamWorkPage>();
        var view = await Load(chosen, Reasons.FirstOrDefault(reason => reason == look) ?? Reasons[0], services, say, cancel);
        var mark = Fingerprint.Of(say, view);
        var shown = new Dictionary<string, object?> { [nameof(TeamWorkParts.View)] = view, [nameof(TeamWorkParts.Mark)] = mark };
        if (!Fragments.Wanted(http)) return new RazorComponentResult<TeamWorkPage>(shown);
        return mark == have ? Results.NoContent() : new RazorComponentResult<TeamWorkParts>(shown);
    }

    /// <summary>Makes the moves that were ticked; each is made or refused for itself, and the page says which.</summary>
    private static async Task<IResult> Rebalance(
        IFormCollection form, ServicesClient services, Colleagues colleagues, Visitor visitor, Phrases say, CancellationToken cancel)
    {
        if (!visitor.Is("lead", "admin")) return Results.StatusCode(StatusCodes.Status403Forbidden);
        await colleagues.Know(cancel);
        if (colleagues.Team(form["team"].ToString()) is not { } team) return Results.StatusCode(StatusCodes.Status404NotFound);
        var chosen = form["move"].Select(move => (move ?? "").Split('|')).Where(move => move.Length == 4).Select(move => (Ticket: move[0], From: move[1], To: move[2], Number: move[3])).ToList();
        var (note, key) = (form["note"].ToString().Trim(), IdempotencyKey.Of(form));
        var moves = new { moves = chosen.Select(move => new { ticket = move.Ticket, from = move.From, to = move.To }), note = note.Length > 0 ? note : null };
        var (made, problem) = chosen.Count == 0 ? default : await services.Move(team.Id, moves, key, cancel);
        return new RazorComponentResult<TeamWorkPage>(new Dictionary<string, object?>
        {
            [nameof(TeamWorkPage.View)] = await Load(team, Reasons[0], services, say, cancel),
            [nameof(TeamWorkPage.Result)] = made is null ? null : new MovesResult(made.Results, chosen.Where(move => Guid.TryParse(move.Ticket, out _)).ToDictionary(move => Guid.Parse(move.Ticket), move => move.Number)),
            [nameof(TeamWorkPage.Refused)] = problem,
            [nameof(TeamWorkPage.Again)] = problem is { Temporary: true } ? new MovesAgain(key, team.Id, note, [.. form["move"].OfType<string>()]) : null,
            [nameof(TeamWorkPage.NothingChosen)] = chosen.Count == 0,
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }

    private static async Task<TeamWorkView> Load(WorkTeam team, string look, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var rebalancing = services.Rebalancing(team.Id, cancel);
        var roster = services.Roster(cancel);
        var unrouted = services.Board("unrouted", null, 100, cancel);
        var due = services.Tickets(Local.Url("", ("team", team.Id), ("sort", "due"), ("limit", $"{Most}")), cancel);
        var attention = services.Attention(look, team.Id, Most, cancel);
        var escalations = services.OpenEscalations(team.Id, Most, cancel);
        var major = services.MajorIncidents(cancel);
        var presence = (await roster).Value?.Items ?? [];
        return new TeamWorkView(team)
        {
            Rebalancing = (await rebalancing).Value,
            Presence = presence.ToDictionary(one => one.Agent, one => one.Availability),
            Unrouted = [.. ((await unrouted).Value?.Items ?? []).Where(line => line.Team is null || line.Team == team.Id).OrderBy(line => line.Priority).ThenBy(line => line.OpenedAt).Take(Most)],
            Due = [.. ((await due).Value?.Items ?? []).Where(ticket => ticket.NextDue < say.Now + soon)],
            Attention = (await attention).Value,
            Escalations = (await escalations).Value?.Items ?? [],
            MajorIncidents = (await major).Value?.Items ?? [],
            Problem = (await due).Problem ?? (await attention).Problem ?? (await unrouted).Problem,
        };
    }
}
