using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Messaging;

namespace ServiceDesk.Analytics;

/// <summary>
/// Every clock of every ticket: when it began, is due, stopped, whether and when it was breached, and whether it is void because the work
/// ended without a solution. What Resolution judged of a clock last is its verdict, and counts. Until there is one, clocks of the first policies are read
/// from what happened, which takes no calendar; the others are open. Policy, priority and team are those of now, for clocks without a verdict; a verdict has its own.
/// </summary>
internal sealed class ClocksReadModel : IProjection
{
    private static readonly EventTypes types = DeskTypes.Create();
    private static readonly HashSet<string> changes =
    [
        .. new[]
        {
            typeof(CaseOpened), typeof(CaseAssigned), typeof(ResponseGiven), typeof(ProgressReported), typeof(TicketResolved),
            typeof(SolutionRejected), typeof(CaseReopened), typeof(WorkPaused), typeof(WorkResumed), typeof(TicketClosed), typeof(CaseEnded), typeof(CaseResumed),
            typeof(PromiseChanged), typeof(ClockBreached), typeof(ClockJudged), typeof(ClockRejudged),
        }.Select(types.NameOf),
    ];

    public string Name => "clocks";
    public int Version => 5;
    public IReadOnlyList<string> Tables => ["clocks"];

    public string Definition => """
        create table clocks (
          ticket uuid not null,
          clock text not null,
          round int not null default 1,
          policy text not null,
          organization text not null,
          priority text not null,
          team text,
          started_at timestamptz not null,
          resumed_at timestamptz not null,
          paused_at timestamptz,
          due_at timestamptz,
          stopped_at timestamptz,
          breached_at timestamptz,
          paused interval not null default '0',
          ended text,
          ended_at timestamptz,
          verdict text,
          verdict_at timestamptz,
          verdict_stopped_at timestamptz,
          verdict_elapsed interval,
          verdict_policy text,
          verdict_priority text,
          verdict_team text,
          primary key (ticket, clock, round)
        );
        create index on clocks (started_at);
        create index on clocks (ended_at) where ended_at is not null;
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (e.Body is not LedgerEntry entry || !Guid.TryParse(entry.Subject, out var ticket)) continue;
            if (!changes.Contains(entry.Type)) continue;
            switch (types.Read(entry.Type, entry.Data.Text))
            {
                case CaseOpened opened: Open(commands, ticket, opened); break;
                case CaseAssigned assigned:
                    Retarget(commands, ticket, assigned.Promise, assigned.At);
                    Add(commands, "update clocks set team = $2 where ticket = $1", ticket, assigned.Team);
                    break;
                case PromiseChanged changed: Retarget(commands, ticket, changed.Promise, changed.At); break;
                case ClockBreached one: Judge(commands, ticket, one.Organization, one.Priority, one.Team, one.Certificate); break;
                case ClockJudged one: Judge(commands, ticket, one.Organization, one.Priority, one.Team, one.Certificate); break;
                case ClockRejudged one: Judge(commands, ticket, one.Organization, one.Priority, one.Team, one.Certificate); break;
                case ResponseGiven given: Stop(commands, ticket, [ClockName.Response], given.At); break;
                case ProgressReported progress: Stop(commands, ticket, [ClockName.Response], progress.At); break;
                case WorkResumed resumed: GoOn(commands, ticket, resumed.At); break;
                case WorkPaused paused:
                    if (paused.Reason == PauseReason.Requester) Stop(commands, ticket, [ClockName.Response], paused.At);
                    Pause(commands, ticket, paused.At);
                    break;
                case TicketResolved resolved: End(commands, ticket, resolved.At); break;
                case TicketClosed closed: End(commands, ticket, closed.At); break;
                case SolutionRejected rejected: Resume(commands, ticket, rejected.At); break;
                case CaseReopened reopened: Resume(commands, ticket, reopened.At); break;
                case CaseEnded ended: Void(commands, ticket, Words.Of(ended.End), ended.At.ToDateTimeUtc()); break;
                case CaseResumed: Void(commands, ticket, null, null); break;
            }
        }
    }

    private static void Open(NpgsqlBatch commands, Guid ticket, CaseOpened opened)
    {
        var promise = opened.Promise;
        var (response, resolution) = promise.Clocks is null ? (promise.Response.ToTimeSpan(), promise.Resolution.ToTimeSpan()) : ((TimeSpan?)null, (TimeSpan?)null);
        Add(commands, """
            insert into clocks (ticket, clock, policy, organization, priority, started_at, resumed_at, due_at)
            select $1, clock, $2, $3, $4, $5, $5, $5 + case clock when 'response' then $7::interval when 'resolution' then $8::interval end
            from unnest($6) as clock
            """, ticket, promise.PolicyVersion, opened.Organization, Words.Of(promise.Priority), opened.At.ToDateTimeUtc(), Clocks(promise), response, resolution);
    }

    /// <summary>The same promise promises the same; what was kept or broken under it stays. A clock that was not promised before begins with the ticket.</summary>
    private static void Retarget(NpgsqlBatch commands, Guid ticket, Promise promise, Instant at)
    {
        if (promise.Clocks is null)
        {
            Add(commands, """
                update clocks set priority = $2, policy = $3,
                  due_at = case when priority = $2 and policy = $3 then due_at else started_at + paused + case clock when 'response' then $4 else $5 end end,
                  breached_at = case when priority = $2 and policy = $3 then breached_at
                    when coalesce(stopped_at, paused_at) > started_at + paused + case clock when 'response' then $4 else $5 end
                    then started_at + paused + case clock when 'response' then $4 else $5 end end
                where ticket = $1
                """, ticket, Words.Of(promise.Priority), promise.PolicyVersion, promise.Response.ToTimeSpan(), promise.Resolution.ToTimeSpan());
            return;
        }
        Add(commands, "update clocks set priority = $2, policy = $3, due_at = null, breached_at = null where ticket = $1", ticket, Words.Of(promise.Priority), promise.PolicyVersion);
        Add(commands, """
            insert into clocks (ticket, clock, policy, organization, priority, team, started_at, resumed_at)
            select ticket, promised, $3, organization, $4, team, started_at, started_at
            from clocks, unnest($2) as promised
            where ticket = $1 and clock = 'response' and round = 1
            on conflict do nothing
            """, ticket, Clocks(promise), promise.PolicyVersion, Words.Of(promise.Priority));
    }

    private static string[] Clocks(Promise promise) => promise.Clocks is null
        ? [Words.Of(ClockName.Response), Words.Of(ClockName.Resolution)]
        : [.. promise.Clocks.Select(one => Words.Of(one.Clock))];

    /// <summary>
    /// The last judgement counts. One that takes an outcome back leaves the clock open; one that leaves the outcome as it was leaves it where it was reported.
    /// A later round is first heard of by its judgement: that of a ticket whose work ended has ended, too.
    /// </summary>
    private static void Judge(NpgsqlBatch commands, Guid ticket, string organization, Priority priority, string? team, ClockCertificate one)
    {
        Instant? at = one.State switch { ClockOutcome.Met => one.Stopped, ClockOutcome.Breached => one.BreachedAt, _ => null };
        Add(commands, """
            insert into clocks as known (ticket, clock, round, policy, organization, priority, team, started_at, resumed_at, ended, ended_at,
              verdict, verdict_at, verdict_stopped_at, verdict_elapsed, verdict_policy, verdict_priority, verdict_team)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $8,
              (select ended from clocks where ticket = $1 and clock = 'response' and round = 1), (select ended_at from clocks where ticket = $1 and clock = 'response' and round = 1),
              $9, $10::timestamptz, $11::timestamptz, $12, $4, $6, $7)
            on conflict (ticket, clock, round) do update set verdict = excluded.verdict, verdict_at = excluded.verdict_at,
              verdict_stopped_at = excluded.verdict_stopped_at, verdict_elapsed = excluded.verdict_elapsed,
              (verdict_policy, verdict_priority, verdict_team) = (
                select case when same then known.verdict_policy else excluded.verdict_policy end, case when same then known.verdict_priority else excluded.verdict_priority end,
                  case when same then known.verdict_team else excluded.verdict_team end
                from (values (known.verdict = excluded.verdict and known.verdict_at = excluded.verdict_at)) as outcome (same)
              )
            """, ticket, Words.Of(one.Clock), one.Round, one.Terms[^1].Policy, organization, Words.Of(priority), team, one.Started.ToDateTimeUtc(),
            at is null ? null : Words.Of(one.State), at?.ToDateTimeUtc(), one.Stopped?.ToDateTimeUtc(), one.Elapsed.ToTimeSpan());
    }

    private static void Stop(NpgsqlBatch commands, Guid ticket, ClockName[] clocks, Instant at) => Add(commands, """
        update clocks set stopped_at = greatest($3, resumed_at), breached_at = coalesce(breached_at, case when greatest($3, resumed_at) > due_at then due_at end)
        where ticket = $1 and clock = any ($2) and stopped_at is null
        """, ticket, clocks.Select(Words.Of).ToArray(), at.ToDateTimeUtc());

    private static void End(NpgsqlBatch commands, Guid ticket, Instant at)
    {
        GoOn(commands, ticket, at);
        Stop(commands, ticket, [ClockName.Response, ClockName.Resolution], at);
    }

    private static void Pause(NpgsqlBatch commands, Guid ticket, Instant at) => Add(commands, """
        update clocks set paused_at = greatest($2, resumed_at), breached_at = coalesce(breached_at, case when greatest($2, resumed_at) > due_at then due_at end)
        where ticket = $1 and clock = 'resolution' and stopped_at is null and paused_at is null
        """, ticket, at.ToDateTimeUtc());

    /// <summary>A pause, if there is one, ends.</summary>
    private static void GoOn(NpgsqlBatch commands, Guid ticket, Instant at) => Add(commands, """
        update clocks set resumed_at = greatest($2, paused_at), paused_at = null, paused = paused + greatest($2 - paused_at, '0'),
          due_at = case when breached_at is null then due_at + greatest($2 - paused_at, '0') else due_at end
        where ticket = $1 and paused_at is not null
        """, ticket, at.ToDateTimeUtc());

    private static void Resume(NpgsqlBatch commands, Guid ticket, Instant at) => Add(commands, """
        update clocks set resumed_at = greatest($2, stopped_at), stopped_at = null, paused = paused + greatest($2 - stopped_at, '0'),
          due_at = case when breached_at is null then due_at + greatest($2 - stopped_at, '0') else due_at end
        where ticket = $1 and clock = 'resolution' and stopped_at is not null
        """, ticket, at.ToDateTimeUtc());

    /// <summary>The work ended without a solution, or (null) did not after all: the clocks themselves stay as they are.</summary>
    private static void Void(NpgsqlBatch commands, Guid ticket, string? end, DateTime? at) =>
        Add(commands, "update clocks set ended = $2, ended_at = $3::timestamptz where ticket = $1", ticket, end, at);

    private static void Add(NpgsqlBatch commands, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null
                ? new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = DBNull.Value }
                : new NpgsqlParameter { Value = value });
        }
        commands.BatchCommands.Add(command);
    }
}
