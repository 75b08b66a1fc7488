using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Routing;

/// <summary>An agent as the roster describes one, ready for questions. Immutable.</summary>
internal sealed class AgentProfile(AgentDescribed description)
{
    /// <summary>The points that a full load has unless the roster says otherwise.</summary>
    public const int UsualCapacity = 20;

    // Worked out at the first question, so that folding a long roster costs nothing.
    private readonly Lazy<WorkCalendar?> calendar = new(() => ShiftCalendars.Of(description.Zone, description.Shifts));
    private readonly Lazy<DatedLevel[]> levels = new(() => [.. description.Skills.Select(skill => DatedLevel.Of(skill, description.Zone))]);

    public AgentDescribed Description => description;

    public string Agent => description.Agent;

    public int? Tier => description.Tier;

    public int Capacity => description.Capacity;

    public int? Cap => description.Cap;

    public string? Manager => description.Manager;

    /// <summary>The level in a skill at an instant; 0 = lacks it.</summary>
    public int LevelOf(string skill, Instant at)
    {
        foreach (var one in levels.Value)
        {
            if (one.Skill == skill && at >= one.From && at < one.To) return one.Level;
        }
        return 0;
    }

    public bool Speaks(string language) => description.Languages.Contains(language);

    /// <summary>Whether a shift is on; always without shifts.</summary>
    public bool IsOnShift(Instant at) => description.Shifts is null || calendar.Value?.IsOpen(at) == true;

    /// <summary>The first instant of a shift at or after an instant: itself when one is on. Null when the agent is only on call.</summary>
    public Instant? NextShift(Instant at) => description.Shifts is null ? at : calendar.Value?.NextOpening(at);

    /// <summary>The instants after one and up to another at which a shift begins.</summary>
    public IEnumerable<Instant> ShiftStarts(Instant after, Instant until) => calendar.Value is { } shifts
        ? shifts.Intervals(after, until + Duration.Epsilon).Where(span => span.IsOpen && span.From > after).Select(span => span.From)
        : [];

    /// <summary>The span in which the agent can be called at an instant; null when there is none.</summary>
    public OnCallSpan? OnCallAt(Instant at) => description.OnCall.FirstOrDefault(span => at >= span.From && at < span.To);

    /// <summary>When the agent has had so much working time since an instant, absences not regarded; null = never.</summary>
    public Instant? AfterWork(Instant from, Duration work)
    {
        if (description.Shifts is null) return from + work;
        return calendar.Value is { } shifts && shifts.Holds(from, work) ? shifts.Add(from, work) : null;
    }

    private readonly record struct DatedLevel(string Skill, int Level, Instant From, Instant To)
    {
        public static DatedLevel Of(AgentSkill skill, string? zone)
        {
            var (from, to) = RosterDays.Span(skill.From, skill.Until, zone);
            return new DatedLevel(skill.Skill, skill.Level, from, to);
        }
    }
}
