using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports.Schedules;

/// <summary>
/// Makes scheduled reports when they are due; what was missed while nobody looked is made once, for its latest period. A delivery holds the report's id, by which
/// anybody who may gets the same bytes; Intake writes the mails.
/// </summary>
internal sealed class ReportDeliveries(
    Journal journal, ReadModels models, ReportShelf shelf, AccessDirectory directory, IClock clock, ILogger<ReportDeliveries> logger) : Watcher(lookEvery, logger)
{
    private static readonly Guid deliveries = new("4c9d2a52-9e0c-5a5e-8f0b-6f1d8a7c3e21");
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    protected override async Task Look(CancellationToken cancel)
    {
        var schedules = (await journal.Load<ReportSchedules>(ReportSchedules.Stream, cancel)).State;
        foreach (var schedule in schedules.All.Values)
        {
            if (schedule.DueAt(clock.GetCurrentInstant()) is { } due) await Deliver(schedule.Plan, due, cancel);
        }
    }

    private async Task Deliver(ReportScheduled plan, ReportDue due, CancellationToken cancel)
    {
        if (shelf.Find(plan.Report) is not { } definition || await IdOf(plan, due, definition, cancel) is not { } id) return;
        var now = clock.GetCurrentInstant().ToMicroseconds();
        var delivered = new ReportDelivered(
            NameBasedId.Create(deliveries, $"{plan.Schedule}\n{due.At}"), plan.Schedule, plan.Name, plan.Report, due.From, due.To, plan.Zone, id, plan.Format,
            [.. plan.Recipients.Where(one => ScheduleReport.MayRead(directory, one, plan.Organization))], due.At, now);
        await journal.Handle<ReportSchedules>(ReportSchedules.Stream, null, all => all.Deliver(plan, delivered), new EventMeta { Actor = $"service:{journal.Log}" }, now, cancel);
    }

    /// <summary>The report of the period as it is known now: of all that stands in the ledger.</summary>
    private async Task<string?> IdOf(ReportScheduled plan, ReportDue due, ReportDefinition definition, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        await models.UntilShown(FactsReadModel.ModelName, await journal.Head(limit.Token), limit.Token);
        var everybody = new Actor($"service:{journal.Log}", [Roles.Admin], null, null);
        var query = new ReportQuery(due.From.ToString(), due.To.ToString(), plan.By, plan.Zone, plan.Organization, null, null, null, null);
        if (!ReportScope.TryRead(query, definition, everybody, out var scope, out _)) return null;
        await using var facts = await FactSource.Open(journal, null, cancel);
        return shelf.TryChoose(definition, scope, facts.At, out scope, out _) ? scope.IdOf(definition, facts.Position) : null;
    }
}
