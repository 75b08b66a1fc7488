using System.Text.RegularExpressions;

namespace ServiceDesk.Web.Imports;

/// <summary>The word that names the system of which a history is, for ever.</summary>
internal static partial class ImportSource
{
    public static bool IsOne(string text) => Shape().IsMatch(text);

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,31}\z")]
    private static partial Regex Shape();
}
