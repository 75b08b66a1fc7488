using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.MajorIncidents;

namespace ServiceDesk.Routing.Boards;

/// <summary>What was escalated, given to other teams as a part, and declared a major incident.</summary>
internal sealed class CoordinationReadModel : IProjection
{
    public string Name => "coordination";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["escalations", "subtasks", "major_incidents"];

    public IReadOnlyList<Type>? Handles =>
    [
        typeof(EscalationRaised), typeof(EscalationAcknowledged), typeof(EscalationPassedOn),
        typeof(SubtaskOpened), typeof(SubtaskTaken), typeof(SubtaskEnded), typeof(SubtaskReopened),
        typeof(MajorIncidentDeclared), typeof(MajorIncidentUpdated), typeof(MajorIncidentChanged), typeof(ChildLinked), typeof(ChildUnlinked), typeof(MajorIncidentEnded), typeof(MajorIncidentReviewed),
    ];

    public string Definition => """
        create table escalations (
          ticket uuid not null,
          escalation int not null,
          place text not null,
          number text not null,
          organization text not null,
          priority text not null,
          team text,
          agent text,
          rule text not null,
          rules_version int not null,
          trigger text not null,
          occasion text not null,
          clock text,
          percent int,
          due_at timestamptz,
          level int not null,
          recipient text,
          notify_at timestamptz not null,
          raised_at timestamptz not null,
          acknowledged_by text,
          acknowledged_at timestamptz,
          primary key (ticket, escalation)
        );
        create index on escalations (raised_at, place);
        create index on escalations (raised_at, place) where acknowledged_at is null;
        create index on escalations (ticket, rule, occasion);
        create table subtasks (
          ticket uuid not null,
          subtask int not null,
          place text not null,
          number text not null,
          organization text not null,
          title text not null,
          team text not null,
          owner text,
          mandatory boolean not null,
          state text not null,
          due_at timestamptz,
          opened_at timestamptz not null,
          primary key (ticket, subtask)
        );
        create index on subtasks (opened_at, place);
        create index on subtasks (team, opened_at, place);
        create table major_incidents (
          ticket uuid primary key,
          place text not null,
          number text not null,
          organization text not null,
          title text not null,
          owner text not null,
          state text not null,
          update_every interval not null,
          next_update_due timestamptz,
          children int not null default 0,
          declared_at timestamptz not null,
          ended_at timestamptz,
          reviewed_at timestamptz
        );
        create index on major_incidents (declared_at, place);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (Guid.TryParse(e.Subject, out var ticket) && Change(ticket, e.Body) is var (sql, values)) commands.Add(sql, ticket, values);
        }
    }

    private static (string Sql, object[] Values)? Change(Guid ticket, object? body) => Escalated(ticket, body) ?? Subtask(ticket, body) ?? Major(ticket, body);

    private static (string, object[])? Escalated(Guid ticket, object? body) => body switch
    {
        EscalationRaised e => ("""
            insert into escalations (ticket, escalation, place, number, organization, priority, team, agent, rule, rules_version, trigger, occasion, clock, percent, due_at, level,
              recipient, notify_at, raised_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            [
                e.Escalation, Place(ticket, e.Escalation), e.Number, e.Organization, Words.Of(e.Priority), Rows.Text(e.Team), Rows.Text(e.Agent), e.Rule, e.RulesVersion, Words.Of(e.Trigger),
                e.Occasion, Rows.Text(e.Clock is { } clock ? Words.Of(clock) : null), Rows.Number(e.Percent), Rows.Moment(e.DueAt), e.Level, Rows.Text(e.Recipient), Utc(e.NotifyAt), Utc(e.At),
            ]),
        EscalationAcknowledged e => ("update escalations set acknowledged_by = $3, acknowledged_at = $4 where ticket = $1 and escalation = $2", [e.Escalation, e.By, Utc(e.At)]),
        EscalationPassedOn e => ("update escalations set recipient = $3 where ticket = $1 and escalation = $2", [e.Escalation, e.To]),
        _ => null,
    };

    private static (string, object[])? Subtask(Guid ticket, object? body) => body switch
    {
        SubtaskOpened e => ("""
            insert into subtasks (ticket, subtask, place, number, organization, title, team, owner, mandatory, state, due_at, opened_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $8 is null then 'open' else 'in-progress' end, $10, $11)
            """,
            [e.Subtask, Place(ticket, e.Subtask), e.Number, e.Organization, e.Title, e.Team, Rows.Text(e.Owner), e.Mandatory, Rows.Moment(e.DueAt), Utc(e.At)]),
        SubtaskTaken e => ("update subtasks set owner = $3, state = 'in-progress' where ticket = $1 and subtask = $2", [e.Subtask, e.Owner]),
        SubtaskEnded e => ("update subtasks set state = $3 where ticket = $1 and subtask = $2", [e.Subtask, e.Done ? "done" : "cancelled"]),
        SubtaskReopened e => ("update subtasks set state = case when owner is null then 'open' else 'in-progress' end where ticket = $1 and subtask = $2", [e.Subtask]),
        _ => null,
    };

    private static (string, object[])? Major(Guid ticket, object? body) => body switch
    {
        MajorIncidentDeclared e => ("""
            insert into major_incidents (ticket, place, number, organization, title, owner, state, update_every, next_update_due, declared_at)
            values ($1, $2, $3, $4, $5, $6, 'declared', $7, $8, $9)
            on conflict (ticket) do update set title = $5, owner = $6, state = 'declared', update_every = $7, next_update_due = $8, declared_at = $9, ended_at = null, reviewed_at = null
            """,
            [ticket.ToString(), e.Number, e.Organization, e.Title, e.Owner, e.UpdateEvery.ToTimeSpan(), Utc(e.NextUpdateDue), Utc(e.At)]),
        MajorIncidentUpdated e => ("update major_incidents set next_update_due = $2 where ticket = $1", [Utc(e.NextUpdateDue)]),
        MajorIncidentChanged e => ("update major_incidents set owner = $2, update_every = $3, next_update_due = $4 where ticket = $1", [e.Owner, e.UpdateEvery.ToTimeSpan(), Utc(e.NextUpdateDue)]),
        ChildLinked => ("update major_incidents set children = children + 1 where ticket = $1", []),
        ChildUnlinked => ("update major_incidents set children = children - 1 where ticket = $1", []),
        MajorIncidentEnded e => ("update major_incidents set state = 'ended', ended_at = $2, next_update_due = null where ticket = $1", [Utc(e.At)]),
        MajorIncidentReviewed e => ("update major_incidents set state = 'reviewed', reviewed_at = $2 where ticket = $1", [Utc(e.At)]),
        _ => null,
    };

    private static string Place(Guid ticket, int number) => FormattableString.Invariant($"{ticket}/{number:D6}");

    private static DateTime Utc(Instant at) => at.ToDateTimeUtc();
}
