using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>Each pair of tickets that were suspected to be one matter, the later first, and whether somebody dismissed it.</summary>
internal sealed class SuspicionsReadModel : IProjection
{
    public string Name => "suspicions";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["suspicions"];

    public IReadOnlyList<Type>? Handles => [typeof(DuplicatesSuspected), typeof(DuplicateDismissed)];

    public string Definition => """
        create table suspicions (
          ticket uuid not null,
          number text not null,
          requester text not null,
          submitted_at timestamptz not null,
          other uuid not null,
          other_number text not null,
          other_requester text not null,
          other_submitted_at timestamptz not null,
          organization text not null,
          score int not null,
          reasons jsonb not null,
          occurred timestamptz not null,
          recorded timestamptz not null,
          dismissed_by text,
          dismissed_at timestamptz,
          dismissed_occurred timestamptz,
          dismissed_recorded timestamptz,
          primary key (ticket, other)
        );
        create index on suspicions (other);
        create index on suspicions (submitted_at, organization);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var ticket)) continue;
            if (e.Body is DuplicatesSuspected suspected)
            {
                foreach (var candidate in suspected.Candidates) commands.BatchCommands.Add(Insert(ticket, e, suspected, candidate));
            }
            else if (e.Body is DuplicateDismissed dismissed)
            {
                commands.BatchCommands.Add(Command(
                    """
                    update suspicions set dismissed_by = $3, dismissed_at = $4, dismissed_occurred = $5, dismissed_recorded = $6
                    where (ticket, other) in (($1, $2), ($2, $1)) and dismissed_by is null
                    """,
                    ticket, dismissed.Other, dismissed.By, dismissed.At.ToDateTimeUtc(), e.Occurred.ToDateTimeUtc(), e.At.ToDateTimeUtc()));
            }
        }
    }

    private static NpgsqlBatchCommand Insert(Guid ticket, RecordedEvent e, DuplicatesSuspected suspected, SuspectedDuplicate candidate)
    {
        var insert = Command(
            """
            insert into suspicions (ticket, number, requester, submitted_at, other, other_number, other_requester, other_submitted_at, organization, score, occurred, recorded,
              reasons)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            ticket, suspected.Number, suspected.Requester, suspected.SubmittedAt.ToDateTimeUtc(), candidate.Ticket, candidate.Number, candidate.Requester,
            candidate.SubmittedAt.ToDateTimeUtc(), suspected.Organization, candidate.Score, e.Occurred.ToDateTimeUtc(), e.At.ToDateTimeUtc());
        var reasons = candidate.Reasons.Select(reason => new DuplicateReason(reason.Code, reason.Points, Tokens(suspected, candidate, reason)));
        insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = JsonSerializer.Serialize(reasons, HttpJson.Options) });
        return insert;
    }

    private static string[] Tokens(DuplicatesSuspected suspected, SuspectedDuplicate candidate, SuspectedReason reason) =>
        suspected.SharedTokens.TryGetValue(Suspicions.TokensOf(candidate.Ticket, reason.Code), out var tokens) ? tokens.Split('\n') : [];

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
