using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>The fields of a ticket that a mapping may fill, how long they may be, and what their texts must look like.</summary>
internal static partial class TicketFields
{
    public const int LongestExtra = 1000;

    private static readonly Dictionary<string, int> longest = new(StringComparer.Ordinal)
    {
        ["kind"] = 50,
        ["subject"] = 300,
        ["description"] = 100_000,
        ["urgency"] = 50,
        ["impact"] = 50,
        ["category"] = 100,
        ["affectedSystem"] = 200,
        ["externalId"] = 100,
        ["faultAt"] = 50,
        ["requester.name"] = 200,
        ["requester.email"] = 254,
        ["requester.phone"] = 50,
        ["requester.organization"] = 63,
        ["language"] = 35,
        ["dedupKey"] = 255,
        ["messageId"] = 255,
    };

    /// <summary>The organisation is not among them: a key that is bound to one supplies it.</summary>
    public static IReadOnlyList<string> Required { get; } = ["kind", "subject", "requester.name"];

    /// <summary>Most characters of a field; null when there is none of that name.</summary>
    public static int? LongestOf(string field) => longest.TryGetValue(field, out var most) ? most : ExtraName().IsMatch(field) ? LongestExtra : null;

    /// <summary>What is wrong with a value, as the end of a sentence. Subject and description are cut, so no length is wrong.</summary>
    public static string? Fault(string field, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "must not be blank";
        if (field is not ("subject" or "description") && LongestOf(field) is { } most && text.Length > most) return $"is longer than {most} characters";
        return field switch
        {
            "kind" => WordFault<TicketKind>(text),
            "urgency" => WordFault<Urgency>(text),
            "impact" => WordFault<Impact>(text),
            "faultAt" => Time(text) is null ? "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z" : null,
            "requester.email" => EmailShape().IsMatch(text) ? null : "must be an e-mail address",
            "language" => LanguageShape().IsMatch(text) ? null : "must be a language tag such as en or zh-CN",
            _ => null,
        };
    }

    public static Instant? Time(string text)
    {
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text);
        return parsed.Success && parsed.Value.Year is > 1900 and < 9000 ? parsed.Value.ToInstant().ToMicroseconds() : null;
    }

    public static T Word<T>(string text) where T : struct, Enum => Enum.GetValues<T>().First(value => Words.Of(value) == text);

    private static string? WordFault<T>(string text) where T : struct, Enum =>
        Enum.GetValues<T>().Any(value => Words.Of(value) == text) ? null : $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Words.Of))}";

    [GeneratedRegex(@"^extra\.[A-Za-z][A-Za-z0-9_-]{0,62}\z")]
    private static partial Regex ExtraName();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\z")]
    private static partial Regex EmailShape();

    [GeneratedRegex(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z")]
    private static partial Regex LanguageShape();
}
