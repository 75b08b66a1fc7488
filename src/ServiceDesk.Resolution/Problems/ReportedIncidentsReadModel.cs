using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Problems;

/// <summary>
/// What every ticket reported, as far as repeats are looked for, from Intake's log. Hashes stand instead of texts: see <see cref="IncidentText"/>. A ticket
/// that was no valid request, or that goes on in another, does not count.
/// </summary>
internal sealed class ReportedIncidentsReadModel : IProjection
{
    public string Name => "reported_incidents";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["reported_incidents"];

    public IReadOnlyList<Type>? Handles => [typeof(TicketSubmitted), typeof(TicketCorrected), typeof(TicketInvalidated), typeof(TicketMerged), typeof(TicketUnmerged)];

    public string Definition => """
        create table reported_incidents (
          ticket uuid primary key,
          number text not null,
          organization text not null,
          is_incident bool not null,
          category text not null,
          system text,
          system_key text,
          organization_wide bool not null,
          submitted_at timestamptz not null,
          subject bytea not null,
          description bytea not null,
          counts bool not null,
          position bigint not null
        );
        create index on reported_incidents (position);
        create index on reported_incidents (submitted_at);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var (submitted, changed) = (new List<(Guid, TicketSubmitted, long)>(), new Dictionary<Guid, Change>());
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var ticket)) continue;
            if (e.Body is TicketSubmitted one) submitted.Add((ticket, one, e.Id.Position));
            else changed[ticket] = Change.Of(e.Body).Over(changed.GetValueOrDefault(ticket)) with { Position = e.Id.Position };
        }
        if (submitted.Count > 0) commands.BatchCommands.Add(Insert(submitted));
        if (changed.Count > 0) commands.BatchCommands.Add(Update(changed));
    }

    private static NpgsqlBatchCommand Insert(List<(Guid Ticket, TicketSubmitted Submitted, long Position)> rows)
    {
        var insert = new NpgsqlBatchCommand("""
            insert into reported_incidents (
              ticket, number, organization, is_incident, category, system, system_key, organization_wide, submitted_at, subject, description, counts, position)
            select ticket, number, organization, is_incident, category, system, system_key, organization_wide, submitted_at, subject, description, true, position
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) row (
              ticket, number, organization, is_incident, category, system, system_key, organization_wide, submitted_at, subject, description, position)
            """);
        Add(insert, NpgsqlDbType.Uuid, rows.Select(row => row.Ticket));
        Add(insert, NpgsqlDbType.Text, rows.Select(row => row.Submitted.Number));
        Add(insert, NpgsqlDbType.Text, rows.Select(row => row.Submitted.Organization));
        Add(insert, NpgsqlDbType.Boolean, rows.Select(row => row.Submitted.Kind == TicketKind.Incident));
        Add(insert, NpgsqlDbType.Text, rows.Select(row => CategoryOf(row.Submitted)));
        Add(insert, NpgsqlDbType.Text, rows.Select(row => DuplicateRule.Key(row.Submitted.AffectedSystem) is null ? null : row.Submitted.AffectedSystem));
        Add(insert, NpgsqlDbType.Text, rows.Select(row => DuplicateRule.Key(row.Submitted.AffectedSystem)));
        Add(insert, NpgsqlDbType.Boolean, rows.Select(row => row.Submitted.Impact == Impact.Organization));
        Add(insert, NpgsqlDbType.TimestampTz, rows.Select(row => row.Submitted.At.ToDateTimeUtc()));
        Add(insert, NpgsqlDbType.Bytea, rows.Select(row => IncidentText.Of(row.Submitted.Subject).Pack()));
        Add(insert, NpgsqlDbType.Bytea, rows.Select(row => row.Submitted.Description == row.Submitted.Subject ? [] : IncidentText.Of(row.Submitted.Description).Pack()));
        Add(insert, NpgsqlDbType.Bigint, rows.Select(row => row.Position));
        return insert;
    }

    private static NpgsqlBatchCommand Update(Dictionary<Guid, Change> changes)
    {
        var update = new NpgsqlBatchCommand("""
            update reported_incidents r set
              is_incident = coalesce(c.is_incident, r.is_incident), category = coalesce(c.category, r.category), system = coalesce(c.system, r.system),
              system_key = coalesce(c.system_key, r.system_key), organization_wide = coalesce(c.organization_wide, r.organization_wide),
              subject = coalesce(c.subject, r.subject), description = coalesce(c.description, r.description), counts = coalesce(c.counts, r.counts), position = c.position
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) c (
              ticket, is_incident, category, system, system_key, organization_wide, subject, description, counts, position)
            where r.ticket = c.ticket
            """);
        var all = changes.Values;
        Add(update, NpgsqlDbType.Uuid, changes.Keys);
        Add(update, NpgsqlDbType.Boolean, all.Select(change => change.IsIncident));
        Add(update, NpgsqlDbType.Text, all.Select(change => change.Category));
        Add(update, NpgsqlDbType.Text, all.Select(change => change.System));
        Add(update, NpgsqlDbType.Text, all.Select(change => DuplicateRule.Key(change.System)));
        Add(update, NpgsqlDbType.Boolean, all.Select(change => change.IsOrganizationWide));
        Add(update, NpgsqlDbType.Bytea, all.Select(change => change.Subject));
        Add(update, NpgsqlDbType.Bytea, all.Select(change => change.Description));
        Add(update, NpgsqlDbType.Boolean, all.Select(change => change.Counts));
        Add(update, NpgsqlDbType.Bigint, all.Select(change => change.Position));
        return update;
    }

    /// <summary>As Routing classifies it.</summary>
    private static string CategoryOf(TicketSubmitted submitted) =>
        (submitted.Category ?? submitted.Defaults?.Category) is { } word ? Catalogue.Classify(submitted.BaseCategory ?? word).Category : Catalogue.Other;

    internal static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new() { NpgsqlDbType = type | NpgsqlDbType.Array, Value = values.ToArray() });

    /// <summary>What became different about a ticket; null = nothing did.</summary>
    private sealed record Change
    {
        public bool? IsIncident { get; init; }
        public string? Category { get; init; }
        public string? System { get; init; }
        public bool? IsOrganizationWide { get; init; }
        public byte[]? Subject { get; init; }
        public byte[]? Description { get; init; }
        public bool? Counts { get; init; }
        public long Position { get; init; }

        public static Change Of(object? body) => body switch
        {
            TicketCorrected { Values: var values } corrected => new Change
            {
                IsIncident = values.TryGetValue("kind", out var kind) ? kind == "incident" : null,
                Category = values.TryGetValue("category", out var category) ? Catalogue.Classify(corrected.BaseCategory ?? category).Category : null,
                System = values.GetValueOrDefault("affectedSystem"),
                IsOrganizationWide = values.TryGetValue("impact", out var impact) ? impact == "organization" : null,
                Subject = values.TryGetValue("subject", out var subject) ? IncidentText.Of(subject).Pack() : null,
                Description = values.TryGetValue("description", out var description) ? IncidentText.Of(description).Pack() : null,
            },
            TicketInvalidated or TicketMerged => new Change { Counts = false },
            _ => new Change { Counts = true },
        };

        public Change Over(Change? before) => before is null ? this : before with
        {
            IsIncident = IsIncident ?? before.IsIncident,
            Category = Category ?? before.Category,
            System = System ?? before.System,
            IsOrganizationWide = IsOrganizationWide ?? before.IsOrganizationWide,
            Subject = Subject ?? before.Subject,
            Description = Description ?? before.Description,
            Counts = Counts ?? before.Counts,
        };
    }
}
