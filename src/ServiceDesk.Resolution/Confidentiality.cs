using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution;

/// <summary>Whether a ticket is confidential now: whoever reads the past of a confidential ticket reads a confidential ticket.</summary>
internal static class Confidentiality
{
    public static bool Of(IEnumerable<RecordedEvent> events) => events.Select(e => e.Body).OfType<ConfidentialityTaken>().LastOrDefault()?.Confidential ?? false;
}
