using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Web.Administration;

/// <summary>Lengths of time as people write them, <c>1d 4h 30m</c>, and as the services do, in ISO 8601. A day has 24 hours.</summary>
internal static partial class Lengths
{
    /// <summary>As people write it; what is no length stays as it is.</summary>
    public static string Say(string iso)
    {
        if (PeriodPattern.NormalizingIso.Parse(iso) is not { Success: true, Value: { Years: 0, Months: 0 } period }) return iso;
        var length = period.ToDuration();
        if (length == Duration.Zero) return "0m";
        var parts = new List<string>();
        Add(length.Days, "d");
        Add(length.Hours, "h");
        Add(length.Minutes, "m");
        if (length.Seconds > 0 || length.SubsecondNanoseconds > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{length.Seconds + (length.SubsecondNanoseconds / 1e9m):0.#########}s"));
        return string.Join(' ', parts);

        void Add(int number, string unit)
        {
            if (number > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{number}{unit}"));
        }
    }

    /// <summary>As the services write it; what cannot be read stays as it was typed, for the service to refuse.</summary>
    public static string Read(string typed)
    {
        var text = typed.Trim();
        if (PeriodPattern.NormalizingIso.Parse(text).Success) return text == Say(text) ? text : Read(Say(text));
        if (Shape().Match(Words().Replace(text.ToLowerInvariant(), one => Unit(one.Value))) is not { Success: true, Length: > 0 } parts || parts.Groups.Values.Skip(1).All(one => !one.Success)) return text;
        var seconds = Part(1, 86_400) + Part(2, 3600) + Part(3, 60) + Part(4, 1);
        return PeriodPattern.NormalizingIso.Format(Period.FromTicks((long)(seconds * NodaConstants.TicksPerSecond)));

        decimal Part(int group, int unit) =>
            parts.Groups[group].Success && decimal.TryParse(parts.Groups[group].Value, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, 100_000) * unit : 0;
    }

    private static string Unit(string word) => word switch { "天" or "日" => "d", "小时" or "时" => "h", "分钟" or "分" => "m", _ => "s" };

    [GeneratedRegex("天|日|小时|时|分钟|分|秒")]
    private static partial Regex Words();

    [GeneratedRegex(@"^\s*(?:([\d.]+)\s*d)?\s*(?:([\d.]+)\s*h)?\s*(?:([\d.]+)\s*m(?:in)?)?\s*(?:([\d.]+)\s*s)?\s*$")]
    private static partial Regex Shape();
}
