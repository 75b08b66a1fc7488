using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Solved tickets that wait for an answer, surveys with their answers, follow-ups, and ended tickets that wait to be archived.</summary>
internal sealed class ClosingReadModel : IProjection
{
    public string Name => "closing";
    public int Version => 3;
    public IReadOnlyList<string> Tables => ["awaited_answers", "awaited_subtasks", "surveys", "follow_ups", "endings"];

    public IReadOnlyList<Type>? Handles =>
    [
        typeof(TicketResolved), typeof(SolutionConfirmed), typeof(SolutionRejected), typeof(CaseReopened), typeof(TicketClosed), typeof(CaseEnded), typeof(CaseResumed),
        typeof(RequesterWrote), typeof(ContactNoted), typeof(CallBackRecorded), typeof(SurveyAnswered), typeof(SubtasksAwaited),
        typeof(FollowUpOpened), typeof(FollowUpAssigned), typeof(FollowUpDone), typeof(FollowUpVerified),
        typeof(TicketArchived),
    ];

    public string Definition => """
        create table awaited_answers (
          ticket uuid primary key,
          closes_at timestamptz not null,
          call_back_missing boolean not null,
          ended boolean not null default false
        );
        create index on awaited_answers (closes_at) where not call_back_missing and not ended;
        create table awaited_subtasks (ticket uuid primary key);
        create table surveys (
          ticket uuid primary key,
          asked_at timestamptz not null,
          score int,
          answered_at timestamptz
        );
        create index on surveys (asked_at);
        create table follow_ups (
          ticket uuid primary key,
          state text not null,
          source text not null,
          score int,
          owner text,
          due_at timestamptz not null,
          opened_at timestamptz not null,
          done_at timestamptz,
          verified_at timestamptz
        );
        create index on follow_ups (due_at, ticket);
        create table endings (
          ticket uuid primary key,
          reopen_days int not null,
          ended_at timestamptz,
          kept_until timestamptz
        );
        create index on endings (ended_at) where ended_at is not null;
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var ticket) || e.Body is not { } body) continue;
            foreach (var (sql, values) in Changes(body).Concat(Ending(body, e.At)))
            {
                var command = new NpgsqlBatchCommand(sql);
                command.Parameters.Add(new() { Value = ticket });
                foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
                commands.BatchCommands.Add(command);
            }
        }
    }

    private static IEnumerable<(string Sql, object[] Values)> Changes(object body)
    {
        if (Awaiting(body) is { } awaiting) yield return awaiting;
        if (body is SubtasksAwaited awaited)
            yield return (awaited.Open.Count == 0 ? "delete from awaited_subtasks where ticket = $1" : "insert into awaited_subtasks (ticket) values ($1) on conflict do nothing", []);
        if (Survey(body) is { } survey) yield return survey;
        if (FollowUp(body) is { } followUp) yield return followUp;
    }

    private static (string, object[])? Awaiting(object body) => body switch
    {
        TicketResolved { Terms: { ClosesAt: { } due } terms } => ("""
            insert into awaited_answers (ticket, closes_at, call_back_missing) values ($1, $2, $3)
            on conflict (ticket) do update set closes_at = $2, call_back_missing = $3, ended = false
            """, [due.ToDateTimeUtc(), terms.CallBack]),
        SolutionConfirmed or SolutionRejected or CaseReopened or TicketClosed or RequesterWrote or ContactNoted { Incoming: true } => ("delete from awaited_answers where ticket = $1", []),
        CaseEnded or CaseResumed => ("update awaited_answers set ended = $2 where ticket = $1", [body is CaseEnded]),
        _ when CallBack.Of(body) is { } callBack => ("update awaited_answers set call_back_missing = $2 where ticket = $1", [callBack.ResultSatisfied == false]),
        _ => null,
    };

    private static (string, object[])? Survey(object body) => body switch
    {
        TicketClosed { SurveyUntil: not null } closed => (
            "insert into surveys (ticket, asked_at) values ($1, $2) on conflict (ticket) do update set asked_at = $2", [closed.At.ToDateTimeUtc()]),
        // Who asked for more before answering is asked when it is closed again.
        SolutionRejected or CaseReopened => ("delete from surveys where ticket = $1 and score is null", []),
        SurveyAnswered answered => ("update surveys set score = $2, answered_at = $3 where ticket = $1", [answered.Score, answered.At.ToDateTimeUtc()]),
        _ => null,
    };

    private static (string, object[])? FollowUp(object body) => body switch
    {
        FollowUpOpened e => ("""
            insert into follow_ups (ticket, state, source, score, owner, due_at, opened_at) values ($1, 'open', $2, $3, $4, $5, $6)
            on conflict (ticket) do update set state = 'open', source = $2, score = $3, owner = $4, due_at = $5, opened_at = $6, done_at = null, verified_at = null
            """, [Words.Of(e.Source), Number(e.Score), Text(e.Owner), e.DueAt.ToDateTimeUtc(), e.At.ToDateTimeUtc()]),
        FollowUpAssigned e => ("update follow_ups set owner = $2, due_at = $3 where ticket = $1", [e.Owner, e.DueAt.ToDateTimeUtc()]),
        FollowUpDone e => ("update follow_ups set state = 'done', done_at = $2 where ticket = $1", [e.At.ToDateTimeUtc()]),
        FollowUpVerified { Passed: true } e => ("update follow_ups set state = 'verified', verified_at = $2 where ticket = $1", [e.At.ToDateTimeUtc()]),
        FollowUpVerified => ("update follow_ups set state = 'open', done_at = null where ticket = $1", []),
        _ => null,
    };

    /// <summary>An end counts from when it was recorded here: history of another desk is kept as long as our own.</summary>
    private static IEnumerable<(string Sql, object[] Values)> Ending(object body, Instant recorded)
    {
        if (body is TicketResolved resolved)
        {
            yield return ("insert into endings (ticket, reopen_days) values ($1, $2) on conflict (ticket) do update set reopen_days = $2, ended_at = null",
                [resolved.Terms?.ReopenDays ?? ClosingRuleHistory.Shipped.ReopenDays]);
        }
        if (body is TicketClosed closed)
        {
            yield return ("""
                insert into endings as e (ticket, reopen_days, ended_at, kept_until) values ($1, $2, $3, greatest($4 + interval '24 hours' * $2, $5))
                on conflict (ticket) do update set ended_at = $3, kept_until = greatest($4 + interval '24 hours' * e.reopen_days, $5)
                """, [ClosingRuleHistory.Shipped.ReopenDays, recorded.ToDateTimeUtc(), closed.At.ToDateTimeUtc(), (closed.SurveyUntil ?? closed.At).ToDateTimeUtc()]);
        }
        if (body is CaseEnded { End: not CaseEnd.Merged })
        {
            yield return ("""
                insert into endings (ticket, reopen_days, ended_at, kept_until) values ($1, 0, $2, $2)
                on conflict (ticket) do update set ended_at = $2, kept_until = $2
                """, [recorded.ToDateTimeUtc()]);
        }
        if (body is SolutionRejected or CaseReopened or CaseResumed) yield return ("update endings set ended_at = null where ticket = $1", []);
        if (body is TicketArchived) yield return ("delete from endings where ticket = $1", []);
    }

    /// <summary>Tickets that ended so many days ago and to which nobody can come back, the earliest first; not while somebody follows one up.</summary>
    public static async Task<IReadOnlyList<Guid>> Archivable(Journal journal, Instant now, int days, int most, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand(
            """
            select ticket
            from endings
            where ended_at <= $1 and kept_until < $2 and not exists (select from follow_ups f where f.ticket = endings.ticket and f.state <> 'verified')
            order by ended_at
            limit $3
            """);
        foreach (var value in (object[])[(now - Duration.FromDays(days)).ToDateTimeUtc(), now.ToDateTimeUtc(), most]) command.Parameters.Add(new() { Value = value });
        var due = new List<Guid>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) due.Add(row.GetGuid(0));
        return due;
    }

    /// <summary>Tickets to be closed by now, the longest awaited first.</summary>
    public static async Task<IReadOnlyList<Guid>> Due(Journal journal, Instant now, int most, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand(
            """
            select ticket
            from awaited_answers
            where not call_back_missing and not ended and closes_at <= $1 and not exists (select from awaited_subtasks s where s.ticket = awaited_answers.ticket)
            order by closes_at
            limit $2
            """);
        command.Parameters.Add(new() { Value = now.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = most });
        var due = new List<Guid>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) due.Add(row.GetGuid(0));
        return due;
    }

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };

    private static NpgsqlParameter Number(int? number) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer, Value = number ?? (object)DBNull.Value };
}
