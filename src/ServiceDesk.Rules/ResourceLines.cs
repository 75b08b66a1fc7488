using System.Reflection;

namespace ServiceDesk.Rules;

/// <summary>The tables that travel inside this assembly.</summary>
internal static class ResourceLines
{
    /// <summary>Every line of a table that is no comment.</summary>
    public static IEnumerable<string> Of(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') yield return line;
        }
    }
}
