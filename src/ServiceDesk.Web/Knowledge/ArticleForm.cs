using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Knowledge;

/// <summary>What stands in the form of an article: by the paths of its content, as typed.</summary>
public sealed record ArticleForm(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The paths of the fields, in the order in which they are asked for.</summary>
    public static readonly IReadOnlyList<string> Paths =
    [
        "title", "language", "audience", "category", "organization",
        "sections.symptom", "sections.steps", "sections.cause", "sections.precautions", "sections.diagnosis",
    ];

    public string this[string path] => Values.GetValueOrDefault(path, "");

    /// <summary>The form as it is opened.</summary>
    /// <param name="language">In which the writer reads, by its first two letters.</param>
    public static ArticleForm Begin(string language) => new(new Dictionary<string, string> { ["language"] = language, ["audience"] = "agent" });

    public static ArticleForm Of(ArticleContent content) => new(new Dictionary<string, string>
    {
        ["title"] = content.Title,
        ["language"] = content.Language,
        ["audience"] = content.Audience,
        ["category"] = content.Category ?? "",
        ["organization"] = content.Organization ?? "",
        ["sections.symptom"] = content.Sections.Symptom ?? "",
        ["sections.steps"] = content.Sections.Steps ?? "",
        ["sections.cause"] = content.Sections.Cause ?? "",
        ["sections.precautions"] = content.Sections.Precautions ?? "",
        ["sections.diagnosis"] = content.Sections.Diagnosis ?? "",
    });

    public static ArticleForm Read(IFormCollection form) =>
        new(Paths.ToDictionary(path => path, path => form[path].ToString().ReplaceLineEndings("\n").Trim()));

    /// <summary>The content that the service understands; what was left empty is left out.</summary>
    public object ToArticle() => new
    {
        title = this["title"],
        language = Given("language"),
        audience = Given("audience"),
        category = Given("category"),
        organization = Given("organization"),
        sections = new
        {
            symptom = Given("sections.symptom"),
            steps = Given("sections.steps"),
            cause = Given("sections.cause"),
            precautions = Given("sections.precautions"),
            diagnosis = Given("sections.diagnosis"),
        },
    };

    /// <summary>The paths of the fields in which another form says something else.</summary>
    public IReadOnlyList<string> Differs(ArticleForm other) => [.. Paths.Where(path => this[path] != other[path])];

    private string? Given(string path) => this[path] is { Length: > 0 } text ? text : null;
}
