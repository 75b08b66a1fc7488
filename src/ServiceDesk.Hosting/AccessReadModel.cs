using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>People, roles, organisations and keys as Intake recorded them, kept in every service.</summary>
internal sealed class AccessReadModel : IProjection
{
    public string Name => "access";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["people", "api_keys", "organizations", "access_changes"];

    public IReadOnlyList<Type>? Handles =>
        [typeof(PersonRegistered), typeof(PersonRolesChanged), typeof(ApiKeyIssued), typeof(ApiKeyRevoked), typeof(OrganizationRegistered), typeof(OrganizationChanged)];

    public string Definition => """
        create table people (person text primary key, name text not null, organization text, roles text[] not null);
        create table api_keys (key text primary key, person text not null, hash text not null unique, revoked boolean not null default false);
        create table organizations (organization text primary key, name text not null);
        create table access_changes (single boolean primary key default true check (single), position bigint not null);
        insert into access_changes (position) values (0);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        long last = 0;
        foreach (var e in events)
        {
            var command = e.Body switch
            {
                PersonRegistered p => Command("insert into people (person, name, organization, roles) values ($1, $2, $3, $4)", p.Person, p.Name, p.Organization, p.Roles.ToArray()),
                PersonRolesChanged p => Command("update people set roles = $2 where person = $1", p.Person, p.Roles.ToArray()),
                ApiKeyIssued k => Command("insert into api_keys (key, person, hash) values ($1, $2, $3)", k.Key, k.Person, k.Hash),
                ApiKeyRevoked k => Command("update api_keys set revoked = true where key = $1", k.Key),
                OrganizationRegistered o => Command("insert into organizations (organization, name) values ($1, $2)", o.Organization, o.Name),
                OrganizationChanged o => Command("update organizations set name = $2 where organization = $1", o.Organization, o.Name),
                _ => null,
            };
            if (command is null) continue;
            commands.BatchCommands.Add(command);
            last = e.Id.Position;
        }
        if (last > 0) commands.BatchCommands.Add(Command("update access_changes set position = $1", last));
    }

    private static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }
}
