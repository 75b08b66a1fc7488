using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Sla;

/// <summary>Something that is wrong with a value, at the JSON path of it.</summary>
internal sealed record WrongValue(string Field, string Reason);

/// <summary>What makes policies whole: every ticket finds a promise, whatever its organisation, service, kind and priority.</summary>
internal static partial class PolicyRules
{
    /// <summary>As much working time as anything is promised within; every calendar holds it.</summary>
    public static readonly Duration LongestTarget = Duration.FromDays(1000);

    /// <summary>The log tells no shorter ones from none.</summary>
    public static readonly Duration ShortestTarget = Duration.FromNanoseconds(1000);

    public const string IdRule = "must be a lower-case word of at most 50 letters, digits and dashes";

    /// <summary>All that is wrong, by the paths of the document.</summary>
    public static IEnumerable<WrongValue> Check(IReadOnlyList<SlaPolicyDefinition> policies)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < policies.Count; i++)
        {
            var (path, policy) = ($"policies[{i}]", policies[i]);
            if (policy.Id.Length > 0 && !IdShape().IsMatch(policy.Id)) yield return new WrongValue($"{path}.id", IdRule);
            if (policy.Id.Length > 0 && !ids.Add(policy.Id)) yield return new WrongValue($"{path}.id", "is used twice");
            if (policy.Targets.Count == 0) yield return new WrongValue($"{path}.targets", "must promise something for at least one priority");
            var twice = policy.Targets.GroupBy(one => one.Priority).Where(group => group.Count() > 1).Select(group => Hosting.Words.Of(group.Key)).ToList();
            if (twice.Count > 0) yield return new WrongValue($"{path}.targets", $"names {string.Join(", ", twice)} twice");
        }
        // A policy for everybody that promises something for a priority leaves no ticket of that priority without a promise.
        var gaps = Enum.GetValues<Priority>().Except(policies.Where(IsForAll).SelectMany(one => one.Targets).Select(one => one.Priority)).Select(Hosting.Words.Of).ToList();
        if (gaps.Count > 0) yield return new WrongValue("policies", $"leave a gap: no policy for all organisations, services and kinds promises anything for {string.Join(", ", gaps)}");
    }

    /// <summary>Every calendar that is named, with the path of its name.</summary>
    public static IEnumerable<(string Field, string Calendar)> Calendars(IReadOnlyList<SlaPolicyDefinition> policies)
    {
        foreach (var (p, policy) in policies.Index())
        {
            if (policy.NoticeCalendar is { } notices) yield return ($"policies[{p}].noticeCalendar", notices);
            foreach (var (t, targets) in policy.Targets.Index())
            {
                foreach (var (clock, terms) in Clocks(targets))
                {
                    if (terms.Calendar is { } calendar) yield return ($"policies[{p}].targets[{t}].{Hosting.Words.Of(clock)}.calendar", calendar);
                }
            }
        }
    }

    /// <summary>The clocks that are promised.</summary>
    public static IEnumerable<(ClockName Clock, ClockTarget Terms)> Clocks(SlaTargets targets)
    {
        yield return (ClockName.Response, targets.Response);
        if (targets.Diagnosis is { } diagnosis) yield return (ClockName.Diagnosis, diagnosis);
        if (targets.Update is { } update) yield return (ClockName.Update, update);
        yield return (ClockName.Resolution, targets.Resolution);
    }

    public static bool IsId(string text) => IdShape().IsMatch(text);

    private static bool IsForAll(SlaPolicyDefinition policy) => policy is { Organizations.Count: 0, Services.Count: 0, Kinds.Count: 0 };

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,49}\z")]
    private static partial Regex IdShape();
}
