using System.Diagnostics;
using NodaTime;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Problems;

/// <summary>
/// Keeps the incidents of the window in memory, in every instance: filled at the start and after a change of the rule, then from what the read models got
/// since. Nothing is recorded, so several instances do no harm.
/// </summary>
internal sealed class RepeatWatch(Journal journal, ProblemRules rules, IClock clock, ILogger<RepeatWatch> logger) : BackgroundService
{
    private const int AtOnce = 1000;

    // A bite of one turn in the background, where whoever writes comes first. Whoever asks for repeats waits until all of it is taken in.
    private const int Bite = 250;
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim looking = new(1, 1);
    private Repeats? repeats;
    private long reportedThrough;
    private long judgedThrough;

    /// <summary>The incidents as the read models show them now.</summary>
    public async Task<Repeats> Now(CancellationToken cancel)
    {
        await looking.WaitAsync(cancel);
        try
        {
            while (await Look(AtOnce, cancel)) { }
            return repeats!;
        }
        finally
        {
            looking.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(lookEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await looking.WaitAsync(stoppingToken);
                try
                {
                    await Look(Bite, stoppingToken);
                }
                finally
                {
                    looking.Release();
                }
            }
            catch (Exception error) when (error is not OperationCanceledException) // whatever it is, it is tried again: rows that were taken over before change nothing
            {
                ProblemLog.RepeatsInterrupted(logger, error.Message);
            }
        }
    }

    /// <summary>Takes over some of what changed; true when there may be more.</summary>
    private async Task<bool> Look(int most, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        if (repeats is null || !ReferenceEquals(repeats.Rule, rules.Now.Repeats)) await Fill(now, cancel);
        var reported = await Changes("r.position", reportedThrough, most, cancel);
        foreach (var (incident, counts, _) in reported) Take(incident, counts, now);
        if (reported.Count > 0) reportedThrough = reported[^1].Position;
        var judged = await Changes("j.position", judgedThrough, most, cancel);
        foreach (var (incident, counts, _) in judged) Take(incident, counts, now);
        if (judged.Count > 0) judgedThrough = judged[^1].Position;
        repeats!.Forget(now);
        return reported.Count == most || judged.Count == most;
    }

    private void Take(Incident incident, bool counts, Instant now)
    {
        if (counts && incident.SubmittedAt >= repeats!.Since(now)) repeats.Put(incident);
        else repeats!.Remove(incident.Ticket);
    }

    private async Task Fill(Instant now, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var filled = new Repeats(rules.Now.Repeats);
        // What changes while this is read is read again.
        var (reported, judged) = (await Through("reported_incidents", cancel), await Through("judged_incidents", cancel));
        var held = await IncidentRows.Find(
            journal.Database, $"r.counts and r.is_incident and r.submitted_at >= $1 order by r.submitted_at desc, r.ticket desc limit {Repeats.Most}",
            [filled.Since(now).ToDateTimeUtc()], cancel);
        foreach (var incident in held.Reverse()) filled.Put(incident);
        (repeats, reportedThrough, judgedThrough) = (filled, reported, judged);
        ProblemLog.RepeatsFilled(logger, filled.Count, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private async Task<List<(Incident Incident, bool Counts, long Position)>> Changes(string position, long after, int most, CancellationToken cancel)
    {
        // A judgement whose report has not arrived yet is found by the report, which reads both.
        await using var command = journal.Database.CreateCommand($"""
            select {IncidentRows.Columns}, r.counts and r.is_incident, {position}
            from reported_incidents r {(position[0] == 'r' ? "left " : "")}join judged_incidents j using (ticket)
            where {position} > $1
            order by {position}
            limit {most}
            """);
        command.Parameters.Add(new() { Value = after });
        var changes = new List<(Incident, bool, long)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) changes.Add((IncidentRows.Read(row), row.GetBoolean(12), row.GetInt64(13)));
        return changes;
    }

    private async Task<long> Through(string table, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand($"select coalesce(max(position), 0) from {table}");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
