using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Tickets;

/// <summary>The solution that stands, in the parts in which it was told.</summary>
public sealed record ToldSolution(Entry Entry, string Solution, Closing? Closing)
{
    /// <summary>Null while nothing was solved. A solution whose parts are not known is told as one text.</summary>
    public static ToldSolution? Of(Case ticket)
    {
        if (ticket.Entries.LastOrDefault(entry => entry.Kind == "solution") is not { Text: { } text } entry) return null;
        var closing = ticket.Closing;
        var rest = string.Concat(((string?[])[closing?.Cause, closing?.Measure, closing?.Precautions]).OfType<string>().Select(part => "\n\n" + part));
        return rest.Length > 0 && text.EndsWith(rest, StringComparison.Ordinal) ? new(entry, text[..^rest.Length], closing) : new(entry, text, null);
    }

    /// <summary>What goes with the solution, under the key of its heading.</summary>
    public IEnumerable<(string Key, string Text)> Parts()
    {
        if (Closing?.Cause is { } cause) yield return ("told.cause", cause);
        if (Closing?.Measure is { } measure) yield return ("told.measure", measure);
        if (Closing?.Precautions is { } precautions) yield return ("told.precautions", precautions);
    }
}
