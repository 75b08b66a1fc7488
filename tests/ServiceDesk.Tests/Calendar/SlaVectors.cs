using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>What a vector expects and what our calendars and clocks say.</summary>
/// <param name="What">Which figure.</param>
/// <param name="Expected">What the other system says.</param>
/// <param name="Exact">What ours say.</param>
/// <param name="AsReported">What the other system would report of that by its own convention.</param>
internal sealed record Comparison(string What, string Expected, string Exact, string AsReported)
{
    public bool Agrees => AsReported == Expected;

    public bool AgreesExactly => Exact == Expected;
}

/// <summary>What other systems' test suites expect of working time, read as our calendars and clocks.</summary>
internal sealed class SlaVectors(JsonElement vector)
{
    private static readonly Dictionary<string, IsoDayOfWeek> weekdays = Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)
        .ToDictionary(day => day.ToString()[..3].ToLowerInvariant());

    private readonly DateTimeZone zone = DateTimeZoneProviders.Tzdb[vector.GetProperty("calendar_tz").GetString() is "floating" ? "Etc/UTC" : vector.GetProperty("calendar_tz").GetString()!];

    public static IReadOnlyList<SlaVectors> All() =>
        [.. JsonDocument.Parse(File.ReadAllText(SharedData.Find("sla-vectors.json"))).RootElement.GetProperty("vectors").EnumerateArray().Select(one => new SlaVectors(one))];

    public string Id => Text("id")!;

    public string Set => Text("set")!;

    public string Kind => Text("kind")!;

    public IEnumerable<Comparison> Compare() => Kind switch
    {
        "add_working_time" => [Ends(Calendar().Add(At("start"), Seconds("add_seconds")))],
        "working_time_between" => [Works(Calendar().Between(At("start"), At("end")), Calendar().Between(At("start") + Cut(0), At("end") + Cut(1)))],
        "in_working_hours" => [Exactly("open", vector.GetProperty("expected").GetBoolean().ToString(), Calendar().IsOpen(At("at")).ToString())],
        "advance_to_working_time" => [Exactly("opening", Show(At("expected")), Show(Calendar().NextOpening(At("start"))))],
        "local_to_utc" => [Exactly("instant", Show(At("expected")), Show(OpeningAt(Text("local_date")!, Text("local_time")!)))],
        "sla_due_with_pauses" => PausedClock(),
        _ => new SlaScenario(vector, Calendar(), Set == "zammad-escalation-old").Compare(),
    };

    public static string Show(Instant at) => InstantPattern.ExtendedIso.Format(at);

    private static string Show(Duration work) => string.Create(CultureInfo.InvariantCulture, $"{work.TotalSeconds:0.###} s");

    private static Comparison Exactly(string what, string expected, string ours) => new(what, expected, ours, ours);

    /// <summary>One source rounds what it returns to whole seconds.</summary>
    private Comparison Ends(Instant ours) => new("end", Show(At("expected")), Show(ours), Show(
        Set == "working_hours" ? Instant.FromUnixTimeSeconds((ours + Duration.FromMilliseconds(500)).ToUnixTimeSeconds()) : ours));

    /// <summary>The same source rounds working time, halves away from zero; another one knows no negative working time.</summary>
    private Comparison Works(Duration ours, Duration uncut) => new("work", Show(Seconds("expected_seconds")), Show(ours), Show(Set switch
    {
        "working_hours" => Duration.FromSeconds(Math.Round(uncut.TotalSeconds, MidpointRounding.AwayFromZero)),
        "glpi-calendar" => Duration.Max(ours, Duration.Zero),
        _ => ours,
    }));

    /// <summary>Some vectors carry their instants cut to seconds; what was cut off stands only in their name, as in <c>0.25 — 0.75 interval</c>.</summary>
    private Duration Cut(int which)
    {
        var found = Regex.Match(Text("name") ?? "", @"(\d+\.\d+) — (\d+\.\d+) interval$");
        return found.Success ? Duration.FromMilliseconds((long)(decimal.Parse(found.Groups[which + 1].ValueSpan, CultureInfo.InvariantCulture) % 1 * 1000)) : Duration.Zero;
    }

    /// <summary>A ticket that waits sometimes, read by a clock that waits with it or not, and by one whose target is that of the escalation.</summary>
    private IEnumerable<Comparison> PausedClock()
    {
        var calendar = Calendar();
        var target = Duration.FromMinutes(vector.GetProperty("number").GetInt32() * (Text("unit") == "hour" ? 60 : 1));
        IReadOnlyList<string> pausedBy = Text("la_type") == "TTR" ? ["waiting"] : [];
        var rule = new ClockRule([FactKind.Opened], [FactKind.Resolved], pausedBy, ReopeningRule.KeepFirst, Repeats: false, []);
        var facts = new List<ClockFact>
        {
            ClockFact.Of(FactKind.Opened, Local(Text("begin_local")!)),
            ClockFact.Promised(
            [
                new ClockTerms("due", "1", target, calendar.Key, rule),
                new ClockTerms("escalation", "1", target + Duration.FromSeconds(vector.GetProperty("escalation_offset_seconds").GetInt32()), calendar.Key, rule),
            ], Local(Text("begin_local")!)),
        };
        foreach (var pause in vector.GetProperty("pauses_local").EnumerateArray())
        {
            facts.Add(ClockFact.Paused("waiting", Local(pause[0].GetString()!)));
            facts.Add(ClockFact.Of(FactKind.Resumed, Local(pause[1].GetString()!)));
        }
        var clocks = ClockHistory.Of(facts).Read(facts.Max(fact => fact.At), _ => calendar).ToDictionary(clock => clock.Clock);

        yield return Exactly("due", Show(Local(Text("expected_due_local")!)), Show(clocks["due"].Due));
        yield return Exactly("escalation", Show(Local(Text("expected_escalation_local")!)), Show(clocks["escalation"].Due));
        if (vector.TryGetProperty("expected_waiting_seconds", out var waiting))
        {
            yield return Exactly("waiting", Show(Duration.FromSeconds(waiting.GetInt32())), Show(clocks["due"].Paused));
        }
    }

    /// <summary>When a calendar opens whose frame begins at a local time of one day.</summary>
    private Instant OpeningAt(string date, string time)
    {
        var day = LocalDatePattern.Iso.Parse(date).Value;
        var calendar = WorkCalendar.Create(Calendars.Office(zone.Id) with
        {
            Dates = new Dictionary<LocalDate, DayException> { [day] = new("one day", [new Frame(LocalTimePattern.ExtendedIso.Parse(time).Value, LocalTime.Midnight)]) },
        });
        return calendar.NextOpening(day.AtStartOfDayInZone(zone).ToInstant());
    }

    private WorkCalendar Calendar()
    {
        var given = vector.GetProperty("calendar");
        var week = given.GetProperty("hours").EnumerateObject().ToDictionary(day => weekdays[day.Name], day => Frames(day.Value));
        var dates = Days(given, "date_hours").ToDictionary(day => day.Date, day => new DayException("other hours", Frames(day.Frames)));
        foreach (var (date, breaks) in Days(given, "breaks"))
        {
            var frames = dates.TryGetValue(date, out var other) ? other.Frames : week.GetValueOrDefault(date.DayOfWeek, []);
            dates[date] = new DayException("with breaks", Frames(breaks).Aggregate(frames, Without));
        }
        foreach (var day in Items(given, "holidays")) dates[LocalDatePattern.Iso.Parse(day.GetString()!).Value] = new DayException("holiday", []);
        YearlyHoliday[] yearly = [.. Items(given, "yearly_holidays").Select(day => new YearlyHoliday(day[0].GetInt32(), day[1].GetInt32(), "holiday"))];
        return WorkCalendar.Create(new CalendarDefinition(Id, 1, zone.Id, week, dates, yearly));
    }

    private static IReadOnlyList<Frame> Without(IReadOnlyList<Frame> frames, Frame gap) =>
    [
        .. frames.SelectMany(frame => new[] { frame with { To = Earlier(frame.To, gap.From) }, frame with { From = frame.From < gap.To ? gap.To : frame.From } })
            .Where(frame => frame.From < frame.To),
    ];

    private static LocalTime Earlier(LocalTime one, LocalTime other) => one < other ? one : other;

    private static IReadOnlyList<Frame> Frames(JsonElement list) => [.. list.EnumerateArray().Select(frame => Calendars.Frame(frame[0].GetString()!, frame[1].GetString()!))];

    private static IEnumerable<(LocalDate Date, JsonElement Frames)> Days(JsonElement calendar, string name) =>
        calendar.TryGetProperty(name, out var days) ? days.EnumerateObject().Select(day => (LocalDatePattern.Iso.Parse(day.Name).Value, day.Value)) : [];

    private static IEnumerable<JsonElement> Items(JsonElement calendar, string name) => calendar.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];

    private string? Text(string name) => vector.TryGetProperty(name, out var value) ? value.GetString() : null;

    private Duration Seconds(string name) => Duration.FromTicks(vector.GetProperty(name).GetDecimal() is var seconds ? (long)(seconds * NodaConstants.TicksPerSecond) : 0);

    private Instant At(string name) => Text($"{name}_utc") is { } utc ? InstantPattern.ExtendedIso.Parse(utc).Value : Local(Text($"{name}_local")!);

    private Instant Local(string text) => LocalDateTimePattern.ExtendedIso.Parse(text).Value.InZoneStrictly(zone).ToInstant();
}
