using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime.Text;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>How the description of an agent looks in the cells of a table.</summary>
internal static partial class RosterCells
{
    public const string Agent = "agent";
    public const string Name = "name";

    /// <summary>The columns in the order of an export. The name is for people; an import does not read it.</summary>
    public static IReadOnlyList<string> Columns { get; } = [Agent, Name, "tier", "skills", "languages", "capacity", "cap", "manager", "zone", "shifts", "on-call"];

    private const string OnlyOnCall = "none";

    private static readonly string[] days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>The description after a line: a column that is missing leaves what is known, an empty cell takes it away.</summary>
    /// <param name="known">What is known.</param>
    /// <param name="cells">The cells of the line by column.</param>
    /// <param name="refuse">Told the column of a cell that cannot be read, and how it must be.</param>
    public static AgentDescribed Apply(AgentDescribed known, IReadOnlyDictionary<string, string> cells, Action<string, string> refuse)
    {
        return new AgentDescribed(
            known.Agent,
            Cell("tier", known.Tier, null, text => Whole(text, 3), "must be 1, 2 or 3"),
            Cell("skills", known.Skills, [], text => All(text, Skill), "must be skills with levels 1 to 5 and days, such as network:3; vpn:2@2026-01-01/2026-12-31"),
            Cell("languages", known.Languages, [], text => [.. Parts(text)], ""),
            Cell("capacity", known.Capacity, AgentProfile.UsualCapacity, text => Whole(text, RosterRules.MostCapacity), $"must be a whole number from 1 to {RosterRules.MostCapacity}") ?? known.Capacity,
            Cell("cap", known.Cap, null, text => Whole(text, RosterRules.MostCapacity), $"must be a whole number from 1 to {RosterRules.MostCapacity}"),
            Cell("manager", known.Manager, null, text => text, ""),
            Cell("zone", known.Zone, null, text => text, ""),
            Cell("shifts", known.Shifts, null, Week, $"must be days with times, such as mon-fri 09:00-12:30 13:30-18:00; sat 09:00-12:00, or {OnlyOnCall}"),
            Cell("on-call", known.OnCall, [], text => All(text, Span), "must be spans such as 2026-12-24T18:00:00Z/2026-12-27T08:00:00Z"));

        T Cell<T>(string column, T before, T empty, Func<string, T?> read, string rule)
        {
            if (!cells.TryGetValue(column, out var text)) return before;
            if (text.Length == 0) return empty;
            if (read(text) is { } value) return value;
            refuse(column, rule);
            return before;
        }
    }

    /// <summary>The cells of a description, in the order of the columns.</summary>
    public static IReadOnlyList<string> Of(AgentDescribed agent, string name) =>
    [
        agent.Agent, name, Text(agent.Tier), string.Join("; ", agent.Skills.Select(Text)), string.Join("; ", agent.Languages), Text(agent.Capacity), Text(agent.Cap),
        agent.Manager ?? "", agent.Zone ?? "", Text(agent.Shifts), string.Join("; ", agent.OnCall.Select(span => $"{span.From}/{span.To}")),
    ];

    private static int? Whole(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;

    private static IEnumerable<string> Parts(string text) => text.Split([';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static List<T>? All<T>(string text, Func<string, T?> read) where T : class
    {
        var all = Parts(text).Select(read).ToList();
        return all.Contains(null) ? null : [.. all.OfType<T>()];
    }

    private static AgentSkill? Skill(string text) => SkillShape().Match(text) is { Success: true } match
        ? new AgentSkill(match.Groups[1].Value, match.Groups[2].Value[0] - '0', Value(match.Groups[3]), Value(match.Groups[4]))
        : null;

    private static string? Value(Group group) => group.Length == 0 ? null : group.Value;

    private static OnCallSpan? Span(string text) =>
        text.Split('/') is [var first, var last] && OffsetDateTimePattern.ExtendedIso.Parse(first) is { Success: true, Value: var from } && OffsetDateTimePattern.ExtendedIso.Parse(last) is { Success: true, Value: var to }
            ? new OnCallSpan(from.ToInstant(), to.ToInstant())
            : null;

    private static WorkingWeek? Week(string text)
    {
        var week = days.Select(_ => new List<WorkingFrame>()).ToArray();
        foreach (var part in text == OnlyOnCall ? [] : Parts(text))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var range = words[0].ToLowerInvariant().Split('-');
            var (first, last) = (Array.IndexOf(days, range[0]), Array.IndexOf(days, range[^1]));
            if (range.Length > 2 || first < 0 || last < first || words.Length < 2) return null;
            foreach (var word in words.Skip(1))
            {
                if (word.Split('-') is not [var from, var to]) return null;
                for (var day = first; day <= last; day++) week[day].Add(new WorkingFrame(from, to));
            }
        }
        return new WorkingWeek(week[0], week[1], week[2], week[3], week[4], week[5], week[6]);
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(AgentSkill skill) =>
        string.Create(CultureInfo.InvariantCulture, $"{skill.Skill}:{skill.Level}") + (skill.From is null && skill.Until is null ? "" : $"@{skill.From}/{skill.Until}");

    private static string Text(WorkingWeek? shifts)
    {
        if (shifts is null) return "";
        var week = ShiftCalendars.Days(shifts).Select(day => string.Join(' ', day.Frames.Select(frame => $"{frame.From}-{frame.To}"))).ToList();
        var parts = new List<string>();
        for (var first = 0; first < days.Length; first++)
        {
            if (week[first].Length == 0) continue;
            var last = first;
            while (last + 1 < days.Length && week[last + 1] == week[first]) last++;
            parts.Add($"{days[first]}{(last > first ? $"-{days[last]}" : "")} {week[first]}");
            first = last;
        }
        return parts.Count == 0 ? OnlyOnCall : string.Join("; ", parts);
    }

    [GeneratedRegex(@"^([a-z0-9-]+):([1-5])(?:@(\d{4}-\d\d-\d\d)?/(\d{4}-\d\d-\d\d)?)?\z")]
    private static partial Regex SkillShape();
}
