using System.Globalization;
using System.Reflection;

namespace ServiceDesk.Intake.Mail;

/// <summary>The texts the desk ships with: one file each, a version, a subject and a body. Recorded changes replace them by name and language.</summary>
internal static class MailTemplates
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    private static readonly Dictionary<(string Name, string Language), MailTemplate> shipped = MailTemplate.Names
        .SelectMany(name => new[] { Chinese, English }.Select(language => Load(name, language)))
        .ToDictionary(template => (template.Name, template.Language));

    public static IReadOnlyCollection<MailTemplate> Shipped => shipped.Values;

    /// <param name="name">One of <see cref="MailTemplate.Names"/>.</param>
    /// <param name="language">What <see cref="IncomingMail.Language"/> says; everything but Chinese gets English.</param>
    public static MailTemplate Find(string name, string? language) => shipped[(name, LanguageOf(language))];

    public static string LanguageOf(string? language) => language?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true ? Chinese : English;

    /// <summary>The first line is <c>version: n</c>, the second <c>subject: …</c>, then comes an empty line and the body.</summary>
    public static MailTemplate Parse(string name, string language, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', 4);
        if (lines.Length < 4 || !lines[0].StartsWith("version: ", StringComparison.Ordinal) || !lines[1].StartsWith("subject: ", StringComparison.Ordinal) || lines[2] != "")
            throw new FormatException($"The template {name}.{language} does not begin with a version, a subject and an empty line.");
        return new(name, int.Parse(lines[0]["version: ".Length..], CultureInfo.InvariantCulture), language, lines[1]["subject: ".Length..], lines[3]);
    }

    private static MailTemplate Load(string name, string language)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Mail/{name}.{language}.txt")
            ?? throw new InvalidOperationException($"The template {name}.{language} is not built in.");
        return Parse(name, language, new StreamReader(stream).ReadToEnd());
    }
}
