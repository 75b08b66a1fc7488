using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>The answer to a command on a ticket.</summary>
/// <param name="Id">The ticket.</param>
/// <param name="Version">The version of this service's stream of the ticket; also the ETag.</param>
/// <param name="Position">The event to wait for with <c>?position=</c> when the effect is to be read.</param>
public sealed record CommandAnswer(Guid Id, int Version, string Position);

/// <summary>Outcomes become answers, at one place.</summary>
public static class OutcomeHttp
{
    /// <summary>200 with version and position, or the problem.</summary>
    /// <typeparam name="T">The stream's state.</typeparam>
    /// <param name="outcome">What became of the command.</param>
    /// <param name="response">Gets the ETag.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="log">The log's name.</param>
    public static IResult ToHttp<T>(this Outcome<T> outcome, HttpResponse response, Guid ticket, string log)
    {
        if (outcome.ToProblem() is { } problem) return problem;
        response.Headers.ETag = ETag(outcome.Version);
        return TypedResults.Json(new CommandAnswer(ticket, outcome.Version, new LogPosition(log, outcome.Position).ToString()), HttpJson.Options);
    }

    /// <summary>The problem of a command that did not succeed, else null.</summary>
    /// <typeparam name="T">The stream's state.</typeparam>
    /// <param name="outcome">What became of the command.</param>
    public static Problem? ToProblem<T>(this Outcome<T> outcome) => outcome.Kind switch
    {
        OutcomeKind.Accepted or OutcomeKind.Replayed => null,
        OutcomeKind.NotFound => Problem.NotFound,
        OutcomeKind.Stale => Problem.Of(StatusCodes.Status412PreconditionFailed, "stale", $"The ticket is at version {outcome.Version}."),
        OutcomeKind.KeyReused => Problem.Of(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "This idempotency key was used for another request."),
        _ when outcome.Refusal is { Field: { } field } refusal => Problem.Field(field, refusal.Reason),
        _ => new Problem(
            outcome.Refusal!.Code == "invalid" ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict, outcome.Refusal.Code, outcome.Refusal.Reason,
            outcome.Refusal.Parts?.ToDictionary(part => part.Key, part => new[] { part.Value })),
    };

    /// <summary>A version as an entity tag.</summary>
    /// <param name="version">The version.</param>
    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
