using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Catalogue;

namespace ServiceDesk.Intake;

/// <summary>What a submission is answered: the ticket (201), or the problem.</summary>
internal sealed record SubmissionAnswer(Guid Id, string? Number, string? Position, [property: JsonIgnore] Problem? Problem) : IResult
{
    /// <summary>False when the ticket was there before.</summary>
    [JsonIgnore]
    public bool IsNew { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        CrashPoint.Reach(CrashPoint.AnswerBegun);
        var response = httpContext.Response;
        if (CrashPoint.IsWanted(CrashPoint.AnswerSent)) response.OnCompleted(Sent);
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.Location = $"/tickets/{Id}";
        response.Headers.ETag = OutcomeHttp.ETag(1);
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        WriteFields(writer);
        writer.WriteEndObject();
        writer.Flush();
        CrashPoint.Reach(CrashPoint.AnswerWritten);
        return Task.CompletedTask;
    }

    private static Task Sent()
    {
        CrashPoint.Reach(CrashPoint.AnswerSent);
        return Task.CompletedTask;
    }

    public void WriteFields(Utf8JsonWriter writer)
    {
        writer.WriteString("id", Id);
        writer.WriteString("number", Number);
        writer.WriteString("position", Position);
    }
}

/// <summary>Submits tickets, one by one or from a batch: with a key, a repeated submission meets the stream of the first and gets its answer.</summary>
internal sealed class Submissions(Journal journal, TicketNumbers numbers, KnownFacts known, Catalogues catalogues)
{
    /// <param name="command">A submission; unless it was read from JSON, it is measured by the catalogue here.</param>
    /// <param name="act">Who, when, and through what.</param>
    /// <param name="key">Makes a repetition harmless; null = none.</param>
    /// <param name="waitForRoom">Wait while the log is busy instead of refusing.</param>
    /// <param name="canAskBack">Whether the submitter reads the answer: then an incomplete submission is refused, else it becomes a ticket that tells what is missing.</param>
    /// <param name="cancel">Ends the wait.</param>
    public ValueTask<SubmissionAnswer> Submit(SubmitTicket command, Act act, string? key, bool waitForRoom, bool canAskBack, CancellationToken cancel) => Submit(
        command, static (complete, ticket, number, requester, at) => complete.Decide(ticket, number, requester, at), command with { IdempotencyKey = null }, act, key,
        waitForRoom, canAskBack, cancel);

    /// <summary>Submits a ticket together with what belongs to it, as decided from the completed submission, the ticket as it is, its number, requester and instant.</summary>
    public ValueTask<SubmissionAnswer> Submit(
        SubmitTicket command, Func<SubmitTicket, Ticket, string, string, Instant, Decision> decide, object content, Act act, string? key, bool waitForRoom,
        bool canAskBack, CancellationToken cancel)
    {
        var request = act.RequestId(Act.Key(key));
        return Submit(command, decide, act, request ?? Guid.CreateVersion7(), act.Meta(request, content), waitForRoom, canAskBack, cancel);
    }

    /// <summary>Submits under an id that is made from the sender's own, so that a repetition meets the first ticket whatever else it says.</summary>
    public ValueTask<SubmissionAnswer> Submit(SubmitTicket command, Act act, Guid id, EventMeta meta, bool waitForRoom, bool canAskBack, CancellationToken cancel) =>
        Submit(command, static (complete, ticket, number, requester, at) => complete.Decide(ticket, number, requester, at), act, id, meta, waitForRoom, canAskBack, cancel);

    /// <summary>Submits a ticket together with what belongs to it, under an id that was made before.</summary>
    public async ValueTask<SubmissionAnswer> Submit(
        SubmitTicket command, Func<SubmitTicket, Ticket, string, string, Instant, Decision> decide, Act act, Guid id, EventMeta meta, bool waitForRoom,
        bool canAskBack, CancellationToken cancel)
    {
        command.Reading ??= catalogues.Now.Read(command);
        if (canAskBack && command.Reading!.ToProblem() is { } incomplete) return new SubmissionAnswer(Guid.Empty, null, null, incomplete);
        var at = act.Occurred(command.OccurredAt);
        CrashPoint.Reach(CrashPoint.Validated);
        var number = await numbers.Next(command.Kind, cancel);
        CrashPoint.Reach(CrashPoint.NumberTaken);
        var (complete, requester) = known.Complete(command, act.Actor);
        var outcome = await journal.Create<Ticket>(
            Streams.Ticket(id), ticket => decide(complete, ticket, number, requester, at), meta, at, waitForRoom, cancel);
        return outcome.ToProblem() is { } problem
            ? new SubmissionAnswer(id, null, null, problem)
            : new SubmissionAnswer(id, outcome.State.Submitted!.Number, new LogPosition(journal.Log, outcome.Position).ToString(), null)
            {
                IsNew = outcome.State.Submitted.Number == number,
            };
    }
}
