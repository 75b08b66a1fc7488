using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>
/// Two tickets are one matter: the other goes on for both. Nothing is copied, so that it can be taken back until the other is archived. Only open tickets merge and are
/// merged into, so no circle can arise; a ticket that others were merged into may itself be merged.
/// </summary>
internal sealed record MergeTicket(Guid Into, string? Reason, Instant? OccurredAt) : IInput<MergeTicket>
{
    public static MergeTicket Read(Input input) => new(PairCommand.ReadTicket(input, "into"), input.Text("reason", 10_000), input.Instant("occurredAt"));

    /// <param name="pair">The ticket, and the one it is merged into.</param>
    /// <param name="closed">Those of the two that are closed.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="at">When it was done.</param>
    public (Decision Here, IReadOnlyList<object> There) Decide(TicketPair pair, IReadOnlySet<Guid> closed, Actor actor, Instant at)
    {
        if (pair.IsOneTicket) return Refuse(Decision.Invalid("into", "is the ticket itself"));
        if (pair.Ticket.MergedInto == pair.OtherId) return Refuse(Decision.Nothing);
        if (pair.Ticket.End is not null) return Refuse(Ended.Refuse(pair.Ticket));
        if (pair.Other.End is not null) return Refuse(Decision.Reject("target-ended", "The ticket to merge into has ended itself."));
        if (closed.Contains(pair.Id)) return Refuse(Decision.Reject("closed", "The ticket is closed."));
        if (closed.Contains(pair.OtherId)) return Refuse(Decision.Reject("target-ended", "The ticket to merge into is closed."));
        var (here, there) = (pair.Ticket.Submitted!, pair.Other.Submitted!);
        if (here.Organization != there.Organization) return Refuse(Decision.Reject("other-organization", "The tickets belong to two organisations."));
        return (
            Decision.Accept(new TicketMerged(actor.Id, pair.OtherId, there.Number, here.Requester, Reason, at)),
            [new TicketAbsorbed(actor.Id, pair.Id, here.Number, at)]);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/merge",
        async (Guid id, Body<MergeTicket> body, Act act, Journal journal, ArchivedTickets archive, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            var closed = await ClosedTicketsReadModel.Among([id, command.Into], journal, cancel);
            var isArchived = await archive.Has(command.Into, cancel);
            return await PairCommand.Run(
                id, command.Into, act, at, new { id, verb = "merge", command }, pair => PairCommand.Unarchived(command.Decide(pair, closed, act.Actor, at), isArchived), journal, response, cancel);
        })
        .For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<MergeTicket>("application/json").Produces<CommandAnswer>()
        .WithSummary("Merges the ticket into another of the same organisation, which goes on for both.");

    private static (Decision Here, IReadOnlyList<object> There) Refuse(Decision decision) => PairCommand.Only(decision);
}
