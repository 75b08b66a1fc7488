using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;

namespace ServiceDesk.EventStore;

/// <summary>The identity of an event everywhere: the log it stands in and its position there, written <c>intake/4711</c>.</summary>
/// <param name="Log">The log's name.</param>
/// <param name="Position">1-based, growing, with gaps.</param>
public readonly record struct LogPosition(string Log, long Position)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Log}/{Position}");

    /// <summary>Reads the form <c>log/position</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id when true is returned.</param>
    public static bool TryParse(string? text, out LogPosition id)
    {
        id = default;
        var slash = text?.LastIndexOf('/') ?? -1;
        if (slash < 1 || !long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return false;
        id = new LogPosition(text![..slash], position);
        return true;
    }
}

/// <summary>What stands beside an event's body: who, why, and what makes a repeated request or message harmless.</summary>
public sealed record EventMeta
{
    /// <summary>The opaque id of the person, or <c>service:name</c>, that acted.</summary>
    public required string Actor { get; init; }

    /// <summary>Through what the actor came when not directly: <c>web</c>.</summary>
    public string? Via { get; init; }

    /// <summary>The event that caused this one, as <c>log/position</c>.</summary>
    public string? Cause { get; init; }

    /// <summary>The reaction that answered the cause.</summary>
    public string? Reaction { get; init; }

    /// <summary>The highest position per log in this event's causal past.</summary>
    public IReadOnlyDictionary<string, long>? After { get; init; }

    /// <summary>W3C trace context of the work that recorded this event.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>The idempotent request (client and key, hashed) that this event answers.</summary>
    public string? Request { get; init; }

    /// <summary>First half of the SHA-256 of that request's content, to tell a repetition from another request under the same key.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Where the event was copied from; null for what happened here. Nobody is called, mailed or assigned for an imported event.</summary>
    public ImportedFrom? Imported { get; init; }

    /// <summary>The id of the append, written by the store: finds out whether a commit with a lost answer took place.</summary>
    public string? Append { get; init; }
}

/// <summary>The row of another system's log that an event was copied from.</summary>
/// <param name="Source">The other system.</param>
/// <param name="Row">The row's id there.</param>
public sealed record ImportedFrom(string Source, string Row);

/// <summary>An event to be recorded.</summary>
/// <param name="Body">A body of a registered type.</param>
/// <param name="Meta">What stands beside it; the store adds the append id.</param>
/// <param name="Occurred">When it happened in the world.</param>
public readonly record struct NewEvent(object Body, EventMeta Meta, Instant Occurred);

/// <summary>An event as it stands in a log.</summary>
/// <param name="Id">Log and position.</param>
/// <param name="Stream">The stream it belongs to.</param>
/// <param name="Version">1-based within the stream.</param>
/// <param name="Type">The stored name.</param>
/// <param name="Data">The body as JSON text; spacing and the order of members are not defined, and may be others when it is read again.</param>
/// <param name="ReadMeta">Reads what stands beside it; called when that is first asked for, so that who ignores it does not pay for it.</param>
/// <param name="Occurred">When it happened in the world.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="ReadBody">Reads the body, likewise.</param>
public sealed record RecordedEvent(
    LogPosition Id, string Stream, int Version, string Type, string Data, Func<EventMeta> ReadMeta, Instant Occurred, Instant At, Func<object?> ReadBody)
{
    private static readonly object unknown = new();
    private volatile object? body; // whoever asks may be on another thread than whoever read the row
    private volatile EventMeta? meta;

    /// <summary>What stands beside it.</summary>
    public EventMeta Meta => meta ??= ReadMeta();

    /// <summary>What stands beside it as JSON text, for who hashes it in canonical form; null when it was not read from a log.</summary>
    public string? MetaText { get; init; }

    /// <summary>The body in its registered type; null when the type is unknown here.</summary>
    /// <exception cref="System.Text.Json.JsonException">The stored JSON does not fit the type.</exception>
    public object? Body
    {
        get
        {
            var known = body ??= ReadBody() ?? unknown;
            return known == unknown ? null : known;
        }
    }

    /// <summary>What the event is about: the ticket's id for the streams of a ticket, else the stream.</summary>
    public string Subject => SubjectOf(Stream);

    /// <summary>The ticket's id for <c>ticket-</c>, <c>clocks-</c>, <c>reads-</c>, <c>mails-</c>, <c>duplicates-</c>, <c>followup-</c>, <c>escalations-</c> and <c>major-</c> streams, else the stream itself.</summary>
    /// <param name="stream">A stream name.</param>
    public static string SubjectOf(string stream)
    {
        var dash = stream.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && stream.AsSpan(0, dash) is "ticket" or "clocks" or "reads" or "mails" or "duplicates" or "followup" or "escalations" or "major" ? stream[(dash + 1)..] : stream;
    }
}

/// <summary>A log that can be read in order and tells when it has grown.</summary>
public interface IEventSource
{
    /// <summary>The log's name.</summary>
    string Log { get; }

    /// <summary>The newest position that was announced to this process; asks nobody.</summary>
    long KnownHead { get; }

    /// <summary>Events after a position, in order.</summary>
    /// <param name="after">The last position already read; 0 for the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit, CancellationToken cancel);

    /// <summary>The same for whoever reads on and on: what is at hand, which may be fewer events although the log has more.</summary>
    /// <param name="after">The last position already read; 0 for the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<IReadOnlyList<RecordedEvent>> Follow(long after, int limit, CancellationToken cancel);

    /// <summary>Events of some types after a position, in order, and how far the log was searched for them.</summary>
    /// <param name="after">The last position already searched; 0 for the beginning.</param>
    /// <param name="reach">Search at most so many events.</param>
    /// <param name="types">Stored names.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<(IReadOnlyList<RecordedEvent> Events, long Through)> ReadOf(long after, int reach, string[] types, CancellationToken cancel);

    /// <summary>The position of the newest event; 0 when there is none.</summary>
    /// <param name="cancel">Ends the wait.</param>
    Task<long> Head(CancellationToken cancel);

    /// <summary>An instant, by the log's own clock, up to which nothing more will be recorded.</summary>
    /// <param name="cancel">Ends the wait.</param>
    Task<Instant> Settled(CancellationToken cancel);

    /// <summary>Completes when the log may have grown beyond a position, at the latest after a quarter of a second.</summary>
    /// <param name="after">The last position already read.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task Changed(long after, CancellationToken cancel);
}
