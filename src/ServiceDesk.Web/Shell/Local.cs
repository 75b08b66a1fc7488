namespace ServiceDesk.Web.Shell;

/// <summary>Addresses inside this site.</summary>
internal static class Local
{
    /// <summary>The wanted path if it stays here, else the list of tickets.</summary>
    public static string Path(string? wanted) =>
        wanted is ['/', ..] && !wanted.StartsWith("//", StringComparison.Ordinal) && !wanted.StartsWith("/\\", StringComparison.Ordinal)
            && !wanted.Any(char.IsControl) && !wanted.StartsWith("/sign-", StringComparison.Ordinal)
            ? wanted
            : "/tickets";

    /// <summary>The path with those parameters that have a value.</summary>
    public static string Url(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = "";
        foreach (var (name, value) in parameters)
            if (!string.IsNullOrWhiteSpace(value))
                query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        return path + query;
    }
}
