using System.Collections.Immutable;
using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>What a clock says at an instant.</summary>
public enum ClockState
{
    /// <summary>Neither stopped nor past its due time.</summary>
    Running,

    /// <summary>Stopped at or before its due time.</summary>
    Met,

    /// <summary>Past its due time before it stopped.</summary>
    Breached,

    /// <summary>Judged no more, because the work ended without a solution. No reading of a clock says so; who knows of the end does.</summary>
    Void,
}

/// <summary>A clock as it stands at an instant.</summary>
/// <param name="State">Running, met or breached.</param>
/// <param name="Elapsed">Time counted so far.</param>
/// <param name="Remaining">Target less elapsed; negative past the due time.</param>
/// <param name="Due">When the target is used up, if the clock runs on; for a stopped clock, when it would have been.</param>
/// <param name="Stopped">When it last stopped; null while it runs.</param>
/// <param name="Outcome">When it was met or breached, whichever came first; null while neither.</param>
public readonly record struct ClockReading(ClockState State, Duration Elapsed, Duration Remaining, Instant Due, Instant? Stopped, Instant? Outcome);

/// <summary>
/// A promise measured on a 24×7 calendar: counts from its start, not while it is stopped, and goes on where it was when it is resumed.
/// The marks alternate: stop, resume, stop, … A mark earlier than the one before it counts as simultaneous with it.
/// </summary>
/// <param name="Start">When counting begins.</param>
/// <param name="Target">How long it may take.</param>
/// <param name="Marks">Stops (even places) and resumptions (odd places), in order.</param>
public sealed record SlaClock(Instant Start, Duration Target, ImmutableArray<Instant> Marks)
{
    /// <summary>A clock that begins to count.</summary>
    /// <param name="start">When.</param>
    /// <param name="target">How long it may take.</param>
    public static SlaClock Begin(Instant start, Duration target) => new(start, target, []);

    /// <summary>Whether it is stopped.</summary>
    public bool IsStopped => Marks.Length % 2 == 1;

    /// <summary>The clock stopped; a stopped clock stays as it is.</summary>
    /// <param name="at">When.</param>
    public SlaClock Stop(Instant at) => IsStopped ? this : this with { Marks = Marks.Add(at) };

    /// <summary>The clock resumed; a running clock stays as it is.</summary>
    /// <param name="at">When.</param>
    public SlaClock Resume(Instant at) => IsStopped ? this with { Marks = Marks.Add(at) } : this;

    /// <summary>What the clock says, as known at an instant: marks after it do not count yet.</summary>
    /// <param name="now">The instant.</param>
    public ClockReading Read(Instant now)
    {
        var (elapsed, from, running) = (Duration.Zero, Start, true);
        Instant? stopped = null, breached = null;
        foreach (var mark in Marks)
        {
            var at = Instant.Max(mark, from);
            if (at > now) break;
            if (running)
            {
                breached ??= Passed(from, at, elapsed);
                elapsed += at - from;
                stopped = at;
            }
            else stopped = null;
            (from, running) = (at, !running);
        }
        var due = from + (Target - elapsed);
        if (running && now > from)
        {
            breached ??= Passed(from, now, elapsed);
            elapsed += now - from;
        }
        due = breached ?? due;
        var state = breached is not null ? ClockState.Breached : stopped is not null ? ClockState.Met : ClockState.Running;
        return new ClockReading(state, elapsed, Target - elapsed, due, stopped, breached ?? stopped);
    }

    /// <summary>When the target was used up inside a counted span, if it was: exactly at the end is not past it.</summary>
    private Instant? Passed(Instant from, Instant to, Duration before) => before + (to - from) > Target ? from + (Target - before) : null;
}
