using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Routing;

/// <summary>A piece of work over the streams of a ticket and of teams: all that it records commits together, at the versions that it read.</summary>
internal interface IRoutingWork
{
    /// <summary>When its decisions take effect.</summary>
    Instant At { get; }

    /// <summary>A stream as it is after everything recorded in this work so far.</summary>
    Task<Loaded<T>> Load<T>(string stream) where T : IState<T>;

    /// <summary>Records events in a stream that this work loaded.</summary>
    void Record<T>(string stream, params IReadOnlyList<object> bodies) where T : IState<T>;
}

/// <summary>The answer to an event. Its own ticket remembers that it was handled; other tickets that it moves do not.</summary>
internal sealed class ReactionWork(ReactionSession session, RecordedEvent cause, CancellationToken cancel) : IRoutingWork
{
    public Instant At { get; } = session.At(cause);

    public Task<Loaded<T>> Load<T>(string stream) where T : IState<T> => session.Load<T>(stream, cancel);

    public void Record<T>(string stream, params IReadOnlyList<object> bodies) where T : IState<T>
    {
        if (stream == cause.Stream) session.Record<T>(stream, cause, bodies);
        else session.RecordBeside<T>(stream, cause, bodies);
    }
}

/// <summary>What a person asked for, or what the watcher found due.</summary>
internal sealed class JournalWork(Journal journal, EventMeta meta, Instant at, CancellationToken cancel) : IRoutingWork
{
    private readonly EventMeta beside = meta with { Request = null, Fingerprint = null };
    private readonly EventMeta byDesk = meta with { Actor = $"service:{Logs.Routing}", Via = null, Request = null, Fingerprint = null };
    private readonly Dictionary<string, object> loaded = [];
    private readonly Dictionary<string, (int Expected, List<object> Bodies)> pending = [];

    public Instant At => at;

    public async Task<Loaded<T>> Load<T>(string stream) where T : IState<T>
    {
        if (loaded.TryGetValue(stream, out var known)) return (Loaded<T>)known;
        var state = await journal.Load<T>(stream, cancel);
        loaded[stream] = state;
        return state;
    }

    public void Record<T>(string stream, params IReadOnlyList<object> bodies) where T : IState<T>
    {
        if (bodies.Count == 0) return;
        var state = (Loaded<T>)loaded[stream];
        if (!pending.TryGetValue(stream, out var append)) pending[stream] = append = (state.Version, []);
        foreach (var body in bodies)
        {
            append.Bodies.Add(body);
            state = state.Apply(body, meta, state.Version + 1, 0, at);
        }
        loaded[stream] = state;
    }

    /// <summary>Takes over a stream that somebody else loaded already.</summary>
    public void Know<T>(string stream, Loaded<T> state) where T : IState<T> => loaded[stream] = state;

    /// <summary>What was recorded in one stream.</summary>
    public IReadOnlyList<object> RecordedIn(string stream) => pending.TryGetValue(stream, out var append) ? append.Bodies : [];

    /// <summary>What is to be appended to all streams but one.</summary>
    public IReadOnlyList<StreamAppend> AppendsBeside(string? stream) =>
        [.. pending.Where(one => one.Key != stream).Select(one => new StreamAppend(one.Key, one.Value.Expected, [.. one.Value.Bodies.Select(body => new NewEvent(body, BesideOf(body), at))]))];

    /// <summary>Tickets that the desk moves because somebody moved another are not moved by that person.</summary>
    private EventMeta BesideOf(object body) => body is TicketAssigned { By: null } ? byDesk : beside;

    /// <summary>Appends everything at once; false when a stream was changed meanwhile, and then nothing was written.</summary>
    public async Task<bool> Commit() => pending.Count == 0 || !(await journal.Append(AppendsBeside(null), cancel)).Conflict;
}
