using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Sla;

/// <summary>Certificates as they stand in the log.</summary>
internal static class Certificates
{
    /// <summary>The certificates of all rounds of a clock, in their order.</summary>
    public static IReadOnlyList<ClockCertificate> Of(ClockHistory history, ClockName clock, Instant asOf, Func<CalendarKey, WorkCalendar> calendars) =>
        [.. history.Certify(Hosting.Words.Of(clock), asOf, calendars).Select(Of)];

    public static ClockCertificate Of(Certificate one) => new(
        Hosting.Words.Find<ClockName>(one.Clock)!.Value, one.Round, one.AsOf, Outcome(one.State), one.Started, one.Stopped, one.Elapsed, one.Paused, one.Target, one.Remaining,
        one.Due, one.BreachedAt,
        [.. one.Terms.Select(terms => new CertificateTerms(terms.From, terms.Policy, terms.Target, terms.Calendar, terms.CalendarVersion, terms.PausedBy))],
        [.. one.Spans.Select(span => new CertificateSpan(span.From, span.To, Hosting.Words.Of(span.Kind), span.Name))]);

    public static ClockOutcome Outcome(ClockState state) => state switch
    {
        ClockState.Met => ClockOutcome.Met,
        ClockState.Breached => ClockOutcome.Breached,
        ClockState.Void => ClockOutcome.Void,
        _ => ClockOutcome.Running,
    };
}
