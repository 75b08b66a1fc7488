using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using NodaTime;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>By which of its two times an event belongs to the past of an instant.</summary>
public enum TimeAxis
{
    /// <summary>What was on record: recorded at or before the instant. An answer about the past never changes.</summary>
    Known,

    /// <summary>What had happened, as far as it is on record today: a fact that is recorded late counts from when it happened.</summary>
    Happened,
}

/// <summary>The past that a question is about, as it stands in a query string.</summary>
/// <param name="AsOf">The instant; null = now.</param>
/// <param name="Axis"><c>known</c> or <c>happened</c>; null = known.</param>
public sealed record AsOfQuery(
    [property: Description("The instant as of which is asked; absent = now.")] string? AsOf,
    [property: Description("known: what was recorded by then; happened: what had happened by then, as far as it is recorded today.")] string? Axis)
{
    private static readonly Duration nearFuture = Duration.FromSeconds(1);

    /// <summary>
    /// Reads the instant and waits until nothing more can be recorded at or before it. A question about now is one about the instant of the newest
    /// event: it is answered as it will be answered at any time later.
    /// </summary>
    /// <param name="log">The log that the answer is read from.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="RefusedException">The instant is no instant or lies in the future, or there is no such axis.</exception>
    public async Task<AsOf> Read(Journal log, CancellationToken cancel)
    {
        var (until, axis) = Parse();
        if (until is null) return new AsOf(axis == TimeAxis.Known ? await log.NewestAt(cancel) : await SettledLogs.Of(log, cancel), axis, IsLive: true);
        await Await(until.Value, [log], cancel);
        return new AsOf(until.Value, axis, IsLive: false);
    }

    /// <summary>The instant and the axis as they were sent.</summary>
    /// <exception cref="RefusedException">The instant is no instant, or there is no such axis.</exception>
    public (Instant? Until, TimeAxis Axis) Parse()
    {
        if (!Moment.TryRead(AsOf, out var until)) throw new RefusedException(Problem.Field("asOf", Moment.Shape));
        if (Axis is not null && Words.Find<TimeAxis>(Axis) is null) throw new RefusedException(Problem.Field("axis", "must be known or happened"));
        return (until, Words.Find<TimeAxis>(Axis) ?? TimeAxis.Known);
    }

    /// <summary>Waits until nothing more can be recorded at or before an instant in some logs, at most for a second; later instants are refused.</summary>
    /// <param name="until">The instant.</param>
    /// <param name="logs">The logs.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="RefusedException">The instant lies in the future.</exception>
    public static async Task Await(Instant until, IEnumerable<IEventSource> logs, CancellationToken cancel)
    {
        foreach (var log in logs)
        {
            while (await SettledLogs.Of(log, cancel) is var settled && settled < until)
            {
                if (until - settled > nearFuture) throw new RefusedException(InTheFuture);
                await Task.Delay((until - settled + Duration.FromMilliseconds(1)).ToTimeSpan(), cancel);
            }
        }
    }

    private static Problem InTheFuture { get; } = new(
        StatusCodes.Status422UnprocessableEntity, "as-of-in-the-future", "Nobody knows yet what will be recorded by then.",
        new Dictionary<string, string[]> { ["asOf"] = ["lies in the future"] });
}

/// <summary>The part of a log that belongs to a past.</summary>
/// <param name="Until">The instant; events at it belong to it.</param>
/// <param name="Axis">By which time.</param>
/// <param name="IsLive">Whether the question was about now.</param>
public sealed record AsOf(Instant Until, TimeAxis Axis, bool IsLive)
{
    /// <summary>Whether an event belongs to it.</summary>
    /// <param name="event">The event.</param>
    public bool Includes(RecordedEvent @event) => (Axis == TimeAxis.Known ? @event.At : @event.Occurred) <= Until;

    /// <summary>
    /// The events that belong to it, in the order in which a fold must see them: that of the log, or that in which they happened, where nothing
    /// comes before the first event of its stream.
    /// </summary>
    /// <param name="events">Events in the order of their log.</param>
    public IReadOnlyList<RecordedEvent> Cut(IEnumerable<RecordedEvent> events)
    {
        var included = events.Where(Includes);
        return Axis == TimeAxis.Known
            ? [.. included]
            : [.. included.OrderBy(e => e.Version > 1).ThenBy(e => e.Occurred).ThenBy(e => e.At).ThenBy(e => e.Id.Position)];
    }

    /// <summary>What is said of something that had not begun at that instant, to somebody who may know of it.</summary>
    public static Problem BeforeTheBeginning { get; } =
        Problem.Of(StatusCodes.Status404NotFound, "before-the-beginning", "At that instant this service knew nothing of the ticket yet.");
}

/// <summary>The newest of some events.</summary>
public static class NewestEvents
{
    /// <summary>The one that was recorded last.</summary>
    /// <param name="events">At least one event, in any order.</param>
    public static RecordedEvent Newest(this IEnumerable<RecordedEvent> events) => events.MaxBy(e => e.Id.Position)!;
}
