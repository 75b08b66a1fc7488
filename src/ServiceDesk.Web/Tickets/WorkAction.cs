using ServiceDesk.Web.Services;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Tickets;

/// <summary>One thing a person may do with a ticket: the service that decides, and the fields of its form.</summary>
public sealed record WorkAction(string Name, string Service, string Icon, string Colour, IReadOnlyList<WorkField> Fields)
{
    public static readonly IReadOnlyList<WorkAction> All =
    [
        new("respond", "Resolution", "message", "primary", [WorkField.Text("message")]),
        new("progress", "Resolution", "flag", "primary", [WorkField.Text("message"), WorkField.Line("nextStep"), WorkField.Moment("nextUpdateAt")]),
        new("diagnose", "Resolution", "diagnosis", "primary", [WorkField.Text("findings")]),
        new("resolve", "Resolution", "solved", "success",
            [WorkField.Text("solution"), WorkField.Text("verification.checks"), WorkField.Optional("cause"), WorkField.Optional("measure"), WorkField.Optional("precautions"), WorkField.Optional("verification.sideEffects")]),
        new("confirm", "Resolution", "yes", "success", [WorkField.Optional("comment")]),
        new("reject", "Resolution", "no", "danger", [WorkField.Text("reason")]),
        new("call-back", "Resolution", "headset", "primary",
            [WorkField.Answer("reached"), WorkField.Answer("processSatisfied") with { Required = false }, WorkField.Answer("resultSatisfied") with { Required = false }, WorkField.Optional("note")]),
        new("close", "Resolution", "lock", "primary", []),
        new("survey", "Resolution", "checks", "success", [WorkField.Score("score"), WorkField.Optional("comment")]),
        new("reopen", "Resolution", "cause", "danger", [WorkField.Text("reason") with { Label = "work.reason.back" }]),
        new("messages", "Intake", "message", "primary", [WorkField.Text("text")]),
        new("withdraw", "Intake", "leave", "danger", [WorkField.Optional("reason") with { Label = "work.reason.optional" }]),
        new("invalidate", "Intake", "forbidden", "danger", [WorkField.Text("reason") with { Label = "work.reason.told" }]),
        new("merge", "Intake", "merge", "primary", [WorkField.Line("into"), WorkField.Optional("reason") with { Label = "work.reason.optional" }]),
        new("unmerge", "Intake", "merge", "primary", [WorkField.Optional("reason") with { Label = "work.reason.optional" }]),
    ];

    private static readonly string[] beside = ["messages", "withdraw", "invalidate", "merge"];

    /// <summary>Whether it stands apart from the work that leads to a solution.</summary>
    public bool IsBeside => beside.Contains(Name);

    /// <summary>What to offer, the next step first. The service decides; this only leaves out what it would refuse.</summary>
    public static IReadOnlyList<WorkAction> For(Person person, Case ticket)
    {
        var names = new List<string>();
        var works = person.Is("agent", "lead", "admin");
        var asks = person.Is("requester") || person.Id == ticket.Requester;
        if (works)
        {
            if (ticket.IsOpen) names.AddRange(Work(ticket));
            if (ticket.Status is "confirmed") names.AddRange(["close", "call-back"]);
            if (ticket.Status is "merged") names.Add("unmerge");
        }

        // People without an account confirm by phone; an agent records it.
        if (ticket.Status is "resolved" && (works || asks)) names.AddRange(["confirm", "reject"]);
        if (ticket.Status is "resolved" && works) names.Add("call-back");
        if (asks && ticket.Closing is { Survey: { Until: not null, Score: null } }) names.Add("survey");
        if ((works || asks) && ticket.Closing?.ReopenUntil is not null) names.Add("reopen");
        if ((works || asks) && ticket.Status is not "closed") names.Add("messages");
        if ((works || asks) && ticket.IsOpen) names.Add("withdraw");
        if (works && ticket.IsOpen) names.AddRange(["invalidate", "merge"]);
        return [.. names.Select(name => All.First(action => action.Name == name))];
    }

    private static string[] Work(Case ticket)
    {
        if (ticket.RequesterWrote is not null) return ["respond", "progress", "diagnose", "resolve"];
        var last = ticket.Entries.LastOrDefault(entry => entry.Kind is "response" or "progress" or "diagnosis" or "rejection")?.Kind;
        return last switch
        {
            "diagnosis" => ["resolve", "progress", "diagnose", "respond"],
            "response" or "progress" or "rejection" => ["diagnose", "progress", "resolve", "respond"],
            _ => ["respond", "progress", "diagnose", "resolve"],
        };
    }
}

public enum WorkFieldKind
{
    Text,
    Line,
    Moment,

    /// <summary>Yes or no.</summary>
    Answer,

    /// <summary>1 to 5.</summary>
    Score,
}

/// <summary>A field of an action's form; its label is a key of the texts.</summary>
public sealed record WorkField(string Name, WorkFieldKind Kind, bool Required, string Label)
{
    public static WorkField Text(string name) => new(name, WorkFieldKind.Text, true, "work." + name);

    public static WorkField Optional(string name) => new(name, WorkFieldKind.Text, false, "work." + name);

    public static WorkField Line(string name) => new(name, WorkFieldKind.Line, true, "work." + name);

    public static WorkField Moment(string name) => new(name, WorkFieldKind.Moment, false, "work." + name);

    public static WorkField Answer(string name) => new(name, WorkFieldKind.Answer, true, "work." + name);

    public static WorkField Score(string name) => new(name, WorkFieldKind.Score, true, "work." + name);

    /// <summary>The values to choose from, with the keys of their texts; empty when anything can be typed.</summary>
    public IReadOnlyList<(string Value, string Label)> Choices => Kind switch
    {
        WorkFieldKind.Answer => [("true", "yes"), ("false", "no")],
        WorkFieldKind.Score => [.. Enumerable.Range(1, 5).Reverse().Select(score => ($"{score}", $"score.{score}"))],
        _ => [],
    };

    /// <summary>What the service understands of a chosen value; null when the field is typed.</summary>
    public object? Chosen(string text) => Kind switch
    {
        WorkFieldKind.Answer => text == "true",
        WorkFieldKind.Score => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var score) ? score : text,
        _ => null,
    };
}

/// <summary>A form that was sent and refused: what was typed is shown again, with the reason.</summary>
public sealed record Draft(string Action, IReadOnlyDictionary<string, string> Texts, string IdempotencyKey, Problem Problem);
