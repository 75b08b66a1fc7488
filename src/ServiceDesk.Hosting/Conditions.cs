using Npgsql;

namespace ServiceDesk.Hosting;

/// <summary>What the rows of a list must fulfil, as SQL whose values are parameters of its command.</summary>
/// <param name="command">The command that lists them.</param>
public sealed class Conditions(NpgsqlCommand command)
{
    private readonly List<string> all = [];

    /// <summary>All of them; with none, every row.</summary>
    public string Sql => all.Count == 0 ? "true" : string.Join(" and ", all);

    /// <summary>Adds one.</summary>
    /// <param name="sql">The condition.</param>
    public void Add(string sql) => all.Add(sql);

    /// <summary>A column must have a value; null asks for nothing.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">Its value.</param>
    public void Equal(string column, string? value)
    {
        if (value is not null) all.Add($"{column} = {Value(value)}");
    }

    /// <summary>Adds a parameter and returns its place in the SQL.</summary>
    /// <param name="value">The parameter's value.</param>
    public string Value(object value)
    {
        command.Parameters.Add(new() { Value = value });
        return $"${command.Parameters.Count}";
    }
}
