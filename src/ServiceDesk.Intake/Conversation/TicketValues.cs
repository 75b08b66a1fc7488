using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>The values of a ticket by field, in the text form in which corrections hold them: as submitted, and as they are now.</summary>
internal static class TicketValues
{
    /// <summary>Before the name of an extra field of the request type.</summary>
    public const string ExtraPrefix = "fields.";

    public static string? Original(TicketSubmitted ticket, string field) => field switch
    {
        "kind" => Words.Of(ticket.Kind),
        "subject" => ticket.Subject,
        "description" => ticket.Description,
        "impact" => Word(ticket.Impact),
        "urgency" => Word(ticket.Urgency),
        "category" => ticket.Category,
        "affectedSystem" => ticket.AffectedSystem,
        "faultAt" => ticket.FaultAt is { } at ? InstantPattern.ExtendedIso.Format(at) : null,
        "email" => ticket.Email,
        "phone" => ticket.Phone,
        _ when field.StartsWith(ExtraPrefix, StringComparison.Ordinal) => ticket.Fields?.GetValueOrDefault(field[ExtraPrefix.Length..]),
        _ => null,
    };

    public static string? Current(Ticket ticket, string field) =>
        ticket.Corrections.TryGetValue(field, out var corrected) ? corrected : Original(ticket.Submitted!, field);

    /// <summary>The extra fields as they are now; null when there are none.</summary>
    public static IReadOnlyDictionary<string, string>? Extra(Ticket ticket)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in ticket.Submitted!.Fields ?? new Dictionary<string, string>()) values[name] = text;
        foreach (var (field, text) in ticket.Corrections)
        {
            if (field.StartsWith(ExtraPrefix, StringComparison.Ordinal)) values[field[ExtraPrefix.Length..]] = text;
        }
        return values.Count == 0 ? null : values;
    }

    private static string? Word<T>(T? value) where T : struct, Enum => value is { } known ? Words.Of(known) : null;
}
