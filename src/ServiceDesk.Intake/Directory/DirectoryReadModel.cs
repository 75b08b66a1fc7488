using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>The newest recorded state of every organisation, requester and system, in the order of their changes.</summary>
internal sealed class DirectoryReadModel : IProjection
{
    public string Name => "directory";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["directory_entries"];

    public IReadOnlyList<Type>? Handles =>
        [typeof(OrganizationRegistered), typeof(OrganizationChanged), typeof(PersonRegistered), typeof(RequesterChanged), typeof(SystemChanged)];

    public string Definition => """
        create table directory_entries (
          kind text not null, id text not null, position bigint not null unique, version int not null, type text not null, data jsonb not null,
          primary key (kind, id));
        """;

    private const string Set = """
        insert into directory_entries (kind, id, position, version, type, data) values ($1, $2, $3, $4, $5, $6::jsonb)
        on conflict (kind, id) do update set position = excluded.position, version = excluded.version, type = excluded.type, data = excluded.data
        """;

    // A person who signs in is a requester of whom more may have been told before.
    private const string Add = """
        insert into directory_entries (kind, id, position, version, type, data) values ($1, $2, $3, $4, $5, $6::jsonb)
        on conflict (kind, id) do nothing
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (e.Body is OrganizationRegistered registered) Entry(Set, "organization", registered.Organization, e.Version);
            else if (e.Body is OrganizationChanged organization) Entry(Set, "organization", organization.Organization, e.Version);
            else if (e.Body is RequesterChanged requester) Entry(Set, "requester", requester.Requester, e.Version);
            else if (e.Body is SystemChanged system) Entry(Set, "system", system.System, e.Version);
            else if (e.Body is PersonRegistered person && Contact.Of(person) is not null) Entry(Add, "requester", person.Person, 0);

            void Entry(string sql, string kind, string id, int version)
            {
                var command = new NpgsqlBatchCommand(sql);
                foreach (var value in (object[])[kind, id, e.Id.Position, version, e.Type, e.Data]) command.Parameters.Add(new() { Value = value });
                commands.BatchCommands.Add(command);
            }
        }
    }
}
