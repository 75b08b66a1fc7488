using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>What a stopped clock does when the ticket is reopened.</summary>
public enum ReopeningRule
{
    /// <summary>It goes on where it was; the time in between does not count.</summary>
    Resume,

    /// <summary>A new round with all of the target begins; the round before keeps its outcome.</summary>
    Restart,

    /// <summary>The first outcome stands.</summary>
    KeepFirst,
}

/// <summary>When a clock counts.</summary>
/// <param name="Starts">What starts it.</param>
/// <param name="Stops">What stops it. A fact that also starts a repeating clock begins the next round at once.</param>
/// <param name="PausedBy">The reasons of waiting during which it stands still.</param>
/// <param name="Reopening">What it does when the ticket is reopened after it stopped.</param>
/// <param name="Repeats">Whether what starts it begins a new round after it stopped; otherwise only reopening can.</param>
/// <param name="Warnings">At which percentages of the target somebody is warned.</param>
public sealed record ClockRule(
    IReadOnlyList<FactKind> Starts,
    IReadOnlyList<FactKind> Stops,
    IReadOnlyList<string> PausedBy,
    ReopeningRule Reopening,
    bool Repeats,
    IReadOnlyList<int> Warnings);

/// <summary>What is promised for one clock of a ticket.</summary>
/// <param name="Clock">The clock's name.</param>
/// <param name="Policy">The policy's name and version.</param>
/// <param name="Target">How much working time it may take.</param>
/// <param name="Calendar">By which calendar working time counts.</param>
/// <param name="Rule">When it counts.</param>
public sealed record ClockTerms(string Clock, string Policy, Duration Target, CalendarKey Calendar, ClockRule Rule);
