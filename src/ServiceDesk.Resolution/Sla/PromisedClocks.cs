using System.Collections.Concurrent;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Sla;

/// <summary>The clocks of a promise in the words of the calendar: what starts, stops and pauses each.</summary>
internal static class PromisedClocks
{
    private static readonly FactKind[] opening = [FactKind.Opened];
    private static readonly FactKind[] everyWord = [FactKind.Opened, FactKind.RequesterTold, FactKind.Reopened];

    /// <summary>As many as there are policies, versions and priorities.</summary>
    private static readonly ConcurrentDictionary<Promise, IReadOnlyList<ClockTerms>> known = [];

    /// <summary>The terms of every clock that is promised.</summary>
    public static IReadOnlyList<ClockTerms> Of(Promise promise) => known.GetOrAdd(promise, Make);

    private static IReadOnlyList<ClockTerms> Make(Promise promise) =>
        [.. (promise.Clocks ?? ShippedPolicies.Clocks(promise)).Select(clock => new ClockTerms(Hosting.Words.Of(clock.Clock), promise.PolicyVersion, clock.Target, Key(clock.Calendar), Rule(clock)))];

    /// <summary>A calendar's version in the words of the calendar; none = every hour of every day.</summary>
    public static CalendarKey Key(CalendarVersion? version) => version is null ? WorkCalendar.AlwaysOpen.Key : new CalendarKey(version.Name, version.Version);

    /// <summary>Every version that the terms of a promise count by.</summary>
    public static IEnumerable<CalendarVersion> Calendars(Promise promise) =>
        (promise.Clocks ?? []).Select(one => one.Calendar).Append(promise.NoticeCalendar).OfType<CalendarVersion>();

    private static ClockRule Rule(ClockPromise clock)
    {
        var (starts, stops) = clock.Clock switch
        {
            ClockName.Response => (opening, (FactKind[])[FactKind.RequesterTold, FactKind.Responded, FactKind.Resolved, FactKind.Closed]),
            ClockName.Diagnosis => (opening, [FactKind.Diagnosed, FactKind.Resolved, FactKind.Closed]),
            ClockName.Update => (everyWord, [FactKind.RequesterTold, FactKind.Resolved, FactKind.Closed]),
            _ => (opening, [FactKind.Resolved, FactKind.Closed]),
        };
        var reopening = clock.Reopening switch
        {
            Reopening.Resume => ReopeningRule.Resume,
            Reopening.Restart => ReopeningRule.Restart,
            _ => ReopeningRule.KeepFirst,
        };
        return new ClockRule(starts, stops, [.. clock.Pauses.Select(Hosting.Words.Of)], reopening, clock.Clock == ClockName.Update, clock.Warnings);
    }
}
