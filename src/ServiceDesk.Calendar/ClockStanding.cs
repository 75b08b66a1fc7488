using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>When a share of a target is used up.</summary>
/// <param name="Percent">The share.</param>
/// <param name="At">When it was used up, or will be if nothing happens until then.</param>
/// <param name="IsReached">Whether it was.</param>
public readonly record struct ClockWarning(int Percent, Instant At, bool IsReached);

/// <summary>A round of a clock as it stands at an instant.</summary>
/// <param name="Round">Counted from 1.</param>
/// <param name="State">
/// Breached when more than the target was counted, and not before: a target that is used up exactly at closing time is broken by work after the next opening.
/// Met when it stopped without that, void when the work ended without a solution, else running, even while it is paused.
/// </param>
/// <param name="Started">When the round began.</param>
/// <param name="Stopped">When it stopped; null while it has not.</param>
/// <param name="PausedFor">For whom it stands still; null while it does not.</param>
/// <param name="Elapsed">Working time counted.</param>
/// <param name="Paused">Working time left out because of pauses.</param>
/// <param name="Remaining">Target less elapsed; negative when it is broken.</param>
/// <param name="Due">
/// When the target was used up, or will be if nothing happens until then; of a paused clock, if it went on at the reading's instant; of a stopped one, if it
/// had run on.
/// </param>
/// <param name="BreachedAt">The instant after which more than the target was counted, but not before the target was promised; null while it was not.</param>
/// <param name="BreachesAt">The instant after which the promise is broken if nothing happens until then; null when that cannot happen as it stands.</param>
/// <param name="Terms">What it is judged by: for a stopped clock what was promised when it stopped.</param>
/// <param name="Warnings">Those that were reached and those that will be if nothing happens, in the order of the rule.</param>
public sealed record ClockStanding(
    int Round,
    ClockState State,
    Instant Started,
    Instant? Stopped,
    string? PausedFor,
    Duration Elapsed,
    Duration Paused,
    Duration Remaining,
    Instant Due,
    Instant? BreachedAt,
    Instant? BreachesAt,
    ClockTerms Terms,
    IReadOnlyList<ClockWarning> Warnings)
{
    /// <summary>The clock's name.</summary>
    public string Clock => Terms.Clock;

    /// <summary>Rounds before this one, in order.</summary>
    public IReadOnlyList<ClockStanding> Earlier { get; init; } = [];

    /// <summary>When a warning or the breach comes next if nothing happens until then; null when nothing will.</summary>
    public Instant? NextAlarm
    {
        get
        {
            var next = BreachesAt;
            foreach (var warning in Warnings)
            {
                if (!warning.IsReached && (next is null || warning.At < next)) next = warning.At;
            }
            return next;
        }
    }
}
