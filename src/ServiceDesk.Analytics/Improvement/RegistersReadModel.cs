using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>The lists of risks, improvements, meetings and audits, and of the actions of all of these.</summary>
internal sealed class RegistersReadModel : IProjection
{
    public string Name => "registers";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["risks", "improvements", "register_sessions", "register_actions"];

    public IReadOnlyList<Type>? Handles =>
    [
        typeof(RiskIdentified), typeof(RiskDescribed), typeof(RiskAssessed), typeof(RiskAnswered), typeof(RiskReviewed), typeof(RiskClosed), typeof(RiskReopened),
        typeof(ImprovementProposed), typeof(ImprovementMade), typeof(ImprovementVerified), typeof(ImprovementDropped), typeof(RegisterActionPlanned), typeof(RegisterActionDone),
        typeof(MeetingCalled), typeof(MeetingHeld), typeof(AuditBegun), typeof(AuditItemJudged), typeof(AuditConcluded),
    ];

    public string Definition => """
        create table risks (
          id uuid primary key,
          kind text not null,
          what text not null,
          owner text not null,
          organization text,
          ticket uuid,
          state text not null default 'open',
          likelihood int,
          impact int,
          score int,
          level text,
          table_version int,
          strategy text,
          next_review timestamptz not null,
          identified_at timestamptz not null
        );
        create index on risks (next_review) where state = 'open';
        create table improvements (
          id uuid primary key,
          what text not null,
          owner text not null,
          organization text,
          problem uuid,
          cluster text,
          figure text,
          ticket uuid,
          due timestamptz not null,
          state text not null default 'proposed',
          proposed_at timestamptz not null
        );
        create table register_sessions (
          id uuid primary key,
          register text not null,
          from_at timestamptz not null,
          to_at timestamptz not null,
          organization text,
          state text not null,
          not_fulfilled int not null default 0,
          begun_at timestamptz not null
        );
        create table judged_items (
          audit uuid not null,
          ticket uuid not null,
          item int not null,
          fulfilled bool not null,
          primary key (audit, ticket, item)
        );
        create table register_actions (
          register text not null,
          entry uuid not null,
          organization text,
          action int not null,
          what text not null,
          owner text not null,
          due timestamptz not null,
          done_at timestamptz,
          primary key (entry, action)
        );
        create index on register_actions (due) where done_at is null;
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            var (register, id) = Entry(e.Stream);
            if (Change(register, id, e.Body) is not var (sql, values)) continue;
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
            commands.BatchCommands.Add(command);
            if (e.Body is AuditBegun begun) commands.BatchCommands.Add(Prefilled(id, [.. begun.Prefilled()]));
            if (e.Body is not (AuditItemJudged or AuditBegun { FlowRules.Count: > 0 })) continue;
            commands.BatchCommands.Add(new NpgsqlBatchCommand("""
                update register_sessions set not_fulfilled = (select count(*) from judged_items where audit = $1 and not fulfilled) where id = $1
                """) { Parameters = { new NpgsqlParameter { Value = id } } });
        }
    }

    private static NpgsqlBatchCommand Prefilled(Guid audit, IReadOnlyList<AuditItemJudged> judged) => new(
        "insert into judged_items (audit, ticket, item, fulfilled) select $1, * from unnest($2, $3, $4)")
    {
        Parameters =
        {
            new NpgsqlParameter { Value = audit }, new NpgsqlParameter { Value = judged.Select(one => one.Ticket).ToArray() }, new NpgsqlParameter { Value = judged.Select(one => one.Item).ToArray() },
            new NpgsqlParameter { Value = judged.Select(one => one.Fulfilled).ToArray() },
        },
    };

    private static (string Sql, object[] Values)? Change(string register, Guid id, object? body) => body switch
    {
        RiskIdentified e => ("""
            insert into risks (id, kind, what, owner, organization, ticket, next_review, identified_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
            """, [id, Words.Of(e.Kind), e.What, e.Owner, Text(e.Organization), Id(e.Ticket), e.NextReview.ToDateTimeUtc(), e.At.ToDateTimeUtc()]),
        RiskDescribed e => ("update risks set kind = $2, what = $3, owner = $4 where id = $1", [id, Words.Of(e.Kind), e.What, e.Owner]),
        RiskAssessed e => ("update risks set likelihood = $2, impact = $3, score = $4, level = $5, table_version = $6 where id = $1",
            [id, e.Likelihood, e.Impact, e.Score, Words.Of(e.Level), e.TableVersion]),
        RiskAnswered e => ("update risks set strategy = $2 where id = $1", [id, Words.Of(e.Strategy)]),
        RiskReviewed e => ("update risks set next_review = $2 where id = $1", [id, e.NextReview.ToDateTimeUtc()]),
        RiskClosed => ("update risks set state = 'closed' where id = $1", [id]),
        RiskReopened e => ("update risks set state = 'open', next_review = $2 where id = $1", [id, e.NextReview.ToDateTimeUtc()]),
        ImprovementProposed e => ("""
            insert into improvements (id, what, owner, organization, problem, cluster, figure, ticket, due, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                id, e.What, e.Owner, Text(e.Organization), Id(e.Source.Problem), Text(e.Source.Cluster), Text(e.Source.Figure), Id(e.Source.Ticket),
                e.Due.ToDateTimeUtc(), e.At.ToDateTimeUtc(),
            ]),
        ImprovementMade => State(id, ImprovementState.Done),
        ImprovementVerified e => State(id, e.Effective ? ImprovementState.Verified : ImprovementState.Proposed),
        ImprovementDropped => State(id, ImprovementState.Dropped),
        MeetingCalled e => Begin(register, id, e.From, e.To, e.Organization, "called", e.At),
        MeetingHeld => Session(id, "held"),
        AuditBegun e => Begin(register, id, e.From, e.To, e.Organization, "open", e.At),
        AuditItemJudged e => ("""
            insert into judged_items (audit, ticket, item, fulfilled) values ($1, $2, $3, $4)
            on conflict (audit, ticket, item) do update set fulfilled = excluded.fulfilled
            """, [id, e.Ticket, e.Item, e.Fulfilled]),
        AuditConcluded => Session(id, "concluded"),
        RegisterActionPlanned e => ("""
            insert into register_actions (register, entry, organization, action, what, owner, due)
            select $1, $2, entry.organization, $3, $4, $5, $6
            from (
              select id, organization from risks union all select id, organization from improvements union all select id, organization from register_sessions
            ) as entry
            where entry.id = $2
            """, [register, id, e.Action, e.What, e.Owner, e.Due.ToDateTimeUtc()]),
        RegisterActionDone e => ("update register_actions set done_at = $3 where entry = $1 and action = $2", [id, e.Action, e.At.ToDateTimeUtc()]),
        _ => null,
    };

    private static (string, object[])? State(Guid id, ImprovementState state) => ("update improvements set state = $2 where id = $1", [id, Words.Of(state)]);

    private static (string, object[])? Begin(string register, Guid id, Instant from, Instant to, string? organization, string state, Instant at) => (
        "insert into register_sessions (id, register, from_at, to_at, organization, state, begun_at) values ($1, $2, $3, $4, $5, $6, $7)",
        [id, register, from.ToDateTimeUtc(), to.ToDateTimeUtc(), Text(organization), state, at.ToDateTimeUtc()]);

    private static (string, object[])? Session(Guid id, string state) => ("update register_sessions set state = $2 where id = $1", [id, state]);

    /// <summary>The parts of <c>risk-</c> and the id behind it.</summary>
    private static (string Register, Guid Id) Entry(string stream)
    {
        var dash = stream.IndexOf('-', StringComparison.Ordinal);
        return (stream[..dash], Guid.Parse(stream.AsSpan(dash + 1)));
    }

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };

    private static NpgsqlParameter Id(Guid? id) => new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = id ?? (object)DBNull.Value };
}
