using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>The lists of problems, of their incidents and planned changes, of reviews and of dismissed candidates.</summary>
internal sealed class ProblemsReadModel : IProjection
{
    public string Name => "problems";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["problems", "problem_incidents", "problem_actions", "dismissed_repeats", "reviews"];

    public IReadOnlyList<Type>? Handles =>
    [
        typeof(ProblemOpened), typeof(ProblemDescribed), typeof(IncidentsLinked), typeof(IncidentUnlinked), typeof(InvestigationBegun), typeof(RootCauseFound),
        typeof(WorkaroundRecorded), typeof(KnownErrorDeclared), typeof(ProblemResolved), typeof(ProblemClosed), typeof(ProblemReopened), typeof(ProblemArticleLinked),
        typeof(ActionPlanned), typeof(ActionDone), typeof(ActionVerified), typeof(RepeatDismissed), typeof(ReviewRecorded), typeof(ImprovementDone),
    ];

    public string Definition => """
        create table problems (
          id uuid primary key,
          number text not null,
          title text not null,
          organization text,
          priority text not null,
          state text not null,
          owner text,
          cause_code text,
          has_workaround bool not null default false,
          articles int not null default 0,
          opened_at timestamptz not null,
          resolved_at timestamptz,
          at timestamptz not null
        );
        create index on problems (opened_at, id);
        create table problem_incidents (
          problem uuid not null,
          ticket uuid not null,
          number text not null,
          organization text not null,
          linked_at timestamptz not null,
          primary key (problem, ticket)
        );
        create index on problem_incidents (ticket);
        create table problem_actions (
          problem uuid not null,
          action int not null,
          kind text not null,
          purpose text not null,
          what text not null,
          owner text not null,
          due timestamptz not null,
          state text not null,
          primary key (problem, action)
        );
        create index on problem_actions (due, problem, action);
        create table dismissed_repeats (
          candidate text not null,
          kind text not null,
          organization text not null,
          tickets uuid[] not null,
          growth int not null,
          why text,
          by text not null,
          at timestamptz not null,
          position bigint primary key
        );
        create index on dismissed_repeats (organization);
        create table reviews (
          id uuid primary key,
          about text not null,
          from_at timestamptz,
          to_at timestamptz,
          problems text[] not null,
          incident_number text,
          organization text,
          improvements int not null,
          improvements_open int not null,
          by text not null,
          at timestamptz not null
        );
        create index on reviews (at, id);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            foreach (var (sql, values) in Changes(e))
            {
                var command = new NpgsqlBatchCommand(sql);
                foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
                commands.BatchCommands.Add(command);
            }
        }
    }

    private static IEnumerable<(string Sql, object[] Values)> Changes(RecordedEvent e)
    {
        var at = e.At.ToDateTimeUtc();
        if (e.Body is RepeatDismissed dismissed)
        {
            return
            [
                ("insert into dismissed_repeats (candidate, kind, organization, tickets, growth, why, by, at, position) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                [
                    dismissed.Candidate, Words.Of(dismissed.Kind), dismissed.Organization, dismissed.Incidents.ToArray(), dismissed.Growth, Text(dismissed.Why), dismissed.By,
                    dismissed.At.ToDateTimeUtc(), e.Id.Position,
                ]),
            ];
        }
        var id = IdOf(e.Stream);
        if (e.Body is ReviewRecorded or ImprovementDone) return [OfReview(id, e.Body)];
        return [.. OfProblem(id, e.Body, at), ("update problems set at = $2 where id = $1", [id, at])];
    }

    private static IEnumerable<(string Sql, object[] Values)> OfProblem(Guid id, object? body, DateTime at) => body switch
    {
        ProblemOpened e =>
        [
            ("insert into problems (id, number, title, organization, priority, state, owner, opened_at, at) values ($1, $2, $3, $4, $5, 'new', $6, $7, $8)",
            [id, e.Number, e.Title, Text(e.Organization), Words.Of(e.Priority), Text(e.Owner), e.At.ToDateTimeUtc(), at]),
        ],
        ProblemDescribed e =>
        [
            ("update problems set title = $2, organization = $3, priority = $4, owner = $5 where id = $1", [id, e.Title, Text(e.Organization), Words.Of(e.Priority), Text(e.Owner)]),
        ],
        IncidentsLinked e =>
        [
            ("insert into problem_incidents (problem, ticket, number, organization, linked_at) select $1, one.*, $5 from unnest($2, $3, $4) one on conflict do nothing",
            [
                id, e.Incidents.Select(one => one.Ticket).ToArray(), e.Incidents.Select(one => one.Number).ToArray(), e.Incidents.Select(one => one.Organization).ToArray(),
                e.At.ToDateTimeUtc(),
            ]),
        ],
        IncidentUnlinked e => [("delete from problem_incidents where problem = $1 and ticket = $2", [id, e.Incident])],
        InvestigationBegun => [State(id, ProblemState.Investigating)],
        KnownErrorDeclared => [State(id, ProblemState.KnownError)],
        ProblemClosed => [State(id, ProblemState.Closed)],
        ProblemReopened => [("update problems set state = 'investigating', resolved_at = null where id = $1", [id])],
        ProblemResolved e => [("update problems set state = 'resolved', resolved_at = $2 where id = $1", [id, e.At.ToDateTimeUtc()])],
        RootCauseFound e => [("update problems set cause_code = $2 where id = $1", [id, e.Code])],
        WorkaroundRecorded => [("update problems set has_workaround = true where id = $1", [id])],
        ProblemArticleLinked => [("update problems set articles = articles + 1 where id = $1", [id])],
        ActionPlanned e =>
        [
            ("""
            insert into problem_actions (problem, action, kind, purpose, what, owner, due, state) values ($1, $2, $3, $4, $5, $6, $7, 'open')
            on conflict (problem, action) do update set kind = excluded.kind, purpose = excluded.purpose, what = excluded.what, owner = excluded.owner, due = excluded.due
            """, [id, e.Action, Words.Of(e.Kind), Words.Of(e.Purpose), e.What, e.Owner, e.Due.ToDateTimeUtc()]),
        ],
        ActionDone e => [("update problem_actions set state = 'done' where problem = $1 and action = $2", [id, e.Action])],
        ActionVerified e => [("update problem_actions set state = $3 where problem = $1 and action = $2", [id, e.Action, e.Effective ? "verified" : "open"])],
        _ => [],
    };

    private static (string Sql, object[] Values) OfReview(Guid id, object? body) => body switch
    {
        ReviewRecorded e => ("""
            insert into reviews (id, about, from_at, to_at, problems, incident_number, organization, improvements, improvements_open, by, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10)
            """,
            [
                id, Words.Of(e.About), Moment(e.From), Moment(e.To), e.Problems.Select(one => one.Number).ToArray(), Text(e.IncidentNumber), Text(e.Organization),
                e.Improvements.Count, e.By, e.At.ToDateTimeUtc(),
            ]),
        _ => ("update reviews set improvements_open = improvements_open - 1 where id = $1", [id]),
    };

    private static (string, object[]) State(Guid id, ProblemState state) => ("update problems set state = $2 where id = $1", [id, Words.Of(state)]);

    /// <summary>The id behind the dash of <c>problem-</c> and <c>review-</c>.</summary>
    private static Guid IdOf(string stream) => Guid.Parse(stream.AsSpan(stream.IndexOf('-', StringComparison.Ordinal) + 1));

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };

    private static NpgsqlParameter Moment(Instant? at) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = at?.ToDateTimeUtc() ?? (object)DBNull.Value };
}
