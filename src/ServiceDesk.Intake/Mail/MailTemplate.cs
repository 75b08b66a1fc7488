using System.Text.RegularExpressions;

namespace ServiceDesk.Intake.Mail;

/// <summary>A text of the desk with places for values, written <c>{{number}}</c>. Which places a text may have depends on its name.</summary>
internal sealed partial record MailTemplate(string Name, int Version, string Language, string Subject, string Body)
{
    private static readonly Dictionary<string, string[]> places = new()
    {
        ["acknowledgement"] = ["name", "number", "subject"],
        ["progress"] = ["name", "number", "subject", "message"],
        ["question"] = ["name", "number", "subject", "question"],
        ["plan"] = ["name", "number", "subject", "plan"],
        ["solution"] = ["name", "number", "subject", "solution"],
        ["closed"] = ["name", "number", "subject", "why"],
        ["survey"] = ["name", "number", "subject", "why", "link"],
        ["incomplete"] = ["name", "number", "subject", "fields"],
        ["invalid"] = ["name", "number", "subject", "reason"],
        ["workaround"] = ["name", "number", "subject", "workaround"],
        ["escalation"] = ["name", "number", "priority", "why", "link"],
        ["escalation-passed-on"] = ["name", "number", "by", "link"],
        ["escalation-acknowledged"] = ["name", "number", "by", "link"],
        ["report"] = ["name", "schedule", "report", "from", "to", "zone", "id", "link"],
    };

    public static IReadOnlyCollection<string> Names => places.Keys;

    /// <summary>The places that a text of this name may have.</summary>
    public static IReadOnlyList<string> PlacesOf(string name) => places.GetValueOrDefault(name, []);

    /// <summary>Places that this text has and its name does not know, and what is left of broken ones; empty when the text can be used.</summary>
    public IReadOnlyList<string> Unknown()
    {
        var known = PlacesOf(Name);
        return [.. Whole.SelectMany(text => Place().Matches(text).Select(match => match.Groups[1].Value).Where(place => !known.Contains(place))
            .Concat(Place().Replace(text, "") is var rest && (rest.Contains("{{") || rest.Contains("}}")) ? ["{{"] : [])).Distinct()];
    }

    /// <summary>Puts the values in as they are: nothing inside a value is a place.</summary>
    /// <exception cref="ArgumentException">A place has no value.</exception>
    public RenderedMail Render(IReadOnlyDictionary<string, string> values)
    {
        string Fill(string text) => Place().Replace(text, match => values.TryGetValue(match.Groups[1].Value, out var value)
            ? value
            : throw new ArgumentException($"{Name} has no value for {match.Value}.", nameof(values)));

        return new(SafeText.Header(Fill(Subject)), SafeText.Body(Fill(Body)));
    }

    private IEnumerable<string> Whole => [Subject, Body];

    [GeneratedRegex(@"\{\{([^{}]*)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}

internal sealed record RenderedMail(string Subject, string Body);
