using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Reads incidents from the two read models that know them.</summary>
internal static class IncidentRows
{
    public const string Columns = """
        r.ticket, r.number, r.organization, coalesce(j.category, r.category), r.system, r.system_key, j.priority, r.organization_wide, coalesce(j.cause_unknown, false),
        r.submitted_at, r.subject, r.description
        """;

    public static Incident Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5),
        row.IsDBNull(6) ? null : Words.Find<Priority>(row.GetString(6)), row.GetBoolean(7), row.GetBoolean(8), Instant.FromDateTimeUtc(row.GetDateTime(9)),
        IncidentText.Unpack(row.GetFieldValue<byte[]>(10)).With(IncidentText.Unpack(row.GetFieldValue<byte[]>(11))));

    public static async Task<IReadOnlyList<Incident>> Find(NpgsqlDataSource database, string where, IReadOnlyList<object> values, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from reported_incidents r left join judged_incidents j using (ticket) where {where}");
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        var incidents = new List<Incident>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) incidents.Add(Read(row));
        return incidents;
    }
}
