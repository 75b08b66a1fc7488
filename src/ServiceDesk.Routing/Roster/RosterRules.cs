using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>Something wrong with a roster, and where.</summary>
internal readonly record struct WrongEntry(string Field, string Reason);

/// <summary>Whom the roster may name: those who work on tickets, and everybody.</summary>
internal sealed record RosterPeople(IReadOnlySet<string> Agents, IReadOnlySet<string> All)
{
    public static RosterPeople Of(AccessDirectory directory) => new(
        directory.People.Where(IsAgent).Select(one => one.Id).ToHashSet(), directory.People.Select(one => one.Id).ToHashSet());

    public static bool IsAgent(Person person) => person.Roles.Any(role => role is Roles.Agent or Roles.Lead);
}

/// <summary>What the description of an agent must be like.</summary>
internal static partial class RosterRules
{
    public const string IdRule = "must be a lower-case word of at most 50 letters, digits and dashes";

    public const int MostCapacity = 1000;

    /// <summary>Time is counted until the year 2260.</summary>
    private static readonly Instant latest = Instant.FromUtc(2200, 1, 1, 0, 0);

    public static bool IsId(string text) => IdShape().IsMatch(text);

    /// <summary>A span in which something holds.</summary>
    public static IEnumerable<WrongEntry> Span(Instant from, Instant to, string path = "")
    {
        if (to <= from) yield return new WrongEntry($"{path}to", "must be later than from");
        else if (to > latest) yield return new WrongEntry($"{path}to", "lies after the year 2199");
    }

    /// <summary>What no description may be, whatever else is known.</summary>
    public static IEnumerable<WrongEntry> Form(AgentDescribed agent)
    {
        var hasZone = agent.Zone is null || DateTimeZoneProviders.Tzdb.GetZoneOrNull(agent.Zone) is not null;
        if (!hasZone) yield return new WrongEntry("zone", "must be an IANA time zone such as Asia/Shanghai");
        if (agent.Zone is null && agent.Shifts is not null) yield return new WrongEntry("zone", "is required with shifts");
        if (agent.Manager == agent.Agent) yield return new WrongEntry("manager", "must be somebody else");
        foreach (var wrong in Languages(agent.Languages).Concat(Skills(agent.Skills)).Concat(Shifts(agent.Shifts)).Concat(OnCall(agent.OnCall))) yield return wrong;
    }

    /// <summary>What a description may not be in the light of the other people and of the roster in which it will stand.</summary>
    public static IEnumerable<WrongEntry> Known(AgentDescribed agent, Roster roster, RosterPeople people)
    {
        foreach (var (i, one) in agent.Skills.Index().Where(one => !roster.Skills.ContainsKey(one.Item.Skill)))
            yield return new WrongEntry($"skills[{i}].skill", $"there is no skill {one.Skill}; define it first");
        if (agent.Manager is not { } manager) yield break;
        if (!people.All.Contains(manager)) yield return new WrongEntry("manager", "must be the id of a person");
        else if (ManagersOf(manager, roster).Contains(agent.Agent)) yield return new WrongEntry("manager", "reports to this agent in the end");
    }

    /// <summary>A person and those above, up to the first one who is there twice.</summary>
    private static HashSet<string> ManagersOf(string person, Roster roster)
    {
        var chain = new HashSet<string>();
        for (var one = person; one is not null && chain.Add(one); one = roster.ProfileOf(one).Manager) { }
        return chain;
    }

    private static IEnumerable<WrongEntry> Languages(IReadOnlyList<string> languages)
    {
        if (languages.Any(one => !LanguageShape().IsMatch(one))) yield return new WrongEntry("languages", "must be codes such as zh and en");
        else if (languages.Distinct().Count() != languages.Count) yield return new WrongEntry("languages", "names one twice");
    }

    private static IEnumerable<WrongEntry> Skills(IReadOnlyList<AgentSkill> skills)
    {
        foreach (var (i, one) in skills.Index())
        {
            if (one.From is not null && RosterDays.Date(one.From) is null) yield return new WrongEntry($"skills[{i}].from", "must be a date such as 2026-10-01");
            if (one.Until is not null && RosterDays.Date(one.Until) is null) yield return new WrongEntry($"skills[{i}].until", "must be a date such as 2026-10-01");
            var (from, until) = Days(one);
            if (until < from) yield return new WrongEntry($"skills[{i}].until", "lies before from");
            else if (skills.Take(i).Any(other => other.Skill == one.Skill && Days(other).From <= until && from <= Days(other).Until))
                yield return new WrongEntry($"skills[{i}]", "is there twice on the same days");
        }
    }

    private static IEnumerable<WrongEntry> Shifts(WorkingWeek? shifts) =>
        shifts is null ? [] : ShiftCalendars.Days(shifts).SelectMany(day => Frames($"shifts.{day.Field}", day.Frames));

    private static IEnumerable<WrongEntry> Frames(string path, IReadOnlyList<WorkingFrame> frames)
    {
        var earlier = new List<(LocalTime From, LocalTime To)>();
        foreach (var (i, frame) in frames.Index())
        {
            var (from, to) = (ShiftCalendars.Time(frame.From, isEnd: false), frame.To == ShiftCalendars.EndOfDay ? LocalTime.MaxValue : ShiftCalendars.Time(frame.To, isEnd: true));
            if (from is null) yield return new WrongEntry($"{path}[{i}].from", "must be a time of day such as 09:00");
            if (to is null) yield return new WrongEntry($"{path}[{i}].to", "must be a time of day such as 17:30, at most 24:00");
            if (from is not { } begin || to is not { } end) continue;
            if (end <= begin) yield return new WrongEntry($"{path}[{i}].to", "must be later than from; a shift over midnight is two, until 24:00 and from 00:00 of the next day");
            else if (earlier.Exists(other => other.From < end && begin < other.To)) yield return new WrongEntry($"{path}[{i}]", "overlaps another shift of the day");
            earlier.Add((begin, end));
        }
    }

    private static IEnumerable<WrongEntry> OnCall(IReadOnlyList<OnCallSpan> spans)
    {
        foreach (var (i, span) in spans.Index())
        {
            var wrong = Span(span.From, span.To, string.Create(CultureInfo.InvariantCulture, $"onCall[{i}].")).ToList();
            foreach (var one in wrong) yield return one;
            if (wrong.Count == 0 && spans.Take(i).Any(other => other.From < span.To && span.From < other.To)) yield return new WrongEntry($"onCall[{i}]", "overlaps another span");
        }
    }

    private static (LocalDate From, LocalDate Until) Days(AgentSkill skill) =>
        (RosterDays.Date(skill.From) ?? LocalDate.MinIsoValue, RosterDays.Date(skill.Until) ?? LocalDate.MaxIsoValue);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,49}\z")]
    private static partial Regex IdShape();

    [GeneratedRegex(@"^[a-z]{2,3}\z")]
    private static partial Regex LanguageShape();
}
