using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>The clocks of a promise in the words of the calendar.</summary>
internal static class PromisedTerms
{
    public static IReadOnlyList<ClockTerms> Of(Promise promise) => [.. promise.EveryClock().Select(one => Of(one, promise.PolicyVersion))];

    public static ClockTerms Of(ClockPromise clock, string policy) => new(
        Words.Of(clock.Clock), policy, clock.Target, clock.Calendar is null ? WorkCalendar.AlwaysOpen.Key : new CalendarKey(clock.Calendar.Name, clock.Calendar.Version),
        TicketClock.Rule(Words.Of(clock.Clock), [.. clock.Pauses.Select(Words.Of)], Words.Of(clock.Reopening), clock.Warnings));
}
