using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>What a promise means for the clocks of a ticket, as Resolution reads it: what starts, stops and pauses each.</summary>
internal static class PromisedTerms
{
    private static readonly FactKind[] opening = [FactKind.Opened];
    private static readonly FactKind[] everyWord = [FactKind.Opened, FactKind.RequesterTold, FactKind.Reopened];

    /// <summary>The terms of every clock that is promised. A promise that names none is one of the first policies: at every hour, the resolution not while the work waits.</summary>
    public static IReadOnlyList<ClockTerms> Of(Promise promise) => [.. (promise.Clocks ?? First(promise)).Select(one => Of(one, promise.PolicyVersion))];

    public static ClockTerms Of(ClockPromise clock, string policy) => new(
        Words.Of(clock.Clock), policy, clock.Target, clock.Calendar is null ? WorkCalendar.AlwaysOpen.Key : new CalendarKey(clock.Calendar.Name, clock.Calendar.Version), Rule(clock));

    private static IReadOnlyList<ClockPromise> First(Promise promise) =>
    [
        new(ClockName.Response, promise.Response, null, [], [75], Reopening.KeepFirst),
        new(ClockName.Resolution, promise.Resolution, null, Enum.GetValues<PauseReason>(), [75], Reopening.Resume),
    ];

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
        return new ClockRule(starts, stops, [.. clock.Pauses.Select(Words.Of)], reopening, clock.Clock == ClockName.Update, clock.Warnings);
    }
}
