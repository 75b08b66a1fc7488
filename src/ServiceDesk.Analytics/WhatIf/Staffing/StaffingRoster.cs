using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>A skill with its level, and the time in which the agent has it.</summary>
internal sealed record StaffedSkill(string Skill, int Level, Instant From, Instant To)
{
    public static StaffedSkill Always(string skill, int level) => new(skill, level, Instant.MinValue, Instant.MaxValue);

    public bool Fulfils(NeededSkill need, Instant at) => Skill == need.Skill && Level >= need.Level && From <= at && at < To;
}

/// <summary>What a roster says of an agent. Shifts null = always there.</summary>
internal sealed record StaffedAgent(string Agent, IReadOnlyList<StaffedSkill> Skills, string? Zone, WorkingWeek? Shifts)
{
    public static StaffedAgent Nothing(string agent) => new(agent, [], null, null);

    /// <summary>When the agent has all of the skills, between two instants.</summary>
    public WorkHours Masters(IReadOnlyList<NeededSkill> needs, Instant from, Instant to)
    {
        var spans = new List<(long From, long To)>();
        Instant[] cuts = [from, .. Skills.SelectMany(one => (Instant[])[one.From, one.To]).Where(at => from < at && at < to).Distinct().Order(), to];
        foreach (var (begin, end) in cuts.Zip(cuts.Skip(1)))
        {
            if (!needs.All(need => Skills.Any(one => one.Fulfils(need, begin)))) continue;
            if (spans.Count > 0 && spans[^1].To == WorkHours.Of(begin)) spans[^1] = (spans[^1].From, WorkHours.Of(end));
            else spans.Add((WorkHours.Of(begin), WorkHours.Of(end)));
        }
        return new WorkHours(spans);
    }

    public WrittenCalendar? Written()
    {
        if (Shifts is not { } week) return null;
        IReadOnlyList<WorkingFrame>[] days = [week.Monday, week.Tuesday, week.Wednesday, week.Thursday, week.Friday, week.Saturday, week.Sunday];
        return new WrittenCalendar(Agent, 1, Zone ?? "UTC", [.. days.Select(day => (IReadOnlyList<WrittenFrame>)[.. day.Select(one => new WrittenFrame(one.From, one.To))])], [], []);
    }
}

/// <summary>Who is in which team, can do what and works when. Calls outside the shifts are left out.</summary>
internal sealed record StaffingRoster(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Teams, IReadOnlyDictionary<string, StaffedAgent> Agents, IReadOnlyDictionary<string, List<(Instant From, Instant To)>> Absences,
    IReadOnlySet<string> Skills)
{
    private static readonly string[] types =
        ["routing.team-defined.v1", "routing.agent-described.v1", "routing.absence-planned.v1", "routing.absence-cancelled.v1", "routing.skill-defined.v1"];

    /// <summary>The roster as the ledger knows it at a position.</summary>
    public static async Task<StaffingRoster> Read(Journal journal, long position, CancellationToken cancel)
    {
        var entries = await LedgerLine.Find(
            journal, "ledger_index l join events e using (position) where l.type = any ($1) and l.position <= $2 order by l.position", [types, position], cancel);
        return Of(entries.Select(LedgerEntry.In).Select(one => (one.Type, one.Data.Text)));
    }

    /// <summary>The same of what Routing recorded, in its order.</summary>
    public static StaffingRoster Of(IEnumerable<(string Type, string Data)> recorded)
    {
        var json = Messaging.DeskTypes.Create().Json;
        var (teams, agents, skills) = (new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, StaffedAgent>(), new HashSet<string>());
        var absences = new Dictionary<string, Planned>();
        foreach (var (type, data) in recorded)
        {
            if (type == types[0] && Read<Team>(data) is var team) teams[team.Id] = team.Members;
            else if (type == types[1] && Read<Described>(data) is var one)
                agents[one.Agent] = new StaffedAgent(one.Agent, [.. one.Skills.Select(skill => skill.In(DateTimeZoneProviders.Tzdb[one.Zone ?? "Etc/UTC"]))], one.Zone, one.Shifts);
            else if (type == types[2] && Read<Planned>(data) is var planned) absences[planned.Absence] = planned;
            else if (type == types[3]) absences.Remove(Read<Planned>(data).Absence);
            else if (type == types[4]) skills.Add(Read<Named>(data).Skill);
        }
        return new StaffingRoster(teams, agents, absences.Values.GroupBy(one => one.Agent).ToDictionary(one => one.Key, one => one.Select(span => (span.From, span.To)).ToList()), skills);

        T Read<T>(string data) => JsonSerializer.Deserialize<T>(data, json)!;
    }

    /// <summary>The roster with other agents: who is named takes the place of who is there, or comes in addition; some are not there at all.</summary>
    public StaffingRoster With(IReadOnlyList<AskedAgent> others, IReadOnlyList<string> without)
    {
        var (named, gone) = (others.Select(one => one.Agent.Agent).ToHashSet(), without.ToHashSet());
        return this with
        {
            Teams = Teams.ToDictionary(
                one => one.Key,
                one => (IReadOnlyList<string>)[.. one.Value.Where(agent => !named.Contains(agent) && !gone.Contains(agent)), .. others.Where(other => other.Teams.Contains(one.Key)).Select(other => other.Agent.Agent)]),
            Agents = Agents.Where(one => !named.Contains(one.Key)).Select(one => one.Value).Concat(others.Select(one => one.Agent)).ToDictionary(one => one.Agent),
        };
    }

    public StaffedAgent Find(string agent) => Agents.GetValueOrDefault(agent) ?? StaffedAgent.Nothing(agent);

    /// <summary>When an agent is there between two instants.</summary>
    public WorkHours HoursOf(string agent, Instant from, Instant to)
    {
        var written = Find(agent).Written();
        if (written?.Week.Any(day => day.Count > 0) == false) return new WorkHours([]);
        var calendar = written is null ? WorkCalendar.AlwaysOpen : WorkCalendar.Create(written.Read());
        return WorkHours.Of(calendar, Absences.GetValueOrDefault(agent, []), from, to);
    }

    // What Routing records, as far as it is about staffing.
    private sealed record Team([property: System.Text.Json.Serialization.JsonPropertyName("team")] string Id, IReadOnlyList<string> Members);

    private sealed record Skilled(string Skill, int Level, string? From, string? Until)
    {
        /// <summary>From the beginning of the first day to the end of the last one, as Routing takes them.</summary>
        public StaffedSkill In(DateTimeZone zone) => new(
            Skill, Level,
            From is null ? Instant.MinValue : zone.AtStartOfDay(LocalDatePattern.Iso.Parse(From).Value).ToInstant(),
            Until is null ? Instant.MaxValue : zone.AtStartOfDay(LocalDatePattern.Iso.Parse(Until).Value.PlusDays(1)).ToInstant());
    }

    private sealed record Described(string Agent, IReadOnlyList<Skilled> Skills, string? Zone, WorkingWeek? Shifts);

    private sealed record Planned(string Absence, string Agent, Instant From, Instant To);

    private sealed record Named(string Skill);
}
