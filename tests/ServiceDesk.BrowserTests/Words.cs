using System.Globalization;
using System.Xml.Linq;

namespace ServiceDesk.BrowserTests;

/// <summary>The texts of the pages in one language.</summary>
internal sealed class Words
{
    // Before the texts, which are read from there.
    /// <summary>The directory of the sources.</summary>
    public static string Repository { get; } = FindRepository();

    private static readonly Words english = new("Texts.resx");
    private static readonly Words chinese = new("Texts.zh-CN.resx");

    private Words(string file) => All = XDocument.Load(Path.Combine(Repository, "src", "ServiceDesk.Web", "Resources", file)).Root!
        .Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    /// <summary>Every text by its key.</summary>
    public IReadOnlyDictionary<string, string> All { get; }

    /// <summary>The texts of a browser's language.</summary>
    public static Words In(string language) => language.StartsWith("zh", StringComparison.Ordinal) ? chinese : english;

    public string this[string key] => All[key];

    public string this[string key, params object[] values] => string.Format(CultureInfo.InvariantCulture, All[key], values);

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ServiceDesk.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
