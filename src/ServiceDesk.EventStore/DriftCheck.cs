using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>What a served read model shows, held against what its log says when it is read anew from the beginning.</summary>
/// <param name="ReadModel">The projection's name.</param>
/// <param name="Generation">Which tables of it were looked at.</param>
/// <param name="Position">The position at which both were looked at.</param>
/// <param name="Drifted">The tables that show something else.</param>
public sealed record DriftCheck(string ReadModel, string Generation, long Position, IReadOnlyList<string> Drifted)
{
    /// <summary>Rows and a sum over the first 64 bits of the SHA-256 of each, in whatever order they stand.</summary>
    /// <param name="connection">Reads the tables.</param>
    /// <param name="schema">The generation.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="cancel">Ends the reading.</param>
    internal static async Task<IReadOnlyList<string>> Hashes(NpgsqlConnection connection, string schema, IReadOnlyList<string> tables, CancellationToken cancel)
    {
        var hashes = new List<string>();
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand($"""
                select count(*) || ' ' || coalesce(sum(('x' || substr(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 1, 16))::bit(64)::bigint::numeric), 0)
                from "{schema}".{table} t
                """, connection)
            { CommandTimeout = 0 };
            hashes.Add((string)(await command.ExecuteScalarAsync(cancel))!);
        }
        return hashes;
    }
}
