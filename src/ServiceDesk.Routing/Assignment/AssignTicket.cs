using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing;

/// <summary>A person gives the ticket to an agent, or to a team, whose agent is then found by the rules.</summary>
internal sealed record AssignTicket(string? Team, string? Agent, string? Reason) : IInput<AssignTicket>
{
    public static AssignTicket Read(Input input)
    {
        var command = new AssignTicket(input.Text("team", 50), input.Text("agent", 100), input.Text("reason", 1000));
        if (command.Team is null && command.Agent is null) input.Refuse("agent", "is required, or a team");
        return command;
    }

    /// <summary>Why it cannot be; null = it can.</summary>
    public Decision? Refuse(Ticket ticket, RoutingTables tables, Actor actor, Instant at)
    {
        if (ticket.Assignment.HasEnded) return TicketMove.Ended;
        if (!TicketMove.MayMove(actor, tables.Teams, ticket.Routed!.Team)) return Decision.Reject("not-of-the-team", "Only a lead or a member of its team gives a ticket to somebody.");
        if (Team is not null && tables.Teams.Find(Team) is null) return Decision.Invalid("team", "is no team");
        if (Agent is null) return null;
        if (TeamOf(ticket, tables.Teams) is null) return Decision.Invalid("agent", Team is null ? "is no member of any team" : "is no member of the team");
        return Unfit(AssignmentFacts.Of(ticket.Routed), tables, Agent, Reason, at);
    }

    /// <summary>The team in which the agent gets it: the named one, else the present one, else the agent's first.</summary>
    public TeamDefined? TeamOf(Ticket ticket, Teams teams)
    {
        if (Team is not null) return teams.Find(Team) is { } named && named.Members.Contains(Agent!) ? named : null;
        return teams.Find(ticket.Routed!.Team ?? "") is { } present && present.Members.Contains(Agent!) ? present : teams.All.Find(team => team.Members.Contains(Agent!));
    }

    /// <summary>The refusal to give a ticket to somebody who cannot do it. A person may know better about skills, and says why; nobody gives work to who is absent.</summary>
    public static Decision? Unfit(AssignmentFacts facts, RoutingTables tables, string agent, string? reason, Instant at)
    {
        var standing = Choosing.Judge(tables, facts, Choosing.BasisOf(tables, facts, at), agent, default, [], at);
        return standing.Excluded switch
        {
            Exclusions.NoAgent => Decision.Invalid("agent", "is no agent any more"),
            Exclusions.Organization => Decision.Invalid("agent", "may not see tickets of this organisation"),
            Exclusions.Skill or Exclusions.Tier or Exclusions.Language when reason is null =>
                Decision.Reject("lacks-" + standing.Excluded, $"The agent lacks what the ticket needs ({standing.Detail ?? "a higher tier"}); give a reason to do it nevertheless."),
            _ when tables.Roster.At(agent, at).Presence == Presence.Absent => Decision.Reject("absent", "The agent is absent."),
            _ => null,
        };
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/assign", (Guid id, Body<AssignTicket> body, TicketMoveRequest request) =>
        TicketMove.Handle(request, id, "assign", body.Value, async (work, tables, ticket) =>
        {
            var command = body.Value;
            if (await WorkReadModel.IsFinished(request.Journal, id, request.Cancel)) return TicketMove.Ended;
            if (command.Refuse(ticket, tables, request.Act.Actor, work.At) is { } refusal) return refusal;
            var move = new Move(AssignmentCause.Given, request.Act.Actor.Id, command.Reason);
            if (command.Agent is not { } agent)
            {
                if (await Assigning.Reroute(work, tables, id, command.Team, move) is null) return Decision.Reject("imported", "Give an imported ticket to an agent.");
                return null;
            }
            var team = command.TeamOf(ticket, tables.Teams)!.Team;
            if ((ticket.Counts, ticket.Routed!.Team, ticket.Routed.Agent) != (true, team, agent)) await Assigning.Give(work, tables, id, team, agent, move);
            return null;
        }))
        .For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<AssignTicket>("application/json").Produces<CommandAnswer>().WithSummary("Gives the ticket to an agent or a team.");
}
