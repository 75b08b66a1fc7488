using System.Globalization;

namespace ServiceDesk.Web.Tickets;

public enum WorkFieldKind
{
    Text,
    Line,

    /// <summary>Each line is a text of its own.</summary>
    Lines,
    Moment,

    /// <summary>Yes or no.</summary>
    Answer,

    /// <summary>1 to 5.</summary>
    Score,

    /// <summary>One of some words.</summary>
    Choice,
    Team,
    Agent,

    /// <summary>The number of another ticket; the service gets its id.</summary>
    Ticket,

    /// <summary>What the page knows already; nobody types it.</summary>
    Given,

    /// <summary>The same, a whole number.</summary>
    GivenNumber,

    /// <summary>The same, yes or no.</summary>
    GivenAnswer,
}

/// <summary>A field of an action's form; its label is a key of the texts, or the words themselves where the desk defines the field.</summary>
public sealed record WorkField(string Name, WorkFieldKind Kind, bool Required, string Label)
{
    /// <summary>What to choose from: values with the keys of their texts.</summary>
    public IReadOnlyList<(string Value, string Label)> Options { get; init; } = [];

    public bool IsGiven => Kind is WorkFieldKind.Given or WorkFieldKind.GivenNumber or WorkFieldKind.GivenAnswer;

    public static WorkField Text(string name) => Of(name, WorkFieldKind.Text);

    public static WorkField Optional(string name) => Of(name, WorkFieldKind.Text) with { Required = false };

    public static WorkField Line(string name) => Of(name, WorkFieldKind.Line);

    public static WorkField Lines(string name) => Of(name, WorkFieldKind.Lines) with { Required = false };

    public static WorkField Moment(string name) => Of(name, WorkFieldKind.Moment) with { Required = false };

    public static WorkField Answer(string name) => Of(name, WorkFieldKind.Answer);

    public static WorkField Score(string name) => Of(name, WorkFieldKind.Score);

    public static WorkField Ticket(string name) => Of(name, WorkFieldKind.Ticket);

    public static WorkField Team(string name) => Of(name, WorkFieldKind.Team) with { Required = false };

    public static WorkField Agent(string name) => Of(name, WorkFieldKind.Agent) with { Required = false };

    public static WorkField Given(string name) => Of(name, WorkFieldKind.Given);

    public static WorkField GivenNumber(string name) => Of(name, WorkFieldKind.GivenNumber);

    public static WorkField GivenAnswer(string name) => Of(name, WorkFieldKind.GivenAnswer);

    /// <param name="name">The name of the field.</param>
    /// <param name="texts">What the keys of the texts begin with.</param>
    /// <param name="values">The words.</param>
    public static WorkField Choice(string name, string texts, params IReadOnlyList<string> values) =>
        Of(name, WorkFieldKind.Choice) with { Options = [.. values.Select(value => (value, texts + value))] };

    /// <summary>The values to choose from, with the keys of their texts; empty when anything can be typed.</summary>
    public IReadOnlyList<(string Value, string Label)> Choices => Kind switch
    {
        WorkFieldKind.Answer => [("true", "yes"), ("false", "no")],
        WorkFieldKind.Score => [.. Enumerable.Range(1, 5).Reverse().Select(score => ($"{score}", $"score.{score}"))],
        _ => Options,
    };

    /// <summary>What the service understands of what was typed; null when that is the text itself.</summary>
    public object? Chosen(string text) => Kind switch
    {
        WorkFieldKind.Answer or WorkFieldKind.GivenAnswer => text == "true",
        WorkFieldKind.Score or WorkFieldKind.GivenNumber => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : text,
        WorkFieldKind.Lines => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ => null,
    };

    private static WorkField Of(string name, WorkFieldKind kind) => new(name, kind, true, "work." + name);
}
