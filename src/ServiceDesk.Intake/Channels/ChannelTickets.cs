using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>What a channel was told.</summary>
/// <param name="Matter">Names the matter within the desk: channel, organisation and the sender's own key, so that the same always means the same ticket. Null = a matter of its own.</param>
/// <param name="MessageId">The sender's own id of this message; null = it has none, and a repetition cannot be known.</param>
/// <param name="Opening">The ticket, when this is the first message of its matter.</param>
/// <param name="Text">What a later message says; null = later ones add nothing.</param>
internal sealed record ChannelMessage(string? Matter, string? MessageId, SubmitTicket Opening, string? Text)
{
    /// <summary>What it means to the ticket of its matter.</summary>
    public Decision Decide(Ticket ticket, string by, Instant at)
    {
        if (ticket.Submitted is null) return Decision.Missing;
        if (Text is null) return Decision.Nothing;
        if (ticket.End is { } end and not TicketEnd.Merged) return Decision.Reject(Words.Of(end), "The ticket has ended.");
        if (MessageId is { } id && ticket.MessageIds.Contains(id)) return Decision.Nothing;
        return Decision.Accept(new MessageReceived(by, ticket.Submitted.Requester, Text, Opening.Channel!, MessageId, [], at));
    }
}

/// <summary>What became of a message: <c>created</c> a ticket (201), was <c>appended</c> to one, or found it <c>known</c> (200).</summary>
internal sealed record ChannelAnswer(Guid Id, string Number, string Outcome, string Position) : IResult
{
    public const string Created = "created", Appended = "appended", Known = "known";

    public int Status => Outcome == Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Location = $"/tickets/{Id}";
        return TypedResults.Json(this, HttpJson.Options, statusCode: Status).ExecuteAsync(httpContext);
    }
}

/// <summary>Takes messages of all channels that know their matters by keys: the first of a matter becomes a ticket, later ones go to it.</summary>
internal sealed class ChannelTickets(Journal journal, Submissions submissions, Messages received)
{
    private static readonly Guid matters = new("5b1c1f0a-2f5b-5d43-8f0e-0d2f6f4f8a31");
    private static readonly Guid messages = new("b6de0b1c-6a55-5c0d-9f1b-64f3a6f2c7d8");
    private const int MostTickets = 1000;

    /// <summary>Takes a message; a repetition is answered as the first was, and records nothing.</summary>
    /// <exception cref="RefusedException">It cannot be taken; nothing was recorded.</exception>
    public async Task<ChannelAnswer> Take(ChannelMessage message, Act act, CancellationToken cancel)
    {
        var meta = act.Meta(null, message) with
        {
            Request = message.MessageId is null ? null : NameBasedId.Create(messages, $"{message.Matter}\n{message.MessageId}").ToString(),
        };
        if (message.Matter is null) return await Open(message, act, Guid.CreateVersion7(), meta, cancel);
        for (var count = 0; count < MostTickets; count++)
        {
            var id = NameBasedId.Create(matters, count == 0 ? message.Matter : $"{message.Matter}\n{count}");
            if (await Append(id, message, act, meta, cancel) is not { } outcome)
            {
                var answer = await Open(message, act, id, meta, cancel);
                // Another message of the matter may have come first: then this one is a later one.
                if (answer.Outcome == ChannelAnswer.Created || await Append(id, message, act, meta, cancel) is not { } second) return answer;
                outcome = second;
            }
            if (outcome.Kind != OutcomeKind.Rejected) return Answer(outcome);
        }
        throw new RefusedException(Problem.Of(StatusCodes.Status409Conflict, "too-many-tickets", "This thread has had too many tickets; begin a new one."));
    }

    private async Task<ChannelAnswer> Open(ChannelMessage message, Act act, Guid id, EventMeta meta, CancellationToken cancel)
    {
        var answer = await submissions.Submit(message.Opening, act, id, meta, waitForRoom: false, canAskBack: false, cancel);
        if (answer.Problem is { } problem) throw new RefusedException(problem);
        return new ChannelAnswer(answer.Id, answer.Number!, answer.IsNew ? ChannelAnswer.Created : ChannelAnswer.Known, answer.Position!);
    }

    /// <summary>Null when there is no such ticket; refused when it ended.</summary>
    private async Task<Appended?> Append(Guid id, ChannelMessage message, Act act, EventMeta meta, CancellationToken cancel)
    {
        var recorded = 0;
        var outcome = await received.Receive(id, null, ticket =>
        {
            var decision = message.Decide(ticket, act.Actor.Id, act.Now);
            recorded = decision is Decision.Accepted accepted ? accepted.Events.Count : 0;
            return decision;
        }, meta, act.Now, cancel);
        return outcome.Kind == OutcomeKind.NotFound ? null
            : new Appended(id, outcome.Kind, outcome.State, outcome.Position, outcome.Kind == OutcomeKind.Accepted && recorded > 0);
    }

    private ChannelAnswer Answer(Appended outcome) => new(
        outcome.Ticket, outcome.State.Submitted!.Number, outcome.IsRecorded ? ChannelAnswer.Appended : ChannelAnswer.Known,
        new LogPosition(journal.Log, outcome.Position).ToString());

    private sealed record Appended(Guid Ticket, OutcomeKind Kind, Ticket State, long Position, bool IsRecorded);
}
