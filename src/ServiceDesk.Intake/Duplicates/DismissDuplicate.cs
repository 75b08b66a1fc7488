using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>Somebody looked: the two tickets are two matters. They are shown as dismissed from then on, and join no cluster.</summary>
internal sealed record DismissDuplicate(string? Reason, Instant? OccurredAt) : IInput<DismissDuplicate>
{
    public static DismissDuplicate Read(Input input) => new(input.Text("reason", 10_000), input.Instant("occurredAt"));

    public (Decision Here, IReadOnlyList<object> There) Decide(TicketPair pair, Actor actor, Instant at)
    {
        if (pair.IsOneTicket) return PairCommand.Only(Decision.Missing);
        if (pair.Ticket.Dismissed.Contains(pair.OtherId) || pair.Other.Dismissed.Contains(pair.Id)) return PairCommand.Only(Decision.Nothing);
        return PairCommand.Only(Decision.Accept(new DuplicateDismissed(actor.Id, pair.OtherId, pair.OtherNumber, pair.Ticket.Submitted!.Requester, Reason, at)));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/duplicates/{other:guid}/dismiss",
        (Guid id, Guid other, Body<DismissDuplicate> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            return PairCommand.Run(
                id, other, act, at, new { id, verb = "dismiss", other, command }, pair => command.Decide(pair, act.Actor, at), journal, response, cancel);
        })
        .For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<DismissDuplicate>("application/json").Produces<CommandAnswer>().WithSummary("The two tickets are no duplicates.");
}
