using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>What a roster says of an agent. Shifts null = always there.</summary>
internal sealed record StaffedAgent(string Agent, IReadOnlyList<NeededSkill> Skills, string? Zone, WorkingWeek? Shifts)
{
    public static StaffedAgent Nothing(string agent) => new(agent, [], null, null);

    public bool Masters(IReadOnlyList<NeededSkill> needs) => needs.All(need => Skills.Any(one => one.Skill == need.Skill && one.Level >= need.Level));

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

    /// <summary>The roster as the ledger knows it at a position; of skills that hold for some days, those of one day.</summary>
    public static async Task<StaffingRoster> Read(Journal journal, long position, LocalDate day, CancellationToken cancel)
    {
        var entries = await LedgerLine.Find(
            journal, "ledger_index l join events e using (position) where l.type = any ($1) and l.position <= $2 order by l.position", [types, position], cancel);
        return Of(entries.Select(LedgerEntry.In).Select(one => (one.Type, one.Data.Text)), day);
    }

    /// <summary>The same of what Routing recorded, in its order.</summary>
    public static StaffingRoster Of(IEnumerable<(string Type, string Data)> recorded, LocalDate day)
    {
        var json = Messaging.DeskTypes.Create().Json;
        var (teams, agents, skills) = (new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, StaffedAgent>(), new HashSet<string>());
        var absences = new Dictionary<string, Planned>();
        foreach (var (type, data) in recorded)
        {
            if (type == types[0] && Read<Team>(data) is var team) teams[team.Id] = team.Members;
            else if (type == types[1] && Read<Described>(data) is var one)
                agents[one.Agent] = new StaffedAgent(one.Agent, [.. one.Skills.Where(skill => Holds(skill, day)).Select(skill => new NeededSkill(skill.Skill, skill.Level))], one.Zone, one.Shifts);
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

    private static bool Holds(Skilled one, LocalDate day) => (one.From is null || LocalDatePattern.Iso.Parse(one.From).Value <= day) && (one.Until is null || LocalDatePattern.Iso.Parse(one.Until).Value >= day);

    // What Routing records, as far as it is about staffing.
    private sealed record Team([property: System.Text.Json.Serialization.JsonPropertyName("team")] string Id, IReadOnlyList<string> Members);

    private sealed record Skilled(string Skill, int Level, string? From, string? Until);

    private sealed record Described(string Agent, IReadOnlyList<Skilled> Skills, string? Zone, WorkingWeek? Shifts);

    private sealed record Planned(string Absence, string Agent, Instant From, Instant To);

    private sealed record Named(string Skill);
}
