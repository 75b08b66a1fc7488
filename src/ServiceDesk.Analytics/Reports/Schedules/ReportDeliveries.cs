using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports.Schedules;

/// <summary>
/// Makes scheduled reports when they are due; what was missed while nobody looked is made once, for its latest period. A delivery holds the report's id, by which
/// anybody who may gets the same bytes; Intake writes the mails. A schedule of which no report can be made any more is told of until it can, or ends.
/// </summary>
internal sealed class ReportDeliveries(
    Journal journal, LedgerTime ledger, ReportShelf shelf, AccessDirectory directory, IClock clock, ILogger<ReportDeliveries> logger) : Watcher(lookEvery, logger)
{
    private static readonly Guid deliveries = new("4c9d2a52-9e0c-5a5e-8f0b-6f1d8a7c3e21");
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(2);
    private volatile IReadOnlyDictionary<string, string> misfits = new Dictionary<string, string>();

    /// <summary>The schedules that make no report any more, in words; null when there is none.</summary>
    public string? Reminder => misfits is { Count: > 0 } some ? string.Join(" ", some.Select(one => $"The scheduled report {one.Key} is not made: {one.Value}")) : null;

    protected override async Task Look(CancellationToken cancel)
    {
        var schedules = (await journal.Load<ReportSchedules>(ReportSchedules.Stream, cancel)).State;
        Tell(schedules);
        await Each(schedules.All.Values.Where(one => !misfits.ContainsKey(one.Plan.Schedule)), schedule => schedule.DueAt(clock.GetCurrentInstant()) is { } due ? Deliver(schedule.Plan, due, cancel) : Task.CompletedTask, cancel);
    }

    private void Tell(ReportSchedules schedules)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var plan in schedules.All.Values.Select(one => one.Plan))
        {
            if (ReportMisfit.Of(plan, shelf.Find(plan.Report), one => ScheduleReport.MayRead(directory, one, plan.Organization)) is not { Reason: var reason }) continue;
            found[plan.Schedule] = reason;
            if (misfits.GetValueOrDefault(plan.Schedule) != reason) ScheduleLog.Misfit(Logger, plan.Schedule, reason);
        }
        misfits = found;
    }

    private async Task Deliver(ReportScheduled plan, ReportDue due, CancellationToken cancel)
    {
        var id = await IdOf(plan, due, shelf.Find(plan.Report)!, cancel);
        var now = clock.GetCurrentInstant().ToMicroseconds();
        var delivered = new ReportDelivered(
            NameBasedId.Create(deliveries, $"{plan.Schedule}\n{due.At}"), plan.Schedule, plan.Name, plan.Report, due.From, due.To, plan.Zone, id, plan.Format,
            [.. plan.Recipients.Where(one => ScheduleReport.MayRead(directory, one, plan.Organization))], due.At, now);
        await journal.Handle<ReportSchedules>(ReportSchedules.Stream, null, all => all.Deliver(plan, delivered), new EventMeta { Actor = $"service:{journal.Log}" }, now, cancel);
    }

    /// <summary>The report of the period as it is known now, once all that any service recorded in it stands in the ledger.</summary>
    /// <exception cref="RefusedException">The ledger is not there yet: to be tried again.</exception>
    private async Task<string> IdOf(ReportScheduled plan, ReportDue due, ReportDefinition definition, CancellationToken cancel)
    {
        await ledger.Read(new AsOfQuery(due.To.ToString(), null), FactsReadModel.ModelName, cancel);
        var everybody = new Actor($"service:{journal.Log}", [Roles.Admin], null, null);
        var query = new ReportQuery(due.From.ToString(), due.To.ToString(), plan.By, plan.Zone, plan.Organization, null, null, null, null);
        if (!ReportScope.TryRead(query, definition, everybody, out var scope, out var problem)) throw new RefusedException(problem);
        await using var facts = await FactSource.Open(journal, null, cancel);
        return shelf.TryChoose(definition, scope, facts.At, out scope, out problem) ? scope.IdOf(definition, facts.Position) : throw new RefusedException(problem);
    }
}

internal static partial class ScheduleLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The scheduled report {Schedule} is not made: {Reason}")]
    public static partial void Misfit(ILogger logger, string schedule, string reason);
}
