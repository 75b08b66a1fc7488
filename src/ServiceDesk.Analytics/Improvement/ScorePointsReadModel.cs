using System.Text.Json;
using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>
/// Every point with its event, and what appeals made of it. An event gets its points by the rules of the instant at which it happened, of those that were defined
/// before it came into the ledger.
/// </summary>
internal sealed class ScorePointsReadModel : IEvolvingProjection
{
    public string Name => "score_points";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["score_points", "score_versions"];
    public IReadOnlyList<Type>? Handles => [typeof(LedgerEntry), typeof(ScoreRulesDefined), typeof(ScoreAppealed), typeof(ScoreAppealDecided)];

    public string Definition => """
        create table score_versions (version int primary key, rules text not null);
        create table score_points (
          position bigint not null,
          rule text not null,
          event text not null,
          type text not null,
          subject text not null,
          occurred timestamptz not null,
          what text not null,
          rules_version int not null,
          kind text not null,
          scored text not null,
          given int not null,
          counted int not null,
          appeal uuid not null,
          appealed boolean not null,
          primary key (position, rule)
        );
        create index on score_points (kind, occurred);
        create index on score_points (scored, position, rule);
        create index on score_points (appeal);
        """;

    public async Task Apply(IReadOnlyList<RecordedEvent> events, NpgsqlConnection connection, NpgsqlBatch commands, CancellationToken cancel)
    {
        var versions = await Known(connection, cancel);
        foreach (var e in events)
        {
            switch (e.Body)
            {
                case ScoreRulesDefined rules:
                    versions.Add(rules);
                    Add(commands, "insert into score_versions (version, rules) values ($1, $2)", rules.Version, JsonSerializer.Serialize(rules, HttpJson.Options));
                    break;
                case ScoreAppealed: Add(commands, "update score_points set appealed = true where appeal = $1", Appeal(e)); break;
                case ScoreAppealDecided decided: Add(commands, "update score_points set counted = $2 where appeal = $1", Appeal(e), decided.Points); break;
                case LedgerEntry entry: Give(e.Id.Position, entry, versions.At(entry.Occurred), commands); break;
            }
        }
    }

    private static void Give(long position, LedgerEntry entry, ScoreRulesDefined rules, NpgsqlBatch commands)
    {
        foreach (var (rule, scored) in rules.PointsOf(entry))
        {
            Add(commands, """
                insert into score_points (position, rule, event, type, subject, occurred, what, rules_version, kind, scored, given, counted, appeal, appealed)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, false)
                """,
                position, rule.Id, entry.Id, entry.Type, entry.Subject, entry.Occurred.ToDateTimeUtc(), rule.What, rules.Version, Words.Of(rule.Subject), scored, rule.Points,
                ScoreAppeal.IdOf(entry.Id, rule.Id));
        }
    }

    private static async Task<List<ScoreRulesDefined>> Known(NpgsqlConnection connection, CancellationToken cancel)
    {
        List<ScoreRulesDefined> versions = [.. ScoreRulesHistory.Initial.Versions];
        await using var command = new NpgsqlCommand("select rules from score_versions order by version", connection);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) versions.Add(JsonSerializer.Deserialize<ScoreRulesDefined>(row.GetString(0), HttpJson.Options)!);
        return versions;
    }

    private static Guid Appeal(RecordedEvent e) => Guid.Parse(e.Stream.AsSpan("appeal-".Length));

    private static void Add(NpgsqlBatch commands, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        commands.BatchCommands.Add(command);
    }
}
