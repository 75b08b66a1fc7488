using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>
/// The requester, or somebody for the requester, says something more. What is said is kept on ended tickets too: it may be the objection
/// to the end. It does not open them again.
/// </summary>
internal sealed record ReceiveMessage(string Text, string? Channel, string? MessageId, IReadOnlyList<string> Attachments, Instant? OccurredAt)
    : ITicketCommand<ReceiveMessage, Ticket>
{
    public static ReceiveMessage Read(Input input) => new(
        input.RequiredText("text", 100_000), SubmitTicket.ReadChannel(input), input.Text("messageId", 998), input.Texts("attachments", 36), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (MessageId is not null && ticket.MessageIds.Contains(MessageId)) return Decision.Nothing;
        if (!Attachments.All(ticket.Attachments.ContainsKey))
            return Decision.Invalid("attachments", "must be ids of attachments of this ticket");
        var channel = Channel ?? (actor.Via == "web" ? "portal" : "api");
        return Decision.Accept(new MessageReceived(actor.Id, ticket.Submitted!.Requester, Text, channel, MessageId, Attachments, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/messages",
        async (Guid id, Body<ReceiveMessage> body, Act act, Messages messages, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb = "messages", command });
            var outcome = await messages.Receive(id, act.IfMatch, ticket => TicketCommand.Decide(ticket, command, act.Actor, at), meta, at, cancel);
            return outcome.ToHttp(response, id, Logs.Intake);
        })
        .For(Roles.Requester, Roles.System, Roles.Agent, Roles.Lead, Roles.Admin)
        .Accepts<ReceiveMessage>("application/json").Produces<CommandAnswer>().WithSummary("Says something more about a ticket.");
}
