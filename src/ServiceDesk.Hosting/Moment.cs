using NodaTime;
using NodaTime.Text;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>Instants in query strings.</summary>
public static class Moment
{
    /// <summary>What is said of a text that is no instant.</summary>
    public const string Shape = "must be an ISO 8601 instant such as 2026-03-01T00:00:00Z";

    /// <summary>Reads an instant with an offset or Z, cut to microseconds; an absent one is null and right.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The instant when true is returned.</param>
    public static bool TryRead(string? text, out Instant? at)
    {
        at = null;
        if (text is null) return true;
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', '+')); // a plus sign that was not escaped arrives as a space
        if (!parsed.Success || parsed.Value.Year is <= 1900 or >= 9000) return false;
        at = parsed.Value.ToInstant().ToMicroseconds();
        return true;
    }
}
