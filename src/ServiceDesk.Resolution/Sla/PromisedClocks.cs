using System.Collections.Concurrent;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Sla;

/// <summary>The clocks of a promise in the words of the calendar.</summary>
internal static class PromisedClocks
{
    /// <summary>As many as there are policies, versions and priorities.</summary>
    private static readonly ConcurrentDictionary<Promise, IReadOnlyList<ClockTerms>> known = [];

    /// <summary>The terms of every clock that is promised.</summary>
    public static IReadOnlyList<ClockTerms> Of(Promise promise) => known.GetOrAdd(promise, Make);

    private static IReadOnlyList<ClockTerms> Make(Promise promise) =>
        [.. promise.EveryClock().Select(clock => new ClockTerms(
            Words.Of(clock.Clock), promise.PolicyVersion, clock.Target, Key(clock.Calendar),
            TicketClock.Rule(Words.Of(clock.Clock), [.. clock.Pauses.Select(Words.Of)], Words.Of(clock.Reopening), clock.Warnings)))];

    /// <summary>A calendar's version in the words of the calendar; none = every hour of every day.</summary>
    public static CalendarKey Key(CalendarVersion? version) => version is null ? WorkCalendar.AlwaysOpen.Key : new CalendarKey(version.Name, version.Version);

    /// <summary>Every version that the terms of a promise count by.</summary>
    public static IEnumerable<CalendarVersion> Calendars(Promise promise) =>
        (promise.Clocks ?? []).Select(one => one.Calendar).Append(promise.NoticeCalendar).OfType<CalendarVersion>();
}
