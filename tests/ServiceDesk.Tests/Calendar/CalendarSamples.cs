using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>Calendars and instants at random, mostly near changes of the clock.</summary>
internal static class CalendarSamples
{
    private const int WindowDays = 9;

    private static readonly Instant first = Instant.FromUtc(1975, 1, 1, 0, 0);
    private static readonly Instant last = Instant.FromUtc(2037, 12, 1, 0, 0);

    private static readonly IsoDayOfWeek[] weekdays = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];

    private static readonly string[] zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    /// <summary>A calendar, and an instant around which it is looked at.</summary>
    public static readonly Gen<(CalendarDefinition Definition, Instant Middle)> CalendarAndInstant =
        from zone in Gen.Elements(zones)
        from middle in Near(DateTimeZoneProviders.Tzdb[zone])
        from week in Week
        from exceptions in Exceptions(middle)
        from yearly in Gen.Choose(-WindowDays, WindowDays).ArrayOf(2)
        select (new CalendarDefinition(
            "sample", 1, zone,
            weekdays.Zip(week).ToDictionary(pair => pair.First, pair => pair.Second),
            exceptions,
            [.. yearly.Distinct().Select(day => middle.InUtc().Date.PlusDays(day)).Select(date => new YearlyHoliday(date.Month, date.Day, "every year"))]), middle);

    /// <summary>Minutes before or after an instant, within the days around it that have exceptions.</summary>
    public static readonly Gen<int> Minutes = Gen.Choose(-WindowDays * 24 * 60 / 2, WindowDays * 24 * 60 / 2);

    /// <summary>Open on Wednesdays at least, and sometimes always.</summary>
    private static Gen<IReadOnlyList<Frame>[]> Week => Gen.Frequency(
        (1, Gen.Constant<IReadOnlyList<Frame>[]>([.. weekdays.Select(IReadOnlyList<Frame> (_) => [Frame.WholeDay])])),
        (4, from week in Gen.Frequency((5, Frames), (2, Gen.Constant<IReadOnlyList<Frame>>([]))).ArrayOf(7)
            from wednesday in Frames
            select (IReadOnlyList<Frame>[])[week[0], week[1], wednesday, .. week[3..]]));

    private static Gen<IReadOnlyList<Frame>> Frames =>
        from count in Gen.Frequency((4, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(3)))
        from edges in Gen.Frequency((1, Gen.Choose(0, 24 * 60)), (1, Gen.Choose(0, 48).Select(half => half * 30))).ArrayOf(count * 2)
        select Ordered(edges);

    private static IReadOnlyList<Frame> Ordered(int[] edges)
    {
        var minutes = edges.Distinct().Order().ToArray();
        Frame[] frames = [.. minutes.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new Frame(Time(pair[0]), Time(pair[1])))];
        return frames.Length > 0 ? frames : [Frame.WholeDay];
    }

    private static LocalTime Time(int minute) => LocalTime.FromMinutesSinceMidnight(minute % (24 * 60));

    private static Gen<IReadOnlyDictionary<LocalDate, DayException>> Exceptions(Instant middle) =>
        from days in Gen.Choose(-WindowDays, WindowDays).ArrayOf(4)
        from frames in Gen.Frequency((1, Frames), (1, Gen.Constant<IReadOnlyList<Frame>>([]))).ArrayOf(4)
        select (IReadOnlyDictionary<LocalDate, DayException>)days.Zip(frames).DistinctBy(pair => pair.First)
            .ToDictionary(pair => middle.InUtc().Date.PlusDays(pair.First), pair => new DayException($"day {pair.First}", pair.Second));

    /// <summary>Whole minutes: every zone changes its clock at one since 1975.</summary>
    private static Gen<Instant> Near(DateTimeZone zone)
    {
        var changes = zone.GetZoneIntervals(first, last).Where(interval => interval.HasStart && interval.Start > first).Select(interval => interval.Start).ToArray();
        var anywhere = Gen.Choose(0, (int)(last - first).TotalMinutes).Select(minutes => first + Duration.FromMinutes(minutes));
        return changes.Length == 0
            ? anywhere
            : Gen.Frequency((1, anywhere), (5, Gen.Elements(changes).SelectMany(change => Gen.Choose(-3000, 3000).Select(minutes => change + Duration.FromMinutes(minutes)))));
    }
}
