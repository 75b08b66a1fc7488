using System.Diagnostics;
using NodaTime;
using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>What a service does by itself when it hears an event: loads what it needs, decides purely, records.</summary>
public interface IReaction
{
    /// <summary>The subscription's name, unique within the service; stored with every event it causes.</summary>
    string Name { get; }

    /// <summary>The stream of this service on which the event acts first, and whose fold remembers that it was handled; null when the event is ignored.</summary>
    /// <param name="event">An event of a log that the subscription hears.</param>
    string? StreamOf(RecordedEvent @event);

    /// <summary>Whether each event begins the stream on which it acts, so that there is nothing to read until it turns out to have been begun.</summary>
    bool BeginsStreams => false;

    /// <summary>Whether nobody waits for what it does, so that it gives way while the service is busy.</summary>
    bool IsLeisurely => false;

    /// <summary>Answers one event. Everything recorded through the session commits together.</summary>
    /// <param name="event">An event that <see cref="StreamOf"/> did not ignore and that was not handled before.</param>
    /// <param name="session">Loads and records.</param>
    /// <param name="cancel">Ends the work.</param>
    Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel);
}

/// <summary>
/// The work on a run of events: streams are loaded once, decisions of later events see those of earlier ones, and all that was decided
/// is appended at once, at the versions that were read.
/// </summary>
public sealed class ReactionSession
{
    private readonly Journal log;
    private readonly IReaction reaction;
    private readonly IClock clock;
    private readonly Dictionary<string, List<RecordedEvent>> read = [];
    private readonly Dictionary<string, object> loaded = [];
    private readonly Dictionary<string, (int Expected, List<NewEvent> Events)> pending = [];

    private ReactionSession(Journal log, IReaction reaction, IClock clock) => (this.log, this.reaction, this.clock) = (log, reaction, clock);

    /// <summary>Reads in one query the streams on which a run of events acts; not at all when they are new.</summary>
    internal static async Task<ReactionSession> Open(
        Journal log, IReaction reaction, IClock clock, IEnumerable<RecordedEvent> events, bool areNew, CancellationToken cancel)
    {
        var session = new ReactionSession(log, reaction, clock);
        foreach (var stream in events.Select(reaction.StreamOf).OfType<string>()) session.read.TryAdd(stream, []);
        if (areNew) return session;
        foreach (var e in await log.ReadStreams(session.read.Keys, cancel)) session.read[e.Stream].Add(e);
        return session;
    }

    /// <summary>When a decision about an event takes effect: now, or for an imported event when that happened.</summary>
    /// <param name="cause">The event that is answered.</param>
    public Instant At(RecordedEvent cause) => cause.Meta.Imported is null ? clock.GetCurrentInstant().ToMicroseconds() : cause.Occurred;

    /// <summary>A stream as it is after everything recorded in this session so far.</summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Loaded<T>> Load<T>(string stream, CancellationToken cancel) where T : IState<T>
    {
        if (loaded.TryGetValue(stream, out var known)) return (Loaded<T>)known;
        var state = read.TryGetValue(stream, out var events)
            ? events.Aggregate(Loaded<T>.Nothing, (before, e) => before.Apply(e))
            : await log.Load<T>(stream, cancel);
        loaded[stream] = state;
        return state;
    }

    /// <summary>Decides on the first stream of an event and records the outcome; does nothing when the event was handled before.</summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="cause">The event that is answered.</param>
    /// <param name="decide">A pure decision.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task Handle<T>(RecordedEvent cause, Func<T, Decision> decide, CancellationToken cancel) where T : IState<T>
    {
        var stream = reaction.StreamOf(cause)!;
        var current = await Load<T>(stream, cancel);
        if (current.HasHandled(reaction.Name, cause.Id)) return;
        switch (decide(current.State))
        {
            case Decision.Accepted accepted: Record<T>(stream, cause, accepted.Events); break;
            case Decision.Rejected refused: throw new InvalidOperationException($"{reaction.Name} cannot answer {cause.Id}: {refused.Reason}");
            default: throw new InvalidOperationException($"{reaction.Name} cannot answer {cause.Id}: {stream} does not exist.");
        }
    }

    /// <summary>Whether this event was answered before.</summary>
    /// <typeparam name="T">The state of its first stream.</typeparam>
    /// <param name="cause">The event.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<bool> HasHandled<T>(RecordedEvent cause, CancellationToken cancel) where T : IState<T> =>
        (await Load<T>(reaction.StreamOf(cause)!, cancel)).HasHandled(reaction.Name, cause.Id);

    /// <summary>Records events in a loaded stream, which remembers that the cause was handled there.</summary>
    /// <typeparam name="T">The stream's state.</typeparam>
    /// <param name="stream">A stream that was loaded in this session.</param>
    /// <param name="cause">The event that is answered.</param>
    /// <param name="bodies">What happened.</param>
    public void Record<T>(string stream, RecordedEvent cause, IReadOnlyList<object> bodies) where T : IState<T> => Record<T>(stream, cause, bodies, reaction.Name);

    /// <summary>
    /// Records events in a loaded stream of something else that the cause moves, too. What that other thing has still to hear of itself is not taken for handled.
    /// </summary>
    /// <typeparam name="T">The stream's state.</typeparam>
    /// <param name="stream">A stream that was loaded in this session.</param>
    /// <param name="cause">The event that is answered.</param>
    /// <param name="bodies">What happened.</param>
    public void RecordBeside<T>(string stream, RecordedEvent cause, IReadOnlyList<object> bodies) where T : IState<T> => Record<T>(stream, cause, bodies, null);

    private void Record<T>(string stream, RecordedEvent cause, IReadOnlyList<object> bodies, string? handledBy) where T : IState<T>
    {
        if (bodies.Count == 0) return;
        var state = (Loaded<T>)loaded[stream];
        var at = At(cause);
        var meta = new EventMeta
        {
            Actor = $"service:{log.Log}",
            Cause = cause.Id.ToString(),
            Reaction = handledBy,
            After = PastOf(cause),
            TraceParent = Activity.Current?.Id ?? cause.Meta.TraceParent,
            Imported = cause.Meta.Imported,
        };
        if (!pending.TryGetValue(stream, out var append)) pending[stream] = append = (state.Version, []);
        foreach (var body in bodies)
        {
            append.Events.Add(new NewEvent(body, meta, at));
            state = state.Apply(body, meta, state.Version + 1, 0, at);
        }
        loaded[stream] = state;
    }

    /// <summary>Appends everything at once; false when a stream was changed meanwhile, and then nothing was written.</summary>
    internal async Task<bool> Commit(CancellationToken cancel)
    {
        if (pending.Count == 0) return true;
        var streams = pending.Select(append => new StreamAppend(append.Key, append.Value.Expected, append.Value.Events)).ToList();
        return !(await log.Append(streams, cancel)).Conflict;
    }

    private static Dictionary<string, long> PastOf(RecordedEvent cause)
    {
        var past = cause.Meta.After is { } before ? new Dictionary<string, long>(before) : [];
        past[cause.Id.Log] = Math.Max(cause.Id.Position, past.GetValueOrDefault(cause.Id.Log));
        return past;
    }
}
