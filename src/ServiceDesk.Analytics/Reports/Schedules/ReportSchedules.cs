using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics.Reports.Schedules;

/// <summary>The period that a scheduled report is about: the last one that was over when it was due.</summary>
internal enum ReportPeriod
{
    Day,
    Week,
    Month,
}

/// <summary>A report is to be made for some people again and again: each day, each Monday, or each first of a month, at a time of a zone. Stream <c>report-schedules</c>.</summary>
[StoredName("analytics.report-scheduled.v1")]
internal sealed record ReportScheduled(
    string Schedule, string Name, string Report, string? By, ReportPeriod Period, string Zone, string Time, string? Organization, string Format, IReadOnlyList<string> Recipients, string Owner, Instant At);

/// <summary>It is made no more.</summary>
[StoredName("analytics.report-schedule-ended.v1")]
internal sealed record ReportScheduleEnded(string Schedule, string By, Instant At);

/// <summary>A schedule, what was delivered last, and since when it is due at the times at which it is.</summary>
internal sealed record ReportSchedule(ReportScheduled Plan, ReportDelivered? Last, Instant Since)
{
    /// <summary>The schedule with another plan; what is due already stays due unless the times change.</summary>
    public static ReportSchedule Of(ReportScheduled plan, ReportSchedule? before) => new(
        plan, before?.Last, before is not null && (before.Plan.Period, before.Plan.Zone, before.Plan.Time) == (plan.Period, plan.Zone, plan.Time) ? before.Since : plan.At);

    /// <summary>What is due now and was not delivered: one delivery, however many were missed; null when there is none.</summary>
    public ReportDue? DueAt(Instant now) => ReportDue.Latest(Plan, now) is var latest && latest.At > Since && (Last is null || latest.At > Last.Due) ? latest : null;
}

/// <summary>All schedules that are kept, by key.</summary>
internal sealed record ReportSchedules(ImmutableSortedDictionary<string, ReportSchedule> All) : IState<ReportSchedules>
{
    public const string Stream = "report-schedules";
    public const int Most = 500;

    public static ReportSchedules Initial { get; } = new(ImmutableSortedDictionary.Create<string, ReportSchedule>(StringComparer.Ordinal));

    /// <summary>Whoever is bound to an organisation has names of that one's own.</summary>
    public static string KeyOf(string? organization, string name) => organization is null ? name : $"{organization}/{name}";

    public ReportSchedules Evolve(object @event) => @event switch
    {
        ReportScheduled plan => new(All.SetItem(plan.Schedule, ReportSchedule.Of(plan, All.GetValueOrDefault(plan.Schedule)))),
        ReportScheduleEnded ended => new(All.Remove(ended.Schedule)),
        ReportDelivered delivered when All.TryGetValue(delivered.Schedule, out var one) => new(All.SetItem(delivered.Schedule, one with { Last = delivered })),
        _ => this,
    };

    /// <summary>Records a delivery, unless another instance did so, or the schedule changed meanwhile.</summary>
    public Decision Deliver(ReportScheduled plan, ReportDelivered delivered) =>
        All.GetValueOrDefault(plan.Schedule) is { } one && one.Plan.At == plan.At && one.DueAt(delivered.At)?.At == delivered.Due ? Decision.Accept(delivered) : Decision.Nothing;
}

/// <summary>An instant at which a schedule is due, and the period before it.</summary>
internal sealed record ReportDue(Instant At, Instant From, Instant To)
{
    /// <summary>The latest one that is not after an instant. A time that a day does not have is that of the clock after it was put forward.</summary>
    public static ReportDue Latest(ReportScheduled plan, Instant now)
    {
        var zone = DateTimeZoneProviders.Tzdb[plan.Zone];
        var day = Begin(plan.Period, now.InZone(zone).Date);
        if (Due(day) > now) day = Back(plan.Period, day);
        return new ReportDue(Due(day), zone.AtStartOfDay(Back(plan.Period, day)).ToInstant(), zone.AtStartOfDay(day).ToInstant());

        Instant Due(LocalDate date) => (date + ScheduleReport.TimeOf(plan.Time)!.Value).InZoneLeniently(zone).ToInstant();
    }

    /// <summary>The next one after an instant.</summary>
    public static Instant Next(ReportScheduled plan, Instant now)
    {
        var zone = DateTimeZoneProviders.Tzdb[plan.Zone];
        var day = Latest(plan, now).To.InZone(zone).Date;
        return (Forward(plan.Period, day) + ScheduleReport.TimeOf(plan.Time)!.Value).InZoneLeniently(zone).ToInstant();
    }

    private static LocalDate Begin(ReportPeriod period, LocalDate date) => period switch
    {
        ReportPeriod.Day => date,
        ReportPeriod.Week => date.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday)),
        _ => date.With(DateAdjusters.StartOfMonth),
    };

    private static LocalDate Back(ReportPeriod period, LocalDate date) => Move(period, date, -1);

    private static LocalDate Forward(ReportPeriod period, LocalDate date) => Move(period, date, 1);

    private static LocalDate Move(ReportPeriod period, LocalDate date, int by) => period switch
    {
        ReportPeriod.Day => date.PlusDays(by),
        ReportPeriod.Week => date.PlusWeeks(by),
        _ => date.PlusMonths(by),
    };
}
