using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Messaging;

namespace ServiceDesk.Analytics;

/// <summary>
/// Every clock of every ticket: when it began, is due, stopped, whether and when it was breached, and whether it is void because the work
/// ended without a solution. The same arithmetic as SlaClock, kept as columns so that a report is one query.
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
        }.Select(types.NameOf),
    ];

    public string Name => "clocks";
    public int Version => 3;
    public IReadOnlyList<string> Tables => ["clocks"];

    public string Definition => """
        create table clocks (
          ticket uuid not null,
          clock text not null,
          organization text not null,
          priority text not null,
          team text,
          started_at timestamptz not null,
          resumed_at timestamptz not null,
          paused_at timestamptz,
          due_at timestamptz not null,
          stopped_at timestamptz,
          breached_at timestamptz,
          paused interval not null default '0',
          ended text,
          ended_at timestamptz,
          primary key (ticket, clock)
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
                case CaseAssigned assigned: Retarget(commands, ticket, assigned); break;
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

    private static void Open(NpgsqlBatch commands, Guid ticket, CaseOpened opened) => Add(commands, """
        insert into clocks (ticket, clock, organization, priority, started_at, resumed_at, due_at)
        values ($1, 'response', $2, $3, $4, $4, $4 + $5), ($1, 'resolution', $2, $3, $4, $4, $4 + $6)
        """, ticket, opened.Organization, Words.Of(opened.Promise.Priority), opened.At.ToDateTimeUtc(), opened.Promise.Response.ToTimeSpan(), opened.Promise.Resolution.ToTimeSpan());

    /// <summary>The same priority promises the same; what was kept or broken under it stays.</summary>
    private static void Retarget(NpgsqlBatch commands, Guid ticket, CaseAssigned assigned) => Add(commands, """
        update clocks set priority = $2, team = $3,
          due_at = case when priority = $2 then due_at else started_at + paused + case clock when 'response' then $4 else $5 end end,
          breached_at = case when priority = $2 then breached_at
            when coalesce(stopped_at, paused_at) > started_at + paused + case clock when 'response' then $4 else $5 end
            then started_at + paused + case clock when 'response' then $4 else $5 end end
        where ticket = $1
        """, ticket, Words.Of(assigned.Priority), assigned.Team, assigned.Promise.Response.ToTimeSpan(), assigned.Promise.Resolution.ToTimeSpan());

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
