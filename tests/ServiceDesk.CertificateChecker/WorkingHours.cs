using System.Globalization;
using System.Text.Json;

namespace ServiceDesk.CertificateChecker;

/// <summary>A calendar, read from its definition and asked instant by instant. Instants and times are ticks.</summary>
internal sealed class WorkingHours
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.Utc;
    private readonly Dictionary<DayOfWeek, (long From, long To)[]> week = [];
    private readonly Dictionary<DateOnly, (string Label, (long From, long To)[] Frames)> dates = [];
    private readonly Dictionary<(int, int), string> yearly = [];

    public WorkingHours(JsonElement json)
    {
        Name = (json.TryGetProperty("name", out var name) ? name : json.GetProperty("calendar")).GetString()!;
        Version = json.GetProperty("version").GetInt32();
        zone = TimeZoneInfo.FindSystemTimeZoneById(json.GetProperty("zone").GetString()!);
        foreach (var day in json.GetProperty("week").EnumerateObject()) week[Enum.Parse<DayOfWeek>(day.Name, ignoreCase: true)] = Frames(day.Value);
        foreach (var day in json.GetProperty("dates").EnumerateArray()) dates[Date(day.GetProperty("date"), "")] = (day.GetProperty("label").GetString()!, Frames(day.GetProperty("frames")));
        foreach (var day in json.GetProperty("yearly").EnumerateArray())
        {
            var date = Date(day.GetProperty("day"), "2000-");
            yearly[(date.Month, date.Day)] = day.GetProperty("label").GetString()!;
        }
    }

    private WorkingHours() => (Name, Version) = ("24x7", 1);

    public static WorkingHours Always { get; } = new();

    public string Name { get; }

    public int Version { get; }

    /// <summary>Whether work is done at an instant, which holiday closes it, and until when this is so at least.</summary>
    public (bool IsOpen, string? Holiday, long Until) At(long instant)
    {
        if (this == Always) return (true, null, DateTime.MaxValue.Ticks);
        var local = instant + Offset(instant);
        var (date, time) = (DateOnly.FromDateTime(new DateTime(local)), local % TimeSpan.TicksPerDay);
        var (frames, holiday) = Day(date);
        var edge = frames.SelectMany(frame => new[] { frame.From, frame.To }).Append(TimeSpan.TicksPerDay).Where(one => one > time).Min();
        var until = instant + edge - time;
        // Where the clock changes on the way, minute by minute.
        if (Offset(until - 1) != Offset(instant)) until = instant - (instant % TimeSpan.TicksPerMinute) + TimeSpan.TicksPerMinute;
        return (frames.Any(frame => frame.From <= time && time < frame.To), holiday, until);
    }

    /// <summary>The working time between two instants.</summary>
    public long Between(long from, long to)
    {
        var sum = 0L;
        while (from < to)
        {
            var (isOpen, _, until) = At(from);
            until = Math.Min(until, to);
            if (isOpen) sum += until - from;
            from = until;
        }
        return sum;
    }

    /// <summary>The first instant by which so much working time has passed; for none at all the next opening.</summary>
    public long After(long from, long work)
    {
        while (true)
        {
            var (isOpen, _, until) = At(from);
            if (isOpen && until - from >= work) return from + work;
            if (isOpen) work -= until - from;
            from = until;
        }
    }

    private ((long From, long To)[] Frames, string? Holiday) Day(DateOnly date)
    {
        if (dates.TryGetValue(date, out var day)) return (day.Frames, day.Frames.Length == 0 ? day.Label : null);
        return yearly.TryGetValue((date.Month, date.Day), out var label) ? ([], label) : (week.GetValueOrDefault(date.DayOfWeek, []), null);
    }

    private long Offset(long instant) => zone.GetUtcOffset(new DateTime(instant, DateTimeKind.Utc)).Ticks;

    private static (long From, long To)[] Frames(JsonElement frames) => [.. frames.EnumerateArray().Select(frame => (Time(frame.GetProperty("from")), Time(frame.GetProperty("to"))))];

    private static long Time(JsonElement time) => time.GetString() == "24:00" ? TimeSpan.TicksPerDay : TimeSpan.Parse(time.GetString()!, CultureInfo.InvariantCulture).Ticks;

    private static DateOnly Date(JsonElement date, string year) => DateOnly.ParseExact(year + date.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
