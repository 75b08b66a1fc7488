using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Web.WhatIf;

/// <summary>A cell of a policy: what is promised for a clock at a priority.</summary>
public sealed record Term(string Policy, string Priority, string Clock, Duration Target)
{
    /// <summary>How the field is called in the form and in the address.</summary>
    public string Field => $"t.{Policy}.{Priority}.{Clock}";
}

/// <summary>
/// The changes that a question makes to the policies in effect: other targets, another calendar for a policy, or all targets longer or shorter. Only what differs stands in the address, so that it can be passed on.
/// </summary>
public sealed partial class OtherTerms
{
    /// <summary>The clocks in the order in which a ticket meets them.</summary>
    public static readonly string[] Clocks = ["response", "diagnosis", "update", "resolution"];

    private readonly Dictionary<string, string> typed;

    public OtherTerms(SlaPolicies policies, IEnumerable<KeyValuePair<string, string>> query)
    {
        Policies = policies;
        typed = query.Where(one => one.Key.StartsWith("t.", StringComparison.Ordinal) || one.Key.StartsWith("c.", StringComparison.Ordinal) || one.Key == "scale").ToDictionary(one => one.Key, one => one.Value.Trim());
        Terms = [.. policies.Policies.SelectMany(policy => policy!["targets"]!.AsArray().SelectMany(targets => Clocks.Where(clock => targets![clock] is JsonObject)
            .Select(clock => new Term(policy["id"]!.ToString(), targets!["priority"]!.ToString(), clock, TargetOf(targets[clock]!)))))];
    }

    public SlaPolicies Policies { get; }

    public IReadOnlyList<Term> Terms { get; }

    /// <summary>In percent of what is promised; null when it was not typed well.</summary>
    public int? Scale => !typed.TryGetValue("scale", out var text) || text.Length == 0 ? 100
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var scale) && scale is >= 10 and <= 1000 ? scale : null;

    /// <summary>What stands in a field: what was typed, else what is promised.</summary>
    public string Text(Term term) => typed.GetValueOrDefault(term.Field, Say(term.Target));

    public string Calendar(string policy) => typed.GetValueOrDefault("c." + policy, "");

    public bool IsWrong(Term term) => Read(Text(term)) is null;

    public bool IsChanged(Term term) => Read(Text(term)) is { } target && target != term.Target;

    public bool IsRight => Scale is not null && Terms.All(term => !IsWrong(term));

    public bool IsUnchanged => Scale == 100 && !Terms.Any(IsChanged) && Policies.Policies.All(policy => Calendar(policy!["id"]!.ToString()).Length == 0);

    /// <summary>The fields that say something else than the policies in effect.</summary>
    public (string Name, string? Value)[] Changes =>
    [
        .. Terms.Where(IsChanged).Select(term => (term.Field, (string?)Text(term))),
        .. Policies.Policies.Select(policy => policy!["id"]!.ToString()).Where(id => Calendar(id).Length > 0).Select(id => ("c." + id, (string?)Calendar(id))),
        .. Scale is { } scale && scale != 100 ? [("scale", $"{scale}")] : Array.Empty<(string, string?)>(),
    ];

    /// <summary>The policies with the changes; null when there are none, so that what was promised stays.</summary>
    public JsonArray? Changed()
    {
        if (IsUnchanged) return null;
        var policies = Policies.Policies.DeepClone().AsArray();
        foreach (var term in Terms)
        {
            var policy = policies.First(one => one!["id"]!.ToString() == term.Policy)!;
            var promise = policy["targets"]!.AsArray().First(one => one!["priority"]!.ToString() == term.Priority)![term.Clock]!.AsObject();
            var target = Read(Text(term)) ?? term.Target;
            promise["target"] = PeriodPattern.NormalizingIso.Format(Period.FromTicks(Duration.FromTicks(target.BclCompatibleTicks * (Scale ?? 100) / 100).BclCompatibleTicks));
            if (Calendar(term.Policy) is not { Length: > 0 } calendar) continue;
            if (calendar == Always) promise.Remove("calendar");
            else promise["calendar"] = calendar;
        }
        return policies;
    }

    /// <summary>The calendar that never closes.</summary>
    public const string Always = "24x7";

    /// <summary>In hours and minutes, as it is typed: 1h 30m. Days would be ambiguous, because working time has short ones.</summary>
    public static string Say(Duration span) => string.Create(CultureInfo.InvariantCulture, $"{(span.TotalHours >= 1 ? $"{(long)span.TotalHours}h" : "")} {(span.Minutes > 0 ? $"{span.Minutes}m" : "")}").Trim();

    public static Duration? Read(string text) => Typed().Match(text) is { Success: true } match && (match.Groups[1].Length > 0 || match.Groups[2].Length > 0)
        && Duration.FromHours(Number(match.Groups[1])) + Duration.FromMinutes(Number(match.Groups[2])) is var span && span > Duration.Zero && span <= Duration.FromDays(1000) ? span : null;

    private static int Number(Group group) => group.Length == 0 ? 0 : int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static Duration TargetOf(JsonNode promise) => PeriodPattern.NormalizingIso.Parse(promise["target"]!.ToString()).Value.ToDuration();

    [GeneratedRegex(@"^(?:(\d{1,5})\s*(?:h|小时))?\s*(?:(\d{1,6})\s*(?:m|min|分|分钟))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Typed();
}
