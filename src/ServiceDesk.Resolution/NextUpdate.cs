using NodaTime;

namespace ServiceDesk.Resolution;

/// <summary>
/// When the requester must hear again: at the announced instant, else so long after the last word that the requester got, after the opening,
/// or after the rejection of a solution.
/// </summary>
internal sealed record NextUpdate(Instant Since, Duration Every, Instant? Announced)
{
    public Instant Due => Announced ?? Since + Every;

    /// <summary>The requester heard something; a word that is older than the last one moves nothing.</summary>
    public NextUpdate After(Instant at, Instant? announced) => at < Since ? this : this with { Since = at, Announced = announced };
}
