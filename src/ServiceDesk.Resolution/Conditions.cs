using Npgsql;

namespace ServiceDesk.Resolution;

/// <summary>What the rows of a list must fulfil, as SQL whose values are parameters of its command.</summary>
internal sealed class Conditions(NpgsqlCommand command)
{
    private readonly List<string> all = [];

    /// <summary>All of them; with none, every row.</summary>
    public string Sql => all.Count == 0 ? "true" : string.Join(" and ", all);

    public void Add(string sql) => all.Add(sql);

    /// <summary>A column must have a value; null asks for nothing.</summary>
    public void Equal(string column, string? value)
    {
        if (value is not null) all.Add($"{column} = {Value(value)}");
    }

    /// <summary>Adds a parameter and returns its place in the SQL.</summary>
    public string Value(object value)
    {
        command.Parameters.Add(new() { Value = value });
        return $"${command.Parameters.Count}";
    }
}
