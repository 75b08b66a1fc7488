using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Somebody called and needs help: the agent records the call, and the ticket comes with it, both or neither.</summary>
internal sealed record RecordCall(string Caller, Duration? Length, string Transcript, string? Outcome, Instant? OccurredAt, SubmitTicket Ticket) : IInput<RecordCall>
{
    private const string Channel = "phone";

    public static RecordCall Read(Input input)
    {
        var ticket = input.Object("ticket", ReadTicket);
        if (ticket is null) input.Require("ticket");
        var caller = RecordContact.ReadCaller(input);
        if (caller is null) input.Require("caller");
        var (transcript, at) = (RecordContact.ReadTranscript(input), input.Instant("occurredAt"));
        return new RecordCall(
            caller!, RecordContact.ReadLength(input), transcript, RecordContact.ReadOutcome(input), at,
            ticket is null ? null! : ticket with { Channel = Channel, Description = ticket.Description ?? transcript, OccurredAt = at });
    }

    public Decision Decide(Ticket ticket, string number, string requester, Actor agent, Instant at)
    {
        var decision = Ticket.Decide(ticket, number, requester, at);
        return decision is Decision.Accepted { Events: [TicketSubmitted submitted] }
            ? Decision.Accept(submitted, new ContactRecorded(agent.Id, requester, ContactPurpose.Report, Incoming: true, Caller, Length, Transcript, Outcome, at))
            : decision;
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/channels/phone",
        async (Body<RecordCall> body, Act act, Submissions submissions, CancellationToken cancel) =>
        {
            var call = body.Value;
            var answer = await submissions.Submit(
                call.Ticket, (complete, ticket, number, requester, at) => (call with { Ticket = complete }).Decide(ticket, number, requester, act.Actor, at), call, act, act.IdempotencyKey, waitForRoom: false, cancel);
            return answer.Problem ?? (IResult)answer;
        })
        .For(Roles.Agent, Roles.Lead, Roles.Admin)
        .Accepts<RecordCall>("application/json").Produces<SubmissionAnswer>(StatusCodes.Status201Created).WithSummary("Records a call and submits its ticket.");

    private static SubmitTicket ReadTicket(Input input)
    {
        var ticket = SubmitTicket.Read(input);
        if (ticket.Channel is not (null or Channel)) input.Refuse("channel", "must be phone");
        if (ticket.OccurredAt is not null) input.Refuse("occurredAt", "belongs to the call");
        if (ticket.IdempotencyKey is not null) input.Refuse("idempotencyKey", "belongs into a batch; here send the Idempotency-Key header");
        return ticket;
    }
}
