using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.ReadModels;

/// <summary>A read model without any key, so that an event applied twice shows.</summary>
internal sealed class NoteBook : IProjection
{
    /// <summary>The text of the event that cannot be applied.</summary>
    public volatile string? Stumbles;

    public string Name => "notes";
    public int Version { get; init; } = 1;
    public IReadOnlyList<string> Tables => ["notes", "authors"];
    public string Definition => """
        create table notes (ordinal bigint generated always as identity, position bigint not null, text text not null);
        create table authors (author text primary key, notes int not null);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (e.Body is not Noted noted) continue;
            if (noted.Text == Stumbles) throw new InvalidOperationException($"Stumbled over {noted.Text}.");
            Add(commands, "insert into notes (position, text) values ($1, $2)", e.Id.Position, noted.Text);
            Add(commands, "insert into authors values ($1, 1) on conflict (author) do update set notes = authors.notes + 1", e.Meta.Actor);
        }
    }

    private static void Add(NpgsqlBatch commands, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        commands.BatchCommands.Add(command);
    }
}
