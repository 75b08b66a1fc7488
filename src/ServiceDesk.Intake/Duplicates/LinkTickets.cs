using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>Two tickets have to do with each other. Whoever sees both may say so, and both show it to those who see both.</summary>
internal sealed record LinkTickets(Guid Ticket, LinkRelation Relation, Instant? OccurredAt) : IInput<LinkTickets>
{
    public static LinkTickets Read(Input input) =>
        new(PairCommand.ReadTicket(input, "ticket"), input.RequiredWord<LinkRelation>("relation"), input.Instant("occurredAt"));

    public (Decision Here, IReadOnlyList<object> There) Decide(TicketPair pair, Actor actor, Instant at)
    {
        if (pair.IsOneTicket) return PairCommand.Only(Decision.Invalid("ticket", "is the ticket itself"));
        var link = Link(pair, Relation);
        return pair.Ticket.Links.Contains(link)
            ? PairCommand.Only(Decision.Nothing)
            : PairCommand.Both(new TicketsLinked(actor.Id, link.From, link.FromNumber, link.To, link.ToNumber, link.Relation, at));
    }

    /// <summary>The link as both sides know it; one that reads the same in both directions begins with the smaller id.</summary>
    public static TicketLink Link(TicketPair pair, LinkRelation relation) => relation == LinkRelation.Related && pair.OtherId.CompareTo(pair.Id) < 0
        ? new TicketLink(pair.OtherId, pair.OtherNumber, pair.Id, pair.Number, relation)
        : new TicketLink(pair.Id, pair.Number, pair.OtherId, pair.OtherNumber, relation);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/links",
        (Guid id, Body<LinkTickets> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            return PairCommand.Run(
                id, command.Ticket, act, at, new { id, verb = "link", command }, pair => command.Decide(pair, act.Actor, at), journal, response, cancel);
        })
        .For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<LinkTickets>("application/json").Produces<CommandAnswer>().WithSummary("Links the ticket with another.");
}

/// <summary>A link is taken back, from either side of it.</summary>
internal static class UnlinkTickets
{
    public static (Decision Here, IReadOnlyList<object> There) Decide(TicketPair pair, LinkRelation relation, Actor actor, Instant at)
    {
        var link = LinkTickets.Link(pair, relation);
        return pair.Ticket.Links.Contains(link)
            ? PairCommand.Both(new TicketsUnlinked(actor.Id, link.From, link.FromNumber, link.To, link.ToNumber, link.Relation, at))
            : PairCommand.Only(Decision.Nothing);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/tickets/{id:guid}/links/{relation}/{other:guid}",
        async (Guid id, string relation, Guid other, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            if (Words.Find<LinkRelation>(relation) is not { } known) return Problem.NotFound;
            return await PairCommand.Run(
                id, other, act, act.Now, new { id, verb = "unlink", relation, other }, pair => Decide(pair, known, act.Actor, act.Now), journal, response, cancel);
        })
        .For(Roles.Agent, Roles.Lead, Roles.Admin).Produces<CommandAnswer>().WithSummary("Takes a link back that the ticket has with another.");
}
