using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Registers;

/// <summary>How a field of a form is typed, and read.</summary>
public enum RegisterFieldKind
{
    Text,
    Line,

    /// <summary>Several texts, one a line.</summary>
    Lines,

    /// <summary>Numbers by name, one a line: name = number.</summary>
    Figures,
    Whole,
    Choice,

    /// <summary>Yes or no.</summary>
    Truth,

    /// <summary>A day and time in the visitor's zone.</summary>
    Moment,

    /// <summary>The beginning of a day in the visitor's zone.</summary>
    FirstDay,

    /// <summary>The end of a day.</summary>
    LastDay,
    Person,
    People,
    Organization,

    /// <summary>Tickets by their numbers, one a line.</summary>
    Tickets,

    /// <summary>A cause that the rules of problems name.</summary>
    Cause,

    /// <summary>Possible causes by branch, one a line: branch = cause; cause.</summary>
    Branches,
}

/// <summary>A field of a form; its name is that of the command's field, so that what is wrong stands beside it.</summary>
public sealed record RegisterField(string Name, RegisterFieldKind Kind, bool Required = false, params IReadOnlyList<string> Choices);

/// <summary>Something to do with an entry of a register, or (new) the entry itself.</summary>
public sealed record RegisterVerb(string Name, string[] Roles, params IReadOnlyList<RegisterField> Fields)
{
    public const string New = "new";

    /// <summary>The register that Resolution keeps, and agents work on.</summary>
    public const string Problems = "problems";

    /// <summary>What was learned from a period, a problem or a major incident.</summary>
    public const string Reviews = "reviews";

    /// <summary>What is done about requesters who were dissatisfied, by the ticket.</summary>
    public const string FollowUps = "follow-ups";

    /// <summary>A new problem for incidents that belong together.</summary>
    public const string Candidate = "candidate";

    /// <summary>Incidents that belong together have no problem behind them.</summary>
    public const string Dismiss = "dismiss";

    public static readonly string[] Keepers = ["lead", "analyst", "admin"];
    public static readonly string[] Workers = ["agent", "lead", "admin"];
    public static readonly string[] Auditors = ["lead", "auditor", "admin"];
    public static readonly string[] Leads = ["lead", "admin"];

    private static readonly RegisterField what = new("what", RegisterFieldKind.Text, true);
    private static readonly RegisterField owner = new("owner", RegisterFieldKind.Person, true);
    private static readonly RegisterField due = new("due", RegisterFieldKind.Moment, true);
    private static readonly RegisterField organization = new("organization", RegisterFieldKind.Organization);
    private static readonly RegisterField type = new("type", RegisterFieldKind.Choice, true, "technical", "staff", "process");
    private static readonly RegisterField likelihood = new("likelihood", RegisterFieldKind.Choice, true, "1", "2", "3", "4", "5");
    private static readonly RegisterField impact = new("impact", RegisterFieldKind.Choice, true, "1", "2", "3", "4", "5");
    private static readonly RegisterField nextReview = new("nextReview", RegisterFieldKind.Moment, true);
    private static readonly RegisterField why = new("why", RegisterFieldKind.Text, true);
    private static readonly RegisterField details = new("details", RegisterFieldKind.Text);
    private static readonly RegisterField[] action = [new("actions[0].what", RegisterFieldKind.Line), new("actions[0].owner", RegisterFieldKind.Person), new("actions[0].due", RegisterFieldKind.Moment)];

    private static readonly RegisterVerb plan = new("actions", Keepers, what with { Kind = RegisterFieldKind.Line }, owner, due);
    private static readonly RegisterVerb finish = new("finish-action", Keepers, new RegisterField("action", RegisterFieldKind.Whole, true), new RegisterField("outcome", RegisterFieldKind.Line));

    private static readonly RegisterField outcome = new("outcome", RegisterFieldKind.Text, true);
    private static readonly RegisterField title = new("title", RegisterFieldKind.Line, true);
    private static readonly RegisterField priority = new("priority", RegisterFieldKind.Choice, false, "p1", "p2", "p3", "p4");
    private static readonly RegisterField number = new("action", RegisterFieldKind.Whole, true);

    private static RegisterField[] Improvement(int place) =>
        [new($"improvements[{place}].what", RegisterFieldKind.Line), new($"improvements[{place}].owner", RegisterFieldKind.Person), new($"improvements[{place}].due", RegisterFieldKind.Moment)];

    private static readonly Dictionary<string, RegisterVerb[]> all = new()
    {
        [Problems] =
        [
            new(New, Workers, title, details, priority, owner with { Required = false }, new("incidents", RegisterFieldKind.Tickets), organization),
            new(Candidate, Workers, new("candidate", RegisterFieldKind.Line, true), title with { Required = false }, details, priority, owner with { Required = false }),
            new(Dismiss, Workers, new("candidate", RegisterFieldKind.Line, true), new("reason", RegisterFieldKind.Text, true), new("growth", RegisterFieldKind.Whole)) { Path = "candidates/{candidate}/dismiss" },
            new("investigate", Workers),
            new("unlink", Workers, new RegisterField("incident", RegisterFieldKind.Line, true)) { Path = "incidents/{incident}", Method = HttpMethod.Delete },
            new("incidents", Workers, new RegisterField("incidents", RegisterFieldKind.Tickets, true)),
            new("root-cause", Workers, new("method", RegisterFieldKind.Choice, true, "five-whys", "fishbone", "other"), new("whys", RegisterFieldKind.Lines), new("branches", RegisterFieldKind.Branches),
                new("statement", RegisterFieldKind.Text, true), new("code", RegisterFieldKind.Cause, true)),
            new("evidence", Workers, new("kind", RegisterFieldKind.Choice, true, "link", "note"), new("reference", RegisterFieldKind.Line, true), new("note", RegisterFieldKind.Text)),
            new("workaround", Workers, new RegisterField("workaround", RegisterFieldKind.Text, true)),
            new("known-error", Workers),
            new("draft-article", Workers),
            new("article", Workers, new RegisterField("article", RegisterFieldKind.Line, true)),
            new("actions", Workers, new("kind", RegisterFieldKind.Choice, true, "patch", "configuration", "training", "other"), new("purpose", RegisterFieldKind.Choice, true, "corrective", "preventive"),
                what with { Kind = RegisterFieldKind.Line }, owner, due),
            new("finish-action", Workers, number, outcome with { Kind = RegisterFieldKind.Line, Required = false }) { Path = "actions/{action}/done" },
            new("verify-action", Workers, number, new("effective", RegisterFieldKind.Truth, true), new("note", RegisterFieldKind.Line)) { Path = "actions/{action}/verify" },
            new("describe", Workers, title, details, priority, owner with { Required = false }),
            new("resolve", Workers, outcome),
            new("close", Workers),
            new("reopen", Workers, why),
        ],
        [Reviews] =
        [
            new(New, Workers, [new("period.from", RegisterFieldKind.FirstDay), new("period.to", RegisterFieldKind.LastDay), new("problem", RegisterFieldKind.Line), new("incident", RegisterFieldKind.Line),
                new("causes", RegisterFieldKind.Lines), new("lessons", RegisterFieldKind.Lines, true), .. Improvement(0), .. Improvement(1), .. Improvement(2)]),
            new("finish", Workers, number, outcome with { Kind = RegisterFieldKind.Line, Required = false }) { Path = "improvements/{action}/done" },
        ],
        [FollowUps] =
        [
            new("assign", Leads, owner, new("dueAt", RegisterFieldKind.Moment)),
            new("done", Workers, new RegisterField("measure", RegisterFieldKind.Text, true)),
            new("verify", Leads, new("passed", RegisterFieldKind.Truth, true), new("note", RegisterFieldKind.Text)),
        ],
        ["improvements"] =
        [
            new(New, Keepers, what, details, owner, due, new("figure", RegisterFieldKind.Line), new("cluster", RegisterFieldKind.Line), new("problem", RegisterFieldKind.Line), new("ticket", RegisterFieldKind.Line), organization),
            new("measure", Keepers, new("when", RegisterFieldKind.Choice, true, "before", "after"), new("report", RegisterFieldKind.Line), new("draw", RegisterFieldKind.Lines),
                new("from", RegisterFieldKind.FirstDay), new("to", RegisterFieldKind.LastDay), new("figures", RegisterFieldKind.Figures)),
            new("made", Keepers, outcome),
            new("verify", Keepers, new("effective", RegisterFieldKind.Truth, true), new("finding", RegisterFieldKind.Text)),
            plan, finish,
            new("drop", Keepers, why),
        ],
        ["risks"] =
        [
            new(New, Keepers, type, what, details, owner, likelihood, impact, why with { Required = false }, nextReview, new("ticket", RegisterFieldKind.Line), organization),
            new("answer", Keepers, [new("strategy", RegisterFieldKind.Choice, true, "avoid", "reduce", "transfer", "accept"), why, .. action]),
            new("review", Keepers, likelihood, impact, why with { Required = false }, new("finding", RegisterFieldKind.Text), nextReview),
            plan, finish,
            new("describe", Keepers, type, what, details, owner),
            new("close", Keepers, outcome),
            new("reopen", Keepers, why, nextReview),
        ],
        ["meetings"] =
        [
            new(New, Keepers, new("when", RegisterFieldKind.Moment, true), new("from", RegisterFieldKind.FirstDay, true), new("to", RegisterFieldKind.LastDay, true), new("participants", RegisterFieldKind.People),
                new("topics", RegisterFieldKind.Lines), organization),
            new("held", Keepers, [new("minutes", RegisterFieldKind.Text, true), new("decisions", RegisterFieldKind.Lines), .. action]),
            plan, finish,
        ],
        ["audits"] =
        [
            new(New, Auditors, new("from", RegisterFieldKind.FirstDay, true), new("to", RegisterFieldKind.LastDay, true), new("size", RegisterFieldKind.Whole, true), new("seed", RegisterFieldKind.Line, true),
                new("checklist", RegisterFieldKind.Lines, true), organization),
            new("judge", Auditors, new("ticket", RegisterFieldKind.Line, true), new("item", RegisterFieldKind.Whole, true), new("fulfilled", RegisterFieldKind.Truth, true), new("finding", RegisterFieldKind.Line)),
            new("conclude", Auditors, [new("conclusion", RegisterFieldKind.Text, true), .. action]),
            plan, finish,
        ],
    };

    /// <summary>The registers whose entries have pages of their own.</summary>
    public static IEnumerable<string> Registers => all.Keys.Where(register => register != FollowUps);

    public static IReadOnlyList<RegisterVerb> Of(string register) => all[register];

    public static RegisterVerb? Find(string register, string name) => all.GetValueOrDefault(register)?.FirstOrDefault(verb => verb.Name == name);

    /// <summary>Where the entries of a register stand in Web.</summary>
    public static string AddressOf(string register) => register switch
    {
        Problems => "/problems",
        Reviews => "/problems/reviews",
        FollowUps => "/work/follow-ups",
        _ => $"/registers/{register}",
    };

    /// <summary>The service that keeps a register, under the register's own name.</summary>
    public static string ServiceOf(string register) => register is Problems or Reviews or FollowUps ? "Resolution" : "Analytics";

    /// <summary>Who may read a register.</summary>
    public static string[] ReadersOf(string register) => ServiceOf(register) == "Resolution" ? [.. DashboardEndpoints.Readers, "agent"] : DashboardEndpoints.Readers;

    /// <summary>Where it is done, below the entry or the register, when that is not its name; names of fields in braces stand for what was typed.</summary>
    public string? Path { get; init; }

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>Whether it is done in the register, not with an entry of it.</summary>
    public bool IsOfRegister => Name is New or Candidate or Dismiss;

    /// <summary>Where it is done; what stands in the path is taken out of the command.</summary>
    internal string PathOf(JsonObject command)
    {
        var path = Path ?? Name;
        foreach (var field in Fields.Where(field => path.Contains($"{{{field.Name}}}", StringComparison.Ordinal)))
        {
            path = path.Replace($"{{{field.Name}}}", Uri.EscapeDataString(command[field.Name]?.ToString() ?? ""), StringComparison.Ordinal);
            command.Remove(field.Name);
        }
        return path;
    }

    /// <summary>What is wrong with fields that belong together, such as a period, stands beside the first of them.</summary>
    internal Services.Problem Placed(Services.Problem problem) => problem with
    {
        Errors = problem.Errors.GroupBy(error => PlaceOf(error.Key)).ToDictionary(place => place.Key, place => place.SelectMany(error => error.Value).ToArray()),
    };

    private string PlaceOf(string key) => Fields.Any(field => field.Name == key)
        ? key
        : Fields.FirstOrDefault(field => field.Name.StartsWith(key + ".", StringComparison.Ordinal) || field.Name.StartsWith(key + "[", StringComparison.Ordinal))?.Name ?? key;

    /// <summary>What the service understands: people type days, times and lines.</summary>
    internal JsonObject Read(IFormCollection form, Visitor visitor)
    {
        var command = new JsonObject();
        foreach (var field in Fields)
        {
            if (Value(field, form[field.Name], visitor) is not { } value) continue;
            Put(command, field.Name, value);
        }
        // Figures that are drawn from a report bring its period with them.
        if (command.ContainsKey("draw")) foreach (var told in (string[])["from", "to", "figures"]) command.Remove(told);
        return command;
    }

    /// <summary>Puts a value where the name of its field says: <c>what</c>, <c>period.from</c>, <c>actions[0].what</c>.</summary>
    private static void Put(JsonObject command, string name, JsonNode value)
    {
        if (name.Split('.') is not [var outer, var inner])
        {
            command[name] = value;
            return;
        }
        if (outer.Split('[', ']') is not [var list, var place, _])
        {
            if (command[outer] is not JsonObject within) command[outer] = within = [];
            within[inner] = value;
            return;
        }
        if (command[list] is not JsonArray array) command[list] = array = [];
        // What was left out before it is left out knowingly, so that what is wrong stands beside the right one.
        for (var missing = int.Parse(place, CultureInfo.InvariantCulture) - array.Count; missing >= 0; missing--) array.Add((JsonNode)new JsonObject());
        array[^1]![inner] = value;
    }

    private static JsonNode? Value(RegisterField field, StringValues typed, Visitor visitor)
    {
        var text = typed.ToString().ReplaceLineEndings("\n").Trim();
        if (text.Length == 0) return null;
        return field.Kind switch
        {
            RegisterFieldKind.Lines or RegisterFieldKind.Tickets => Array(text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            RegisterFieldKind.Figures => Figures(text),
            RegisterFieldKind.Branches => Branches(text),
            RegisterFieldKind.People => Array(typed.Where(one => !string.IsNullOrEmpty(one))),
            RegisterFieldKind.Whole or RegisterFieldKind.Choice when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            RegisterFieldKind.Truth => text == "yes",
            RegisterFieldKind.Moment => visitor.InstantOf(text) is { } at ? Phrases.Utc(at) : text,
            RegisterFieldKind.FirstDay => ReportFilter.Day(text) is { } day ? ReportFilter.Utc(day, visitor) : text,
            RegisterFieldKind.LastDay => ReportFilter.Day(text) is { } day ? ReportFilter.Utc(day.PlusDays(1), visitor) : text,
            _ => text,
        };
    }

    private static JsonArray Array(IEnumerable<string?> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static JsonObject Figures(string text)
    {
        var figures = new JsonObject();
        foreach (var (name, value) in Named(text)) figures[name] = value;
        return figures;
    }

    private static JsonArray Branches(string text) => new([.. Named(text).Select(one => (JsonNode?)new JsonObject
    {
        ["name"] = one.Name,
        ["causes"] = Array(one.Value.Split([';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    })]);

    /// <summary>Lines such as name = value.</summary>
    private static IEnumerable<(string Name, string Value)> Named(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line =>
        line.LastIndexOfAny(['=', ':', '：']) is var cut && cut < 1 ? (line, "") : (line[..cut].Trim(), line[(cut + 1)..].Trim()));
}

/// <summary>A form that was refused, with everything that was typed.</summary>
public sealed record RegisterDraft(string Verb, IReadOnlyDictionary<string, string[]> Texts, string Key, Services.Problem Problem)
{
    public string? Text(string field) => Texts.GetValueOrDefault(field)?.FirstOrDefault();

    /// <summary>What is wrong and stands beside no field of the form.</summary>
    public Services.Problem? Beside(RegisterVerb verb)
    {
        var rest = Problem.Errors.Where(error => verb.Fields.All(field => field.Name != error.Key)).ToDictionary();
        return rest.Count == 0 && Problem.Errors.Count > 0 ? null : Problem with { Errors = rest };
    }
}
