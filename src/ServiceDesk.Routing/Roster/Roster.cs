using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing;

/// <summary>A skill of the desk was named. Stream <c>roster</c>, as all events of this page.</summary>
/// <param name="Skill">Its id.</param>
/// <param name="Names">What people read.</param>
[StoredName("routing.skill-defined.v1")]
internal sealed record SkillDefined(string Skill, Bilingual Names);

/// <summary>How well an agent masters a skill, and on which days that holds.</summary>
/// <param name="Skill">The skill's id.</param>
/// <param name="Level">1 to 5.</param>
/// <param name="From">The first day in the agent's zone, as an ISO 8601 date; null = always.</param>
/// <param name="Until">The last day; null = without end.</param>
internal sealed record AgentSkill(string Skill, int Level, string? From, string? Until);

/// <summary>A span in which an agent can be called outside the shifts: half-open.</summary>
internal sealed record OnCallSpan(Instant From, Instant To);

/// <summary>All that the roster says of an agent, from now on.</summary>
/// <param name="Agent">The opaque id.</param>
/// <param name="Tier">1 to 3; null = none.</param>
/// <param name="Skills">The skills; one may be there several times, with levels on different days.</param>
/// <param name="Languages">What the agent speaks, such as <c>zh</c> and <c>en</c>.</param>
/// <param name="Capacity">How many points of open tickets are a full load.</param>
/// <param name="Cap">Points beyond which the desk gives the agent nothing; null = no such limit.</param>
/// <param name="Manager">To whom the agent reports; null = nobody is known.</param>
/// <param name="Zone">The IANA time zone of the shifts and of the days of skills; null = UTC.</param>
/// <param name="Shifts">When the agent works; null = at any time, no frames at all = only on call.</param>
/// <param name="OnCall">When the agent can be called besides.</param>
[StoredName("routing.agent-described.v1")]
internal sealed record AgentDescribed(
    string Agent, int? Tier, IReadOnlyList<AgentSkill> Skills, IReadOnlyList<string> Languages, int Capacity, int? Cap, string? Manager, string? Zone,
    WorkingWeek? Shifts, IReadOnlyList<OnCallSpan> OnCall)
{
    /// <summary>What holds for an agent of whom the roster says nothing, so that a desk without a roster works.</summary>
    public static AgentDescribed Nothing(string agent) => new(agent, null, [], [], AgentProfile.UsualCapacity, null, null, null, null, []);
}

/// <summary>Why an agent is absent.</summary>
internal enum AbsenceKind
{
    Vacation,
    Sick,
    Training,
    Travel,
    Other,
}

/// <summary>An agent will be absent, or is.</summary>
/// <param name="Absence">The id of this absence.</param>
/// <param name="Agent">Who.</param>
/// <param name="From">The first instant.</param>
/// <param name="To">The first instant after it.</param>
/// <param name="Substitute">Who stands in; null = nobody in particular.</param>
/// <param name="Kind">Why.</param>
[StoredName("routing.absence-planned.v1")]
internal sealed record AbsencePlanned(string Absence, string Agent, Instant From, Instant To, string? Substitute, AbsenceKind Kind);

/// <summary>An absence does not take place, or is over before its time.</summary>
[StoredName("routing.absence-cancelled.v1")]
internal sealed record AbsenceCancelled(string Absence, string Agent);

/// <summary>
/// Who can do what and works when. The version of its stream is the roster version that decisions name. An agent whom nobody described is always on shift,
/// has no skill and no language, and the usual capacity.
/// </summary>
internal sealed record Roster(
    ImmutableSortedDictionary<string, Bilingual> Skills, ImmutableDictionary<string, AgentProfile> Profiles, ImmutableDictionary<string, ImmutableList<AbsencePlanned>> Absences)
    : IState<Roster>
{
    public const string Stream = "roster";

    public static Roster Initial { get; } = new(
        ImmutableSortedDictionary.Create<string, Bilingual>(StringComparer.Ordinal), ImmutableDictionary<string, AgentProfile>.Empty,
        ImmutableDictionary<string, ImmutableList<AbsencePlanned>>.Empty);

    /// <summary>What is known of an agent.</summary>
    public AgentProfile ProfileOf(string agent) => Profiles.GetValueOrDefault(agent) ?? new AgentProfile(AgentDescribed.Nothing(agent));

    /// <summary>The absences of an agent that were not cancelled, in the order of time.</summary>
    public ImmutableList<AbsencePlanned> AbsencesOf(string agent) => Absences.GetValueOrDefault(agent, []);

    public Roster Evolve(object @event) => @event switch
    {
        SkillDefined defined => this with { Skills = Skills.SetItem(defined.Skill, defined.Names) },
        AgentDescribed described => this with { Profiles = Profiles.SetItem(described.Agent, new AgentProfile(described)) },
        AbsencePlanned planned => With(planned.Agent, Insert(AbsencesOf(planned.Agent), planned)),
        AbsenceCancelled cancelled => With(cancelled.Agent, AbsencesOf(cancelled.Agent).RemoveAll(one => one.Absence == cancelled.Absence)),
        _ => this,
    };

    private Roster With(string agent, ImmutableList<AbsencePlanned> absences) => this with { Absences = Absences.SetItem(agent, absences) };

    private static ImmutableList<AbsencePlanned> Insert(ImmutableList<AbsencePlanned> absences, AbsencePlanned planned) =>
        absences.Insert(absences.Count(one => one.From <= planned.From), planned);
}
