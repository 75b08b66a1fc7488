using System.Data;
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
    private const int MostAhead = 200_000;

    /// <summary>One instance works at a time, others look whether it still does.</summary>
    private const long WorkingLock = 5104;

    /// <summary>
    /// For the length of a turn: a session that hangs is ended by the database, and what is due is found by its index, even while statistics know nothing of
    /// rows that came a moment ago. A turn is no transaction: one that has read the table would keep a new generation of it from being served, and wait for it.
    /// </summary>
    private static readonly string begin = $"""
        select set_config('idle_session_timeout', '30s', false) is not null
          and set_config('enable_seqscan', 'off', false) is not null and set_config('enable_bitmapscan', 'off', false) is not null
          and pg_try_advisory_lock({WorkingLock})
        """;

    private const string End = """
        select set_config('idle_session_timeout', '0', false) is not null
          and set_config('enable_seqscan', 'on', false) is not null and set_config('enable_bitmapscan', 'on', false) is not null
          and pg_advisory_unlock_all() is not null
        """;

    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>So long what was recorded just before an instant may take to be known: a solution in the last moment is no breach.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(300);

    private static readonly EventMeta meta = new() { Actor = $"service:{Logs.Resolution}" };

    private readonly RunningPromises running = new(journal, book);

    /// <summary>The version of the stream of a ticket's clocks, where the read model may not show it yet; and the last position of these.</summary>
    private readonly Dictionary<Guid, int> ahead = [];
    private long recorded;

    /// <summary>Records everything that is due now; returns when something is due next, by the clock of the database, or null when nothing is.</summary>
    public async Task<TimeSpan?> RecordDue(CancellationToken cancel)
    {
        await using var connection = await journal.Database.OpenConnectionAsync(cancel);
        try
        {
            if (!await Scalar<bool>(connection, begin, cancel)) return null;
            var goesOn = await running.Renew(connection, Instant.FromDateTimeUtc(await Scalar<DateTime>(connection, "select clock_timestamp()", cancel)), cancel);
            var wait = await Wait(connection, cancel);
            if (wait == TimeSpan.Zero)
            {
                await Settle(cancel);
                wait = await Sweep(connection, cancel) ? await Wait(connection, cancel) : null;
            }
            return goesOn ? TimeSpan.Zero : wait;
        }
        finally
        {
            if (connection.State == ConnectionState.Open) await Scalar<bool>(connection, End, CancellationToken.None);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isNew = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = lookEvery;
            try
            {
                // After a start the read model may be behind by more than a moment: what it does not show yet is no breach.
                if (isNew) await models.UntilShown(TicketClocksReadModel.Word, await journal.Head(stoppingToken), stoppingToken);
                isNew = false;
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
            await models.UntilShown(TicketClocksReadModel.Word, await journal.Head(limit.Token), limit.Token);
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

    /// <summary>
    /// Records all that is due; false when nothing was. It does not wait until the read model shows what was recorded: rows that it does not show yet are
    /// passed over, and only when there are none but these it waits for them.
    /// </summary>
    private async Task<bool> Sweep(NpgsqlConnection connection, CancellationToken cancel)
    {
        // What becomes due meanwhile is for the next sweep, which begins at the beginning: nothing is passed over for long.
        var now = await Scalar<DateTime>(connection, "select clock_timestamp()", cancel);
        var (next, flying, made) = ((DateTime.MinValue, Guid.Empty), new Queue<Task<List<Recorded>>>(), 0);
        while (await Read(connection, next, now, cancel) is { Last: { } last } due)
        {
            next = last;
            if (due.Rows.Count > 0) flying.Enqueue(Task.Run(() => Record(due.Rows, Instant.FromDateTimeUtc(now), cancel), cancel));
            if (flying.Count == AtOnceInFlight) made += Note(await flying.Dequeue());
        }
        while (flying.TryDequeue(out var one)) made += Note(await one);
        if (made > 0 && ahead.Count < MostAhead) return true;
        if (ahead.Count == 0) return false;
        await models.UntilShown(TicketClocksReadModel.Word, recorded, cancel);
        ahead.Clear();
        return true;
    }

    private int Note(List<Recorded> some)
    {
        foreach (var one in some)
        {
            ahead[one.Ticket] = one.Version;
            recorded = Math.Max(recorded, one.Position);
        }
        return some.Count;
    }

    /// <summary>The next rows that are due and that the read model shows as they are; last = where they ended, null when there were none at all.</summary>
    private async Task<((DateTime, Guid)? Last, List<(Guid Ticket, ClockDocument Document)> Rows)> Read(
        NpgsqlConnection connection, (DateTime AlarmAt, Guid Ticket) after, DateTime now, CancellationToken cancel)
    {
        (DateTime, Guid)? last = null;
        var rows = new List<(Guid, ClockDocument)>();
        await using var command = new NpgsqlCommand("""
            select alarm_at, ticket, told_version, document
            from ticket_clocks
            where alarm_at < 'infinity' and alarm_at < $4 and (alarm_at, ticket) > ($1, $2)
            order by alarm_at, ticket
            limit $3
            """, connection);
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(after.AlarmAt, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = after.Ticket });
        command.Parameters.Add(new() { Value = MostAtOnce });
        command.Parameters.Add(new() { Value = now });
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var ticket = row.GetGuid(1);
            last = (row.GetDateTime(0), ticket);
            if (row.GetInt32(2) >= ahead.GetValueOrDefault(ticket)) rows.Add((ticket, TicketClocksReadModel.Read(row.GetString(3))));
        }
        return (last, rows);
    }

    /// <summary>Records what is due of these tickets.</summary>
    private async Task<List<Recorded>> Record(IReadOnlyList<(Guid Ticket, ClockDocument Document)> rows, Instant now, CancellationToken cancel)
    {
        await book.Know(rows.SelectMany(one => one.Document.Clocks.History).Select(fact => fact.Promise).OfType<Promise>(), cancel);
        var appends = new List<(Guid Ticket, int Version, int Count, Task<AppendResult> Result)>(rows.Count);
        foreach (var (ticket, document) in rows)
        {
            var due = new ClockAlarms(document, book.Find).Due(now, journal.Log);
            if (due.Count == 0) continue;
            if (due.OfType<ClockRejudged>().Any()) due = await WithCertificatesBefore(ticket, due, cancel);
            var cause = meta with { Cause = new LogPosition(journal.Log, document.Position).ToString() };
            var append = new StreamAppend(Streams.Clocks(ticket), document.ToldVersion, [.. due.Select(body => new NewEvent(body, cause, OccurredAt(body)))]);
            appends.Add((ticket, document.ToldVersion + due.Count, due.Count, journal.Append([append], cancel)));
        }
        var made = new List<Recorded>(appends.Count);
        foreach (var (ticket, version, count, result) in appends)
        {
            // Whoever loses a race need not try again: what won is what was due, or the read model shows what is due now.
            if (await result is { Conflict: false, First: var first }) made.Add(new Recorded(ticket, version, first + count - 1));
        }
        return made;
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

/// <summary>What was recorded of a ticket's clocks: the version of their stream since, and the position of its last event.</summary>
internal readonly record struct Recorded(Guid Ticket, int Version, long Position);

internal static partial class ClockLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Due clocks could not be looked for: {Reason}")]
    public static partial void LookFailed(ILogger logger, string reason);
}
