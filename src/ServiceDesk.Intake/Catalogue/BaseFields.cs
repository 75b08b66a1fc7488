using System.Collections.Frozen;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>The fields of every submission that a request type may make mandatory, by the words of corrections.</summary>
internal static class BaseFields
{
    /// <summary>An e-mail address or a phone number.</summary>
    public const string Contact = "contact";

    /// <summary>How a submission is asked for each of them.</summary>
    private static readonly FrozenDictionary<string, Func<SubmitTicket, bool>> given = new Dictionary<string, Func<SubmitTicket, bool>>
    {
        ["description"] = ticket => ticket.Description is not null,
        ["impact"] = ticket => ticket.Impact is not null,
        ["urgency"] = ticket => ticket.Urgency is not null,
        ["category"] = ticket => ticket.Category is not null,
        ["faultAt"] = ticket => ticket.FaultAt is not null,
        ["affectedSystem"] = ticket => ticket.AffectedSystem is not null,
        ["email"] = ticket => ticket.Requester.Email is not null,
        ["phone"] = ticket => ticket.Requester.Phone is not null,
        [Contact] = ticket => ticket.Requester.Email is not null || ticket.Requester.Phone is not null,
    }.ToFrozenDictionary();

    public static IEnumerable<string> All => given.Keys.Order(StringComparer.Ordinal);

    public static bool Exists(string field) => given.ContainsKey(field);

    public static bool IsGiven(SubmitTicket ticket, string field) => given[field](ticket);

    /// <summary>Where a submission holds the field.</summary>
    public static IReadOnlyList<string> PathsOf(string field) => field switch
    {
        "email" => ["requester.email"],
        "phone" => ["requester.phone"],
        Contact => ["requester.email", "requester.phone"],
        _ => [field],
    };
}
