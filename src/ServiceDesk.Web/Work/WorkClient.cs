using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Work;

/// <summary>What the workbench asks the services.</summary>
internal static class WorkClient
{
    /// <summary>The first tickets of a status, the soonest due first; what is solved has nothing due and comes in the order in which it was opened.</summary>
    public static Task<Answer<Listing<TicketRow>>> TicketsIn(this ServicesClient services, string status, string? team, string? agent, int limit, CancellationToken cancel) =>
        services.Tickets(Local.Url("", ("status", status), ("team", team), ("agent", agent), ("sort", status == "resolved" ? "-opened" : "due"), ("limit", $"{limit}")), cancel);

    public static Task<Answer<Listing<WorkTeam>>> WorkTeams(this ServicesClient services, CancellationToken cancel) =>
        services.Read<Listing<WorkTeam>>("Routing", "/teams", cancel);

    public static Task<Answer<Listing<Colleague>>> Colleagues(this ServicesClient services, string role, CancellationToken cancel) =>
        services.Read<Listing<Colleague>>("Intake", Local.Url("/people", ("role", role)), cancel);

    public static Task<Answer<GivenTicket>> TakeNext(this ServicesClient services, string team, string key, CancellationToken cancel) =>
        services.Ask<GivenTicket>(HttpMethod.Post, "Routing", $"/teams/{Uri.EscapeDataString(team)}/next", null, key, cancel);

    public static Task<Answer<BoardPage>> Board(this ServicesClient services, string board, string? team, int limit, CancellationToken cancel) =>
        services.Read<BoardPage>("Routing", Local.Url($"/boards/{board}", ("team", team), ("limit", $"{limit}")), cancel);

    public static Task<Answer<UnroutedQueue>> Unrouted(this ServicesClient services, CancellationToken cancel) =>
        services.Read<UnroutedQueue>("Routing", "/queues/unrouted?limit=1", cancel);

    public static Task<Answer<AttentionPage>> Attention(this ServicesClient services, string reason, string? team, int limit, CancellationToken cancel) =>
        services.Read<AttentionPage>("Resolution", Local.Url("/tickets/attention", ("reason", reason), ("team", team), ("limit", $"{limit}")), cancel);

    public static Task<Answer<Rebalancing>> Rebalancing(this ServicesClient services, string team, CancellationToken cancel) =>
        services.Read<Rebalancing>("Routing", $"/teams/{Uri.EscapeDataString(team)}/rebalancing?limit=20", cancel);

    public static Task<Answer<MovesMade>> Move(this ServicesClient services, string team, object moves, string key, CancellationToken cancel) =>
        services.Ask<MovesMade>(HttpMethod.Post, "Routing", $"/teams/{Uri.EscapeDataString(team)}/rebalancing", moves, key, cancel);

    public static Task<Answer<RosterAgents>> Roster(this ServicesClient services, CancellationToken cancel) => services.Read<RosterAgents>("Routing", "/roster", cancel);

    /// <summary>What management was told of a team's tickets and nobody has taken care of.</summary>
    public static Task<Answer<Listing<EscalationLine>>> OpenEscalations(this ServicesClient services, string team, int limit, CancellationToken cancel) =>
        services.Escalations(cancel, ("open", "true"), ("team", team), ("limit", $"{limit}"));

    /// <summary>What somebody was told and nobody has taken care of.</summary>
    public static Task<Answer<Listing<EscalationLine>>> EscalatedTo(this ServicesClient services, string recipient, int limit, CancellationToken cancel) =>
        services.Escalations(cancel, ("open", "true"), ("recipient", recipient), ("limit", $"{limit}"));

    /// <summary>All that management was told of a ticket.</summary>
    public static Task<Answer<Listing<EscalationLine>>> EscalationsOf(this ServicesClient services, Guid ticket, CancellationToken cancel) =>
        services.Escalations(cancel, ("ticket", ticket.ToString()), ("limit", "20"));

    public static Task<Answer<Listing<SubtaskLine>>> SubtasksIn(this ServicesClient services, string state, string? owner, string? team, int limit, CancellationToken cancel) =>
        services.Read<Listing<SubtaskLine>>("Routing", Local.Url("/subtasks", ("state", state), ("owner", owner), ("team", team), ("limit", $"{limit}")), cancel);

    public static Task<Answer<Listing<MajorIncidentLine>>> MajorIncidents(this ServicesClient services, CancellationToken cancel) =>
        services.Read<Listing<MajorIncidentLine>>("Routing", "/major-incidents?state=declared&limit=20", cancel);

    private static Task<Answer<Listing<EscalationLine>>> Escalations(this ServicesClient services, CancellationToken cancel, params ReadOnlySpan<(string, string?)> query) =>
        services.Read<Listing<EscalationLine>>("Routing", Local.Url("/escalations", query), cancel);
}
