using System.Collections.Immutable;
using NodaTime;

namespace ServiceDesk.EventStore;

/// <summary>A stream as loaded: its state, its version, and what makes repeated messages and requests harmless.</summary>
/// <typeparam name="T">The state.</typeparam>
/// <param name="State">The fold of the events.</param>
/// <param name="Version">The number of events; 0 when the stream does not exist.</param>
/// <param name="Position">The position of the newest event; 0 when there is none.</param>
/// <param name="At">When the newest event was recorded.</param>
public sealed record Loaded<T>(T State, int Version, long Position, Instant At) where T : IState<T>
{
    private ImmutableDictionary<string, long> Causes { get; init; } = ImmutableDictionary<string, long>.Empty;
    private ImmutableDictionary<string, Answer> Answers { get; init; } = ImmutableDictionary<string, Answer>.Empty;

    /// <summary>A stream without events.</summary>
    public static Loaded<T> Nothing { get; } = new(T.Initial, 0, 0, Instant.MinValue);

    /// <summary>The stream after one more event.</summary>
    /// <param name="event">The next event.</param>
    public Loaded<T> Apply(RecordedEvent @event) =>
        Apply(@event.Body, @event.Meta, @event.Version, @event.Id.Position, @event.At);

    /// <summary>The stream after one more event, recorded or about to be.</summary>
    /// <param name="body">Its body; null when its type is unknown here.</param>
    /// <param name="meta">What stands beside it.</param>
    /// <param name="version">Its version.</param>
    /// <param name="position">Its position; 0 while it is not recorded.</param>
    /// <param name="at">When it was recorded.</param>
    public Loaded<T> Apply(object? body, EventMeta meta, int version, long position, Instant at) => this with
    {
        State = body is null ? State : State.Evolve(body),
        Version = version,
        Position = position,
        At = at,
        Causes = meta.Reaction is { } reaction && LogPosition.TryParse(meta.Cause, out var cause)
            ? Causes.SetItem(Key(reaction, cause.Log), Math.Max(cause.Position, Causes.GetValueOrDefault(Key(reaction, cause.Log))))
            : Causes,
        Answers = meta.Request is { } request ? Answers.SetItem(request, new Answer(meta.Fingerprint, version, position)) : Answers,
    };

    /// <summary>Whether a reaction has answered this cause, or a later one of the same log, on this stream.</summary>
    /// <param name="reaction">The reaction's name.</param>
    /// <param name="cause">The event it would answer.</param>
    public bool HasHandled(string reaction, LogPosition cause) => Causes.GetValueOrDefault(Key(reaction, cause.Log)) >= cause.Position;

    internal Answer? AnswerTo(string? request) => request is not null && Answers.TryGetValue(request, out var answer) ? answer : null;

    private static string Key(string reaction, string log) => $"{reaction}/{log}";
}

/// <summary>What was answered to an idempotent request: the last event it recorded.</summary>
internal sealed record Answer(string? Fingerprint, int Version, long Position);

/// <summary>What became of a command.</summary>
public enum OutcomeKind
{
    /// <summary>Recorded, or already fulfilled.</summary>
    Accepted,

    /// <summary>Recorded earlier under the same idempotency key: the first answer again.</summary>
    Replayed,

    /// <summary>Refused by a rule.</summary>
    Rejected,

    /// <summary>Absent, or not the caller's to know of.</summary>
    NotFound,

    /// <summary>The stream is not at the version the caller named.</summary>
    Stale,

    /// <summary>The idempotency key was used for another request.</summary>
    KeyReused,
}

/// <summary>The result of a command on one stream.</summary>
/// <typeparam name="T">The stream's state.</typeparam>
/// <param name="Kind">What became of it.</param>
/// <param name="State">The state after it.</param>
/// <param name="Version">The stream's version after it (at the first time, for a replay).</param>
/// <param name="Position">The position of its last event (at the first time, for a replay).</param>
/// <param name="Refusal">Why it was refused.</param>
public sealed record Outcome<T>(OutcomeKind Kind, T State, int Version, long Position, Decision.Rejected? Refusal = null);
