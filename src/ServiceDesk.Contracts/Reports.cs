using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A report that was scheduled is there for those who are to have it. Stream <c>report-schedules</c>.</summary>
/// <param name="Delivery">Names this delivery of the schedule; the same one is always named the same.</param>
/// <param name="Schedule">The key of the schedule.</param>
/// <param name="Name">What the schedule is called.</param>
/// <param name="Report">Which report.</param>
/// <param name="From">Where its period begins.</param>
/// <param name="To">Where its period ends; not part of it.</param>
/// <param name="Zone">The zone of the period.</param>
/// <param name="Id">The id under which anybody can have it computed.</param>
/// <param name="Format">The format that was asked for.</param>
/// <param name="Recipients">Who is told.</param>
/// <param name="Due">When it was due.</param>
/// <param name="At">When it was there.</param>
[StoredName("analytics.report-delivered.v1")]
public sealed record ReportDelivered(
    Guid Delivery, string Schedule, string Name, string Report, Instant From, Instant To, string Zone, string Id, string Format, IReadOnlyList<string> Recipients, Instant Due, Instant At);
