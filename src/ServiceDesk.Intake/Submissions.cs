using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>What a submission is answered: the ticket (201), or the problem.</summary>
internal sealed record SubmissionAnswer(Guid Id, string? Number, string? Position, [property: JsonIgnore] Problem? Problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.Location = $"/tickets/{Id}";
        response.Headers.ETag = OutcomeHttp.ETag(1);
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        WriteFields(writer);
        writer.WriteEndObject();
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
internal sealed class Submissions(Journal journal, TicketNumbers numbers, KnownFacts known)
{
    public ValueTask<SubmissionAnswer> Submit(SubmitTicket command, Act act, string? key, bool waitForRoom, CancellationToken cancel) =>
        Submit(command, static (complete, ticket, number, requester, at) => complete.Decide(ticket, number, requester, at), command with { IdempotencyKey = null }, act, key, waitForRoom, cancel);

    /// <summary>Submits a ticket together with what belongs to it, as decided from the completed submission, the ticket as it is, its number, requester and instant.</summary>
    public async ValueTask<SubmissionAnswer> Submit(
        SubmitTicket command, Func<SubmitTicket, Ticket, string, string, Instant, Decision> decide, object content, Act act, string? key, bool waitForRoom,
        CancellationToken cancel)
    {
        var at = act.Occurred(command.OccurredAt);
        var request = act.RequestId(Act.Key(key));
        var id = request ?? Guid.CreateVersion7();
        var number = await numbers.Next(command.Kind, cancel);
        var (complete, requester) = known.Complete(command, act.Actor);
        var outcome = await journal.Create<Ticket>(
            Streams.Ticket(id), ticket => decide(complete, ticket, number, requester, at), act.Meta(request, content), at, waitForRoom, cancel);
        return outcome.ToProblem() is { } problem
            ? new SubmissionAnswer(id, null, null, problem)
            : new SubmissionAnswer(id, outcome.State.Submitted!.Number, new LogPosition(journal.Log, outcome.Position).ToString(), null);
    }
}
