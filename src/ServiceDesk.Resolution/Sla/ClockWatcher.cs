using System.Runtime.CompilerServices;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Sla;

/// <summary>
/// Records warnings, breaches and judgements when they are due. What is due is what the read model of the clocks says by the clock of the database, which all
/// instances share; what was recorded stands in the stream of the ticket's clocks, at whose version the next is appended: several instances and restarts
/// record each once.
/// </summary>
internal sealed class ClockWatcher(Journal journal, ReadModels models, SlaBook book, ILogger<ClockWatcher> logger) : BackgroundService
{
    private const int MostAtOnce = 1000;
    private const int AtOnceInFlight = 4;

    /// <summary>One instance works at a time, others look whether it still does; a transaction that is left open gives way.</summary>
    private const long WorkingLock = 5104;

    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>So long what was recorded just before an instant may take to be known: a solution in the last moment is no breach.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(300);

    private static readonly EventMeta meta = new() { Actor = $"service:{Logs.Resolution}" };

    private readonly RunningPromises running = new(journal, book);

    /// <summary>Records everything that is due now; returns when something is due next, by the clock of the database, or null when nothing is.</summary>
    public async Task<TimeSpan?> RecordDue(CancellationToken cancel)
    {
        await using var connection = await journal.Database.OpenConnectionAsync(cancel);
        await using var turn = await connection.BeginTransactionAsync(cancel);
        if (!await Scalar<bool>(connection, $"select set_config('idle_in_transaction_session_timeout', '30s', true) is not null and pg_try_advisory_xact_lock({WorkingLock})", cancel)) return null;
        await running.Renew(connection, Instant.FromDateTimeUtc(await Scalar<DateTime>(connection, "select clock_timestamp()", cancel)), cancel);
        if (await Wait(connection, cancel) is not { } wait) return null;
        if (wait > TimeSpan.Zero) return wait;
        await Settle(cancel);
        return await Sweep(connection, cancel) ? await Wait(connection, cancel) : null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = lookEvery;
            try
            {
                if (await RecordDue(stoppingToken) is { } next && next < wait) wait = next;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                ClockLog.LookFailed(logger, error.Message);
            }
            await Task.WhenAny(Task.Delay(wait + TimeSpan.FromMilliseconds(1), stoppingToken));
        }
    }

    /// <summary>What was recorded until now is known, if that does not take too long.</summary>
    private async Task Settle(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            await models.Until(journal.Log, await journal.Head(limit.Token), limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested) { } // what is learned later is judged anew
    }

    /// <summary>How long it takes until something is due, by the clock of the database; null when nothing is.</summary>
    private static Task<TimeSpan?> Wait(NpgsqlConnection connection, CancellationToken cancel) => Scalar<TimeSpan?>(connection, """
        select greatest(alarm_at - clock_timestamp(), '0')
        from ticket_clocks
        where alarm_at < 'infinity'
        order by alarm_at
        limit 1
        """, cancel);

    /// <summary>Records all that is due; false when nothing was.</summary>
    private async Task<bool> Sweep(NpgsqlConnection connection, CancellationToken cancel)
    {
        var (after, ticket, last) = (DateTime.MinValue, Guid.Empty, 0L);
        var flying = new List<Task<long>>();
        while (true)
        {
            var due = await Read(connection, after, ticket, cancel);
            if (due.Rows.Count == 0) break;
            (after, ticket) = (due.Rows[^1].AlarmAt, due.Rows[^1].Ticket);
            flying.Add(Task.Run(() => Record(due.Rows, due.Now, cancel), cancel));
            if (flying.Count == AtOnceInFlight)
            {
                last = Math.Max(last, await flying[0]);
                flying.RemoveAt(0);
            }
        }
        foreach (var one in flying) last = Math.Max(last, await one);
        // What was recorded is due no more as soon as the read model shows it.
        if (last > 0) await models.Until(journal.Log, last, cancel);
        return last > 0;
    }

    private static async Task<(List<(DateTime AlarmAt, Guid Ticket, ClockDocument Document)> Rows, Instant Now)> Read(
        NpgsqlConnection connection, DateTime after, Guid ticket, CancellationToken cancel)
    {
        var now = await Scalar<DateTime>(connection, "select clock_timestamp()", cancel);
        var rows = new List<(DateTime, Guid, ClockDocument)>();
        await using var command = new NpgsqlCommand("""
            select alarm_at, ticket, document
            from ticket_clocks
            where alarm_at < 'infinity' and alarm_at < $4 and (alarm_at, ticket) > ($1, $2)
            order by alarm_at, ticket
            limit $3
            """, connection);
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(after, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = ticket });
        command.Parameters.Add(new() { Value = MostAtOnce });
        command.Parameters.Add(new() { Value = now });
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) rows.Add((row.GetDateTime(0), row.GetGuid(1), TicketClocksReadModel.Read(row.GetString(2))));
        return (rows, Instant.FromDateTimeUtc(now));
    }

    /// <summary>Records what is due of these tickets; returns the last position that was written, 0 when none was.</summary>
    private async Task<long> Record(IReadOnlyList<(DateTime AlarmAt, Guid Ticket, ClockDocument Document)> rows, Instant now, CancellationToken cancel)
    {
        await book.Know(rows.SelectMany(one => one.Document.Clocks.History).Select(fact => fact.Promise).OfType<Promise>(), cancel);
        var appends = new List<Task<AppendResult>>(rows.Count);
        var counts = new List<int>(rows.Count);
        foreach (var (_, ticket, document) in rows)
        {
            var due = new ClockAlarms(document, book.Find).Due(now, journal.Log);
            if (due.Count == 0) continue;
            if (due.OfType<ClockRejudged>().Any()) due = await WithCertificatesBefore(ticket, due, cancel);
            var cause = meta with { Cause = new LogPosition(journal.Log, document.Position).ToString() };
            appends.Add(journal.Append([new StreamAppend(Streams.Clocks(ticket), document.ToldVersion, [.. due.Select(body => new NewEvent(body, cause, OccurredAt(body)))])], cancel));
            counts.Add(due.Count);
        }
        // Whoever loses a race need not try again: what won is what was due, or the read model shows what is due now.
        var results = await Task.WhenAll(appends);
        return results.Zip(counts).Where(one => !one.First.Conflict).Select(one => one.First.First + one.Second - 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>Judgements that replace another with the certificates of those.</summary>
    private async Task<IReadOnlyList<object>> WithCertificatesBefore(Guid ticket, IReadOnlyList<object> due, CancellationToken cancel)
    {
        var told = await journal.ReadStreams([Streams.Clocks(ticket)], cancel);
        return [.. due.Select(body => body is ClockRejudged one ? one with { Before = told.Select(e => Certificate(e.Body)).LastOrDefault(before => before?.Clock == one.Clock && before.Round == one.Certificate.Round) } : body)];
    }

    private static ClockCertificate? Certificate(object? body) => body switch
    {
        ClockBreached one => one.Certificate,
        ClockJudged one => one.Certificate,
        ClockRejudged one => one.Certificate,
        _ => null,
    };

    private static Instant OccurredAt(object body) => body switch
    {
        ClockWarned one => one.At,
        ClockBreached one => one.At,
        ClockJudged one => one.At,
        ClockRejudged one => one.At,
        _ => throw new SwitchExpressionException(body),
    };

    private static async Task<T> Scalar<T>(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel) is T value ? value : default!;
    }
}

internal static partial class ClockLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Due clocks could not be looked for: {Reason}")]
    public static partial void LookFailed(ILogger logger, string reason);
}
