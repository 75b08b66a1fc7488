using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>A command on a ticket that may open a follow-up.</summary>
internal interface IOpensFollowUp<TSelf> : ITicketCommand<TSelf> where TSelf : IOpensFollowUp<TSelf>
{
    /// <summary>The follow-up that an accepted command opens; null when none is needed.</summary>
    FollowUpOpened? FollowUp(Ticket ticket, Instant at);
}

/// <summary>Commands that may open a follow-up. Both are recorded together or not at all.</summary>
internal static class FollowingUp
{
    public static RouteHandlerBuilder Map<T>(IEndpointRouteBuilder routes, string verb, params string[] roles) where T : class, IOpensFollowUp<T> =>
        routes.MapPost($"/tickets/{{id:guid}}/{verb}", async (Guid id, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command });
            var decidedOn = Ticket.Initial;
            var outcome = await journal.Handle<Ticket>(Streams.Ticket(id), act.IfMatch, Decide, Beside, meta, at, cancel);
            return outcome.ToHttp(response, id, journal.Log);

            Decision Decide(Ticket ticket)
            {
                decidedOn = ticket;
                return TicketCommand.Decide(ticket, command, act.Actor, at);
            }

            async Task<IReadOnlyList<StreamAppend>> Beside(IReadOnlyList<object> recorded)
            {
                if (command.FollowUp(decidedOn, at) is not { } opened) return [];
                var stream = Streams.FollowUp(id);
                var before = await journal.Load<FollowUp>(stream, cancel);
                return before.State.Open(opened) is Decision.Accepted { Events: { Count: > 0 } events }
                    ? [new StreamAppend(stream, before.Version, [.. events.Select(one => new NewEvent(one, meta, at))])]
                    : [];
            }
        }).For(roles).Accepts<T>("application/json").Produces<CommandAnswer>();
}
