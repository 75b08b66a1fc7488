using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing.Escalation;

/// <summary>
/// Tells management of open tickets about which nobody does anything. One instance works at a time; what was told stands in the ticket's own stream, so
/// that several instances and restarts tell once of each standstill.
/// </summary>
internal sealed class NoActivityWatcher(Journal journal, ReadModels models, Feeds feeds, EscalationRuleBook rules, IClock clock, ILogger<NoActivityWatcher> logger)
    : Watcher(lookEvery, logger)
{
    /// <summary>One instance works at a time, others look whether it still does.</summary>
    private const long WorkingLock = 5110;

    private const int MostAtOnce = 500;
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    protected override async Task Look(CancellationToken cancel)
    {
        var current = rules.Now;
        var waiting = current.Defined.Rules.Where(rule => rule.Trigger == EscalationTrigger.NoActivity).ToList();
        if (waiting.Count > 0) await Alone(journal.Database, WorkingLock, connection => TellDue(connection, current, waiting, cancel), cancel);
    }

    private async Task TellDue(NpgsqlConnection connection, EscalationRules current, IReadOnlyList<EscalationRule> waiting, CancellationToken cancel)
    {
        // What is not shown yet may be activity.
        await models.UntilShown(WorkReadModel.Word, await feeds.Of(Logs.Resolution).Head(cancel), cancel);
        var now = clock.GetCurrentInstant().ToMicroseconds();
        foreach (var rule in waiting)
        {
            var before = current.Hours.Add(now, -Duration.FromHours(rule.Hours!.Value));
            foreach (var (ticket, activity) in await Due(connection, rule, before, now, cancel)) await Tell(ticket, activity, rule, current.Defined, now, cancel);
        }
    }

    /// <summary>Open tickets without activity since an instant. One that waits for somebody outside the desk is left alone until the time that was told for that.</summary>
    private static async Task<IReadOnlyList<(Guid Ticket, Instant Activity)>> Due(NpgsqlConnection connection, EscalationRule rule, Instant before, Instant now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select id, w.worked_at
            from worked_tickets w join routed_tickets r using (id)
            where w.is_open and not w.imported and w.worked_at <= $1 and (w.waits_until is null or w.waits_until <= $2)
              and ($3 = 0 or r.priority = any ($4)) and r.reason <> 'imported'
              and not exists (
                select from escalations e
                where e.ticket = id and e.rule = $5 and e.occasion = to_char(w.worked_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
            order by w.worked_at
            limit $6
            """, connection);
        command.Parameters.Add(new() { Value = before.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = now.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = rule.Priorities.Count });
        command.Parameters.Add(new() { Value = rule.Priorities.Select(Words.Of).ToArray() });
        command.Parameters.Add(new() { Value = rule.Id });
        command.Parameters.Add(new() { Value = MostAtOnce });
        var due = new List<(Guid, Instant)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) due.Add((row.GetGuid(0), row.InstantOrNull(1)!.Value));
        return due;
    }

    private async Task Tell(Guid id, Instant activity, EscalationRule rule, EscalationRulesDefined defined, Instant now, CancellationToken cancel)
    {
        var occasion = new Occasion(EscalationTrigger.NoActivity, EscalationRules.Since(activity), now) { Rule = rule.Id };
        var ticket = (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State;
        var chain = await ManagementChain.Of(ticket, journal, cancel);
        await journal.Handle<Escalations>(
            Streams.Escalations(id), null, before => RaiseEscalation.Decide(before, defined, [occasion], ticket, chain, now), new EventMeta { Actor = $"service:{journal.Log}" }, now, cancel);
    }
}
