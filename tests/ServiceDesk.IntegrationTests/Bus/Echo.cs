using System.Collections.Concurrent;
using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;

namespace ServiceDesk.IntegrationTests.Bus;

/// <summary>A subscriber's own event: it heard a note.</summary>
[StoredName("law.heard.v1")]
public sealed record Heard(string Text);

/// <summary>What was heard about a subject, in order.</summary>
public sealed record Echoes(ImmutableList<string> Texts) : IState<Echoes>
{
    public static Echoes Initial { get; } = new([]);

    public Echoes Evolve(object @event) => @event is Heard heard ? new Echoes(Texts.Add(heard.Text)) : this;
}

/// <summary>Records every note it hears; some it cannot, some it is made to wait at.</summary>
internal sealed class Echo : IReaction
{
    public volatile string? Stumbles;

    public TaskCompletionSource? Holds { get; init; }

    /// <summary>Writes in the stream on which it acts before it can, as a busy neighbour would; null = nobody does.</summary>
    public Func<string, Task>? Overtakes { get; init; }

    /// <summary>What it was given, in order.</summary>
    public ConcurrentQueue<string> Given { get; } = [];

    public string Name { get; init; } = "echo";

    public string? StreamOf(RecordedEvent @event) => @event.Body is Noted ? $"{Name} of {@event.Subject}" : null;

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        var text = ((Noted)@event.Body!).Text;
        if (Holds is { } hold) await hold.Task.WaitAsync(cancel);
        if (text == Stumbles) throw new InvalidOperationException($"Stumbled over {text}.");
        Given.Enqueue($"{@event.Id.Log}:{text}");
        await session.Handle<Echoes>(@event, _ => Decision.Accept(new Heard($"{@event.Id.Log}:{text}")), cancel);
        if (Overtakes is { } overtakes) await overtakes(StreamOf(@event)!);
    }
}

/// <summary>A log that is slow to arrive, and counts how often it was read.</summary>
internal sealed class Slow(IEventSource log) : IEventSource
{
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int reads;

    public string Log => log.Log;
    public long KnownHead => log.KnownHead;

    /// <summary>How often the log was read.</summary>
    public int Reads => Volatile.Read(ref reads);

    /// <summary>Whether single events of it cannot be looked up.</summary>
    public bool IsAway { get; set; }

    public void Open() => opened.TrySetResult();

    public Task<(IReadOnlyList<RecordedEvent> Events, long Through)> ReadOf(long after, int reach, string[] types, CancellationToken cancel) =>
        log.ReadOf(after, reach, types, cancel);

    public Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit, CancellationToken cancel) =>
        IsAway ? throw new IOException("The log is away.") : log.Read(after, limit, cancel);

    public async Task<IReadOnlyList<RecordedEvent>> Follow(long after, int limit, CancellationToken cancel)
    {
        await opened.Task.WaitAsync(cancel);
        var events = await log.Follow(after, limit, cancel);
        Interlocked.Increment(ref reads);
        return events;
    }

    public Task<long> Head(CancellationToken cancel) => log.Head(cancel);

    public Task<Instant> Settled(CancellationToken cancel) => log.Settled(cancel);

    public Task Changed(long after, CancellationToken cancel) => log.Changed(after, cancel);
}

/// <summary>Two publishers, a and b, and a service that hears them.</summary>
public sealed class Publishers : IAsyncLifetime
{
    private readonly LogDatabase[] databases;

    public Publishers(Cluster cluster)
    {
        databases = [new(cluster), new(cluster), new(cluster)];
        (AsA, AsB, Own) = (databases[0], databases[1], databases[2]);
    }

    public LogDatabase AsA { get; }
    public LogDatabase AsB { get; }
    public LogDatabase Own { get; }
    public Journal A { get; private set; } = null!;
    public Journal B { get; private set; } = null!;
    public Journal Service { get; private set; } = null!;
    public PostgresFeed FeedA { get; private set; } = null!;
    public PostgresFeed FeedB { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var database in databases) await database.InitializeAsync();
        (A, B, Service) = (AsA.Open("a"), AsB.Open("b"), Own.Open("own"));
        (FeedA, FeedB) = (AsA.Feed("a"), AsB.Feed("b"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in (IAsyncDisposable[])[FeedA, FeedB, A, B, Service]) await opened.DisposeAsync();
        foreach (var database in databases) await database.DisposeAsync();
    }

    internal async Task<Subscription> Subscribe(IReaction reaction, params IEventSource[] sources)
    {
        var subscription = new Subscription(Service, reaction, sources, SystemClock.Instance);
        await subscription.Start(TestContext.Current.CancellationToken);
        return subscription;
    }

    /// <summary>Waits until a subscription has passed all that was published so far.</summary>
    internal async Task UntilPassed(Subscription subscription)
    {
        foreach (var log in (Journal[])[A, B])
        {
            var head = await log.Head(TestContext.Current.CancellationToken);
            await Eventually.Holds(() => subscription.Passed.GetValueOrDefault(log.Log, long.MaxValue) >= head, $"{subscription.Name} has passed {log.Log}/{head}");
        }
    }

    internal Task UntilRecorded(string reaction, string text) =>
        Eventually.Holds(async () => (await Recorded(reaction)).Contains(text), $"{reaction} recorded {text}");

    /// <summary>What the service recorded, in its order.</summary>
    internal async Task<IReadOnlyList<string>> Recorded(string reaction) => await Own.Owner.List<string>(
        $"select data ->> 'text' from events where type = 'law.heard.v1' and meta ->> 'reaction' = '{reaction}' order by position");
}
