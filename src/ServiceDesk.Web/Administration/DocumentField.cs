namespace ServiceDesk.Web.Administration;

/// <summary>How a field of a document is shown and read.</summary>
public enum FieldKind
{
    /// <summary>A text of one line.</summary>
    Line,

    /// <summary>A text of many lines.</summary>
    Paragraph,

    /// <summary>A whole number; one of the options, when there are any.</summary>
    Whole,

    /// <summary>Yes or no.</summary>
    Truth,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>Any of some words.</summary>
    Picks,

    /// <summary>Texts, one a line.</summary>
    Lines,

    /// <summary>Whole numbers, with commas between.</summary>
    Wholes,

    /// <summary>A length of time, such as <c>4h 30m</c>.</summary>
    Length,

    /// <summary>An instant, shown in the visitor's zone.</summary>
    Moment,

    /// <summary>A day.</summary>
    Date,

    /// <summary>Spans of a day, such as <c>09:00-12:00 13:00-18:00</c>.</summary>
    Frames,

    /// <summary>Days with their spans and names, one a line.</summary>
    Days,

    /// <summary>Days of each year with their names, one a line.</summary>
    Yearly,

    /// <summary>Values by name, one a line, such as <c>impact = department</c>.</summary>
    Values,

    /// <summary>Fields that belong together.</summary>
    Group,

    /// <summary>A list of things with fields of their own.</summary>
    Items,
}

/// <summary>A field of a document that is edited in a form; its label is the text <c>admin.f.{name}</c>.</summary>
public sealed record DocumentField(string Name, FieldKind Kind)
{
    public bool Required { get; init; }

    /// <summary>Of a group: whether all of it may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>What can be chosen: the words, whose texts begin with <see cref="Words"/>; or what a <see cref="Source"/> knows.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public string Words { get; init; } = "";

    /// <summary>What is asked for the choices, such as <c>calendars</c>; null = <see cref="Options"/>.</summary>
    public string? Source { get; init; }

    /// <summary>The fields of a group or of each thing in a list.</summary>
    public IReadOnlyList<DocumentField> Fields { get; init; } = [];

    /// <summary>The field that names a thing in a list; null = its place.</summary>
    public string? Key { get; init; }

    /// <summary>Shown on demand, because it is seldom changed.</summary>
    public bool Seldom { get; init; }

    /// <summary>Of a list: whether it has a form of its own, so that things are neither added nor moved.</summary>
    public bool Fixed { get; init; }

    public static DocumentField Line(string name) => new(name, FieldKind.Line);

    public static DocumentField Id() => new("id", FieldKind.Line) { Required = true };

    public static DocumentField Paragraph(string name) => new(name, FieldKind.Paragraph);

    public static DocumentField Whole(string name) => new(name, FieldKind.Whole);

    public static DocumentField Level(string name, string words, params IReadOnlyList<string> options) => new(name, FieldKind.Whole) { Words = words, Options = options };

    public static DocumentField Truth(string name) => new(name, FieldKind.Truth);

    public static DocumentField Choice(string name, string words, params IReadOnlyList<string> options) => new(name, FieldKind.Choice) { Words = words, Options = options };

    public static DocumentField ChoiceOf(string name, string source) => new(name, FieldKind.Choice) { Source = source };

    public static DocumentField Picks(string name, string words, params IReadOnlyList<string> options) => new(name, FieldKind.Picks) { Words = words, Options = options };

    public static DocumentField PicksOf(string name, string source) => new(name, FieldKind.Picks) { Source = source };

    public static DocumentField Lines(string name) => new(name, FieldKind.Lines);

    public static DocumentField Length(string name) => new(name, FieldKind.Length);

    public static DocumentField Group(string name, params IReadOnlyList<DocumentField> fields) => new(name, FieldKind.Group) { Fields = fields };

    public static DocumentField Items(string name, string? key, params IReadOnlyList<DocumentField> fields) => new(name, FieldKind.Items) { Key = key, Fields = fields };
}
