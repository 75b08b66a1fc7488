using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Tickets;

/// <summary>A value of the ticket with which a field begins; original = what was submitted, when it was corrected since.</summary>
public sealed record KnownText(string Now, string? Original = null);

/// <summary>What the forms begin with that change values of a ticket.</summary>
internal static class KnownValues
{
    /// <summary>Before the name of what is corrected.</summary>
    private const string Corrected = "values.";

    private const string Extra = Corrected + "fields.";
    private const string Kind = Corrected + "kind";

    private static readonly Dictionary<string, KnownText> nothing = [];

    /// <summary>The texts by the names of the action's fields; empty while the service that knows them cannot be asked.</summary>
    public static IReadOnlyDictionary<string, KnownText> Of(WorkAction action, Submission? submission, RoutingState? routing, Visitor visitor) => action.Name switch
    {
        "correct" when submission is not null => action.Fields.Where(field => field.Name.StartsWith(Corrected, StringComparison.Ordinal)).ToDictionary(field => field.Name, field => Value(submission, field.Name[Corrected.Length..], visitor)),
        "grade" when routing?.Graded is { } grade => new Dictionary<string, KnownText> { ["impact"] = new(grade.Impact), ["urgency"] = new(grade.Urgency), ["importance"] = new(grade.Importance) },
        "classify" when routing?.Category is { } category => new Dictionary<string, KnownText> { ["category"] = new(category) },
        _ => nothing,
    };

    /// <summary>Whether what the action changes is known, so that its form begins with what is there.</summary>
    public static bool Knows(WorkAction action, Submission? submission, RoutingState? routing) => action.Name switch
    {
        "correct" => submission is not null,
        "grade" => routing?.Graded is not null,
        "classify" => routing is not null,
        _ => true,
    };

    /// <summary>The correction of a ticket with the fields that its request type adds; what kind of matter it is, the desk decides.</summary>
    public static WorkAction Fields(WorkAction correct, RequestType? type, Submission? submission, Phrases say, Visitor visitor)
    {
        var (asks, reason) = (visitor.Person!.OnlyAsks, correct.Fields[^1]);
        var own = correct.Fields.SkipLast(1).Where(field => !asks || field.Name != Kind);
        var extra = type?.Fields.Select(field => Of(field, submission?.Fields?.GetValueOrDefault(field.Name), say)) ?? (submission?.Fields ?? new Dictionary<string, string>()).Keys.Select(name => WorkField.Text(Extra + name) with { Required = false, Label = name });
        return correct with { Fields = [.. own, .. extra, asks ? reason with { Label = "work.reason.optional" } : reason] };
    }

    /// <summary>The correction as it was sent, where only the form knows the request type.</summary>
    public static WorkAction Sent(WorkAction action, IFormCollection form) => action.Name != "correct"
        ? action
        : action with { Fields = [.. action.Fields.Where(field => field.Name != Kind || form.ContainsKey(Kind)), .. form.Keys.Where(name => name.Length > Extra.Length && name.StartsWith(Extra, StringComparison.Ordinal) && !name[Extra.Length..].Contains('.', StringComparison.Ordinal)).Select(name => WorkField.Line(name) with { Required = false })] };

    private static KnownText Value(Submission submission, string field, Visitor visitor)
    {
        var now = field switch
        {
            "subject" => submission.Subject,
            "description" => submission.Description,
            "kind" => submission.Kind,
            "affectedSystem" => submission.AffectedSystem,
            "faultAt" => submission.FaultAt is { } at ? visitor.LocalOf(at) : null,
            "email" => submission.Requester?.Email,
            "phone" => submission.Requester?.Phone,
            _ => submission.Fields?.GetValueOrDefault(field["fields.".Length..]),
        };
        var original = submission.Original(field);
        return new KnownText(now?.ReplaceLineEndings("\n").Trim() ?? "", field == "faultAt" && original is not null && InstantPattern.ExtendedIso.Parse(original) is { Success: true } was ? visitor.LocalOf(was.Value) : original);
    }

    private static WorkField Of(ExtraField field, string? now, Phrases say)
    {
        var shown = field.Type switch
        {
            "choice" => WorkField.Choice(Extra + field.Name, "") with { Options = Choices(field, now, say) },
            "boolean" => WorkField.Choice(Extra + field.Name, "") with { Options = [("true", "yes"), ("false", "no")] },
            _ when field.Longest is null or > 300 => WorkField.Text(Extra + field.Name),
            _ => WorkField.Line(Extra + field.Name),
        };
        return shown with { Required = false, Label = say.In(field.Labels) };
    }

    // What was chosen before the catalogue changed can stay.
    private static (string, string)[] Choices(ExtraField field, string? now, Phrases say)
    {
        var offered = (field.Choices ?? []).Select(choice => (choice.Value, say.In(choice.Labels))).ToList();
        return [.. offered, .. now is { Length: > 0 } && offered.All(one => one.Item1 != now) ? [(now, now)] : Array.Empty<(string, string)>()];
    }
}
