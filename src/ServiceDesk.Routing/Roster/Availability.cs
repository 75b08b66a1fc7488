using NodaTime;

namespace ServiceDesk.Routing;

/// <summary>Whether somebody is there.</summary>
internal enum Presence
{
    /// <summary>Works, or has no shifts.</summary>
    OnShift,

    /// <summary>Does not work, but can be called.</summary>
    OnCall,

    /// <summary>Does not work.</summary>
    OffShift,

    /// <summary>Is absent, whatever the shifts say.</summary>
    Absent,
}

/// <summary>How an agent is to be had at an instant.</summary>
/// <param name="Presence">Whether somebody is there.</param>
/// <param name="Until">The first instant after the absence, or after the span on call; null otherwise.</param>
/// <param name="Substitute">Of an absent agent: who stands in and is not absent; null = nobody.</param>
/// <param name="NextStart">When a shift is on that no absence covers; null = on shift now, or never.</param>
internal sealed record Availability(Presence Presence, Instant? Until, string? Substitute, Instant? NextStart)
{
    public static Availability Here { get; } = new(Presence.OnShift, null, null, null);
}

/// <summary>Something that the watcher of the roster acts upon.</summary>
internal enum RosterTurn
{
    /// <summary>An absence begins.</summary>
    Absent,

    /// <summary>Who was not to be had is on shift, or on call.</summary>
    Available,
}

/// <summary>An agent comes or goes.</summary>
internal readonly record struct RosterMoment(Instant At, string Agent, RosterTurn Turn);

/// <summary>When agents are to be had, by the roster alone.</summary>
internal static class Availabilities
{
    /// <summary>How an agent is to be had at an instant.</summary>
    public static Availability At(this Roster roster, string agent, Instant at)
    {
        var profile = roster.ProfileOf(agent);
        if (roster.AbsenceOf(agent, at) is { } absence)
            return new Availability(Presence.Absent, roster.End(absence), roster.SubstituteOf(agent, at), roster.NextStart(profile, absence.To));
        if (profile.IsOnShift(at)) return Availability.Here;
        var next = roster.NextStart(profile, at);
        return profile.OnCallAt(at) is { } span
            ? new Availability(Presence.OnCall, span.To, null, next)
            : new Availability(Presence.OffShift, null, null, next);
    }

    /// <summary>The absence of an agent at an instant; null when there is none.</summary>
    public static AbsencePlanned? AbsenceOf(this Roster roster, string agent, Instant at)
    {
        foreach (var one in roster.AbsencesOf(agent))
        {
            if (at >= one.From && at < one.To) return one;
        }
        return null;
    }

    /// <summary>Who stands in for an absent agent: the substitute, or the substitute's own while that one is absent, too. Null = nobody, or not absent.</summary>
    public static string? SubstituteOf(this Roster roster, string agent, Instant at)
    {
        var absence = roster.AbsenceOf(agent, at);
        // No cycle is ever recorded, so the chain is no longer than there are agents with absences.
        for (var steps = 0; absence is not null && steps < roster.Absences.Count; steps++)
        {
            if (absence.Substitute is not { } substitute) return null;
            if (roster.AbsenceOf(substitute, at) is not { } further) return substitute;
            absence = further;
        }
        return null;
    }

    /// <summary>Who comes and who goes after one instant and up to another, in the order of time, then of ids.</summary>
    public static IReadOnlyList<RosterMoment> Moments(this Roster roster, Instant after, Instant until) =>
    [
        .. roster.Profiles.Keys.Union(roster.Absences.Keys).SelectMany(agent => roster.MomentsOf(agent, after, until))
            .OrderBy(one => one.At).ThenBy(one => one.Agent, StringComparer.Ordinal),
    ];

    private static IEnumerable<RosterMoment> MomentsOf(this Roster roster, string agent, Instant after, Instant until)
    {
        var (profile, absences) = (roster.ProfileOf(agent), roster.AbsencesOf(agent));
        foreach (var absence in absences.Where(one => IsWithin(one.From))) yield return new RosterMoment(absence.From, agent, RosterTurn.Absent);
        var starts = profile.ShiftStarts(after, until).Concat(absences.Select(one => one.To)).Concat(profile.Description.OnCall.Select(span => span.From));
        foreach (var start in starts.Where(IsWithin).Distinct())
        {
            if (!roster.IsHere(agent, start - Duration.Epsilon) && roster.IsHere(agent, start)) yield return new RosterMoment(start, agent, RosterTurn.Available);
        }

        bool IsWithin(Instant at) => at > after && at <= until;
    }

    private static bool IsHere(this Roster roster, string agent, Instant at) => roster.At(agent, at).Presence is Presence.OnShift or Presence.OnCall;

    /// <summary>The end of an absence together with those that follow it without a gap.</summary>
    private static Instant End(this Roster roster, AbsencePlanned absence)
    {
        while (roster.AbsenceOf(absence.Agent, absence.To) is { } next) absence = next;
        return absence.To;
    }

    private static Instant? NextStart(this Roster roster, AgentProfile profile, Instant from)
    {
        while (profile.NextShift(from) is { } start)
        {
            if (roster.AbsenceOf(profile.Agent, start) is not { } absence) return start;
            from = absence.To;
        }
        return null;
    }
}
