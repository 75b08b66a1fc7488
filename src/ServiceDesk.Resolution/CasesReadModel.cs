using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The one list of tickets. What is due when stands in the read model of the clocks.</summary>
internal sealed class CasesReadModel : IProjection
{
    public string Name => "cases";
    public int Version => 5;
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
          accepted_by text,
          status text not null,
          status_before_end text,
          opened_at timestamptz not null,
          update_every interval not null,
          requester_wrote_at timestamptz,
          waits_for text,
          waits_until timestamptz,
          next_step_due timestamptz,
          worked_at timestamptz not null,
          confidential boolean not null default false,
          archived_at timestamptz,
          at timestamptz not null
        );
        create index on cases (opened_at, id);
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
            insert into cases (id, at, number, kind, subject, requester, requester_name, organization, channel, status, opened_at, update_every, worked_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'new', $10, $11, $10)
            """, [e.Number, Words.Of(e.Kind), e.Subject, e.Requester, e.RequesterName, e.Organization, e.Channel, Utc(e.At), UpdateEvery(e.Promise)]),
        CaseAssigned e => ("""
            update cases set at = $2, category = $3, priority = $4, team = $5, agent = $6, accepted_by = case when agent is not distinct from $6 or accepted_by = $6 then accepted_by end,
              status = case when status = 'new' and $6 is not null then 'assigned' else status end,
              status_before_end = case when status_before_end = 'new' and $6 is not null then 'assigned' else status_before_end end,
              update_every = $7
            where id = $1
            """, [e.Category, Words.Of(e.Priority), Text(e.Team), Text(e.Agent), UpdateEvery(e.Promise)]),
        PromiseChanged e => ("update cases set at = $2, update_every = $3 where id = $1", [UpdateEvery(e.Promise)]),
        ResponseGiven e => ($"update cases set at = $2, {Works}, {Answered} where id = $1", [Utc(e.At)]),
        ProgressReported e => ($"update cases set at = $2, {Works}, next_step_due = coalesce($4, $3 + update_every), {Answered} where id = $1", [Utc(e.At), Moment(e.NextUpdateAt)]),
        DiagnosisRecorded e => (WorkedOn, [Utc(e.At)]),
        DiagnosisCompleted e => (WorkedOn, [Utc(e.At)]),
        WorkAccepted e => ($"update cases set at = $2, {Works}, accepted_by = $4 where id = $1", [Utc(e.At), e.By]),
        DiagnosisStepRecorded e => (WorkedOn, [Utc(e.At)]),
        PlaybookItemTicked e => (WorkedOn, [Utc(e.At)]),
        RemoteSessionStarted e => (WorkedOn, [Utc(e.At)]),
        RemoteSessionEnded e => (LookedAt, [Utc(e.At)]),
        NoteAdded e => (LookedAt, [Utc(e.At)]),
        NextStepPlanned e => ($"update cases set at = $2, {Looked}, next_step_due = $4 where id = $1", [Utc(e.At), Utc(e.Due)]),
        RemoteConsentGiven or RemoteConsentWithdrawn => ("update cases set at = $2 where id = $1", []),
        WorkResumed e => (WorkGoesOn, [Utc(e.At)]),
        WorkPaused e => ($"""
            update cases set at = $2, status = 'waiting', waits_for = $4, waits_until = $5, next_step_due = coalesce($5, next_step_due), {Looked}
              {(e.Question is null ? "" : $", {Answered}")}
            where id = $1
            """, [Utc(e.At), Words.Of(e.Reason), Moment(e.Until)]),
        TicketResolved e => (Ends("resolved", Answered), [Utc(e.At)]),
        SolutionConfirmed => ("update cases set at = $2, status = 'confirmed' where id = $1", []),
        SolutionRejected e => (Reopened, [Utc(e.At)]),
        CaseReopened e => (Reopened, [Utc(e.At)]),
        TicketClosed e => (Ends("closed", "requester_wrote_at = null"), [Utc(e.At)]),
        CaseEnded e => ("update cases set at = $2, status = $3, status_before_end = status, requester_wrote_at = null where id = $1", [Words.Of(e.End)]),
        CaseResumed => ("update cases set at = $2, status = status_before_end, status_before_end = null where id = $1 and status_before_end is not null", []),
        TicketArchived e => ("update cases set at = $2, archived_at = $3 where id = $1", [Utc(e.At)]),
        CaseCorrected e => ("update cases set at = $2, kind = coalesce($3, kind), subject = coalesce($4, subject) where id = $1",
            [Text(e.Values.GetValueOrDefault("kind")), Text(e.Values.GetValueOrDefault("subject"))]),
        ConfidentialityTaken e => ("update cases set at = $2, confidential = $3 where id = $1", [e.Confidential]),
        RequesterWrote e => ("update cases set at = $2, requester_wrote_at = coalesce(requester_wrote_at, $3) where id = $1", [Utc(e.At)]),
        ContactNoted { Incoming: false } e => ($"update cases set at = $2, {Looked}, {Answered} where id = $1", [Utc(e.At)]),
        ContactNoted => ("update cases set at = $2 where id = $1", []),
        _ => (null, []),
    };

    /// <summary>What the requester wrote up to $3 is answered.</summary>
    private const string Answered = "requester_wrote_at = case when requester_wrote_at > $3 then requester_wrote_at end";

    private static TimeSpan UpdateEvery(Promise promise) => SlaPolicy.UpdateEvery(promise).ToTimeSpan();

    private static NpgsqlParameter Moment(Instant? at) =>
        new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = at?.ToDateTimeUtc() ?? (object)DBNull.Value };

    /// <summary>The desk did something about it at $3.</summary>
    private const string Looked = "worked_at = greatest(worked_at, $3)";

    /// <summary>Somebody works on it at $3; a wait goes on until it is ended.</summary>
    private const string Works = $"status = case status when 'waiting' then status else 'in-progress' end, {Looked}";

    private const string LookedAt = $"update cases set at = $2, {Looked} where id = $1";

    private const string WorkedOn = $"update cases set at = $2, {Works} where id = $1";

    /// <summary>A wait, if there is one, ends.</summary>
    private const string GoesOn = "waits_for = null, waits_until = null";

    private const string WorkGoesOn = $"update cases set at = $2, status = 'in-progress', {Looked}, {GoesOn} where id = $1";

    private const string Reopened = $"update cases set at = $2, status = 'in-progress', {Looked}, next_step_due = null where id = $1";

    private static string Ends(string status, string told) =>
        $"update cases set at = $2, status = '{status}', {Looked}, next_step_due = null, {told}, {GoesOn} where id = $1";

    private static DateTime Utc(Instant at) => at.ToDateTimeUtc();

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };
}
