using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The one list of tickets.</summary>
internal sealed class CasesReadModel : IProjection
{
    public string Name => "cases";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["cases"];

    public string Definition => """
        create table cases (
          id uuid primary key,
          number text not null,
          kind text not null,
          subject text not null,
          requester text not null,
          requester_name text not null,
          organization text not null,
          channel text not null,
          category text,
          priority text,
          team text,
          agent text,
          status text not null,
          opened_at timestamptz not null,
          response_due timestamptz not null,
          response_stopped timestamptz,
          resolution_due timestamptz not null,
          resolution_stopped timestamptz,
          resumed_at timestamptz not null,
          paused_at timestamptz,
          paused interval not null default '0',
          at timestamptz not null,
          next_due timestamptz not null generated always as (least(
            case when response_stopped is null then response_due else 'infinity' end,
            case when resolution_stopped is null and paused_at is null then resolution_due else 'infinity' end)) stored
        );
        create index on cases (opened_at, id);
        create index on cases (next_due, id);
        create index on cases (requester, opened_at);
        create index on cases (agent, opened_at);
        create index on cases (team, opened_at);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var id)) continue;
            var (sql, values) = Change(e.Body);
            if (sql is null) continue;
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new() { Value = id });
            command.Parameters.Add(new() { Value = e.At.ToDateTimeUtc() });
            foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
            commands.BatchCommands.Add(command);
        }
    }

    private static (string? Sql, object[] Values) Change(object? body) => body switch
    {
        CaseOpened e => ("""
            insert into cases (id, at, number, kind, subject, requester, requester_name, organization, channel, status, opened_at, resumed_at, response_due, resolution_due)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'new', $10, $10, $10 + $11, $10 + $12)
            """, [e.Number, Words.Of(e.Kind), e.Subject, e.Requester, e.RequesterName, e.Organization, e.Channel, Utc(e.At), Span(e.Promise.Response), Span(e.Promise.Resolution)]),
        CaseAssigned e => ("""
            update cases set at = $2, category = $3, priority = $4, team = $5, agent = $6,
              status = case when status = 'new' and $6 is not null then 'assigned' else status end,
              response_due = opened_at + $7, resolution_due = opened_at + $8 + paused
            where id = $1
            """, [e.Category, Words.Of(e.Priority), Text(e.Team), Text(e.Agent), Span(e.Promise.Response), Span(e.Promise.Resolution)]),
        ResponseGiven e => ($"update cases set at = $2, status = 'in-progress', response_stopped = coalesce(response_stopped, $3), {GoesOn} where id = $1", [Utc(e.At)]),
        DiagnosisRecorded e => (WorkGoesOn, [Utc(e.At)]),
        WorkResumed e => (WorkGoesOn, [Utc(e.At)]),
        WorkPaused e => ("""
            update cases set at = $2, status = 'waiting', response_stopped = case when $4 then coalesce(response_stopped, $3) else response_stopped end,
              paused_at = case when resolution_stopped is null then coalesce(paused_at, greatest($3, resumed_at)) end
            where id = $1
            """, [Utc(e.At), e.Reason == PauseReason.Requester]),
        TicketResolved e => (Ends("resolved"), [Utc(e.At)]),
        SolutionConfirmed => ("update cases set at = $2, status = 'confirmed' where id = $1", []),
        SolutionRejected e => (Reopened, [Utc(e.At)]),
        CaseReopened e => (Reopened, [Utc(e.At)]),
        TicketClosed e => (Ends("closed"), [Utc(e.At)]),
        _ => (null, []),
    };

    /// <summary>A pause, if there is one, ends at $3.</summary>
    private const string GoesOn = """
        resumed_at = greatest(resumed_at, case when paused_at is not null then greatest($3, paused_at) end),
          paused = paused + greatest($3 - paused_at, '0'), resolution_due = resolution_due + greatest($3 - paused_at, '0'), paused_at = null
        """;

    private const string WorkGoesOn = $"update cases set at = $2, status = 'in-progress', {GoesOn} where id = $1";

    private const string Reopened = """
        update cases set at = $2, status = 'in-progress', resolution_stopped = null, resumed_at = greatest($3, resolution_stopped),
          paused = paused + greatest($3 - resolution_stopped, '0'), resolution_due = resolution_due + greatest($3 - resolution_stopped, '0')
        where id = $1
        """;

    private static string Ends(string status) => $"""
        update cases set at = $2, status = '{status}', response_stopped = coalesce(response_stopped, $3),
          resolution_stopped = coalesce(resolution_stopped, greatest($3, resumed_at, paused_at)), {GoesOn}
        where id = $1
        """;

    private static DateTime Utc(Instant at) => at.ToDateTimeUtc();

    private static TimeSpan Span(Duration duration) => duration.ToTimeSpan();

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };
}
