using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>The merge was a mistake: the ticket goes on by itself. Whatever became of the other since, as long as it is not archived.</summary>
internal sealed record UnmergeTicket(string? Reason, Instant? OccurredAt) : IInput<UnmergeTicket>
{
    private static readonly Decision notMerged = Decision.Reject("not-merged", "The ticket is not merged into another.");

    public static UnmergeTicket Read(Input input) => new(input.Text("reason", 10_000), input.Instant("occurredAt"));

    public (Decision Here, IReadOnlyList<object> There) Decide(TicketPair pair, Actor actor, Instant at) => pair.Ticket.MergedInto != pair.OtherId
        ? PairCommand.Only(notMerged)
        : (
            Decision.Accept(new TicketUnmerged(actor.Id, pair.OtherId, pair.OtherNumber, pair.Ticket.Submitted!.Requester, Reason, at)),
            [new TicketReleased(actor.Id, pair.Id, pair.Number, at)]);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/unmerge",
        async (Guid id, Body<UnmergeTicket> body, Act act, Journal journal, ArchivedTickets archive, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            // Where it is not merged (any more), the ticket itself tells whether this is a repetition of the request that unmerged it.
            var from = (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State.MergedInto ?? id;
            var isArchived = await archive.Has(from, cancel);
            return await PairCommand.Run(
                id, from, act, at, new { id, verb = "unmerge", command }, pair => PairCommand.Unarchived(command.Decide(pair, act.Actor, at), isArchived), journal, response, cancel);
        })
        .For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<UnmergeTicket>("application/json").Produces<CommandAnswer>()
        .WithSummary("Takes a merge back: the ticket goes on by itself, as it was.");
}
