using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting.Definitions;

/// <summary>All versions of a definition. The first is shipped and stands in no log; the n-th event of the stream is version n + 1.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TDefined">The event that is one version.</typeparam>
public interface IDefinitionHistory<TSelf, TDefined> : IState<TSelf> where TSelf : IDefinitionHistory<TSelf, TDefined> where TDefined : IDefinition
{
    /// <summary>The stream in which they stand.</summary>
    static abstract string Stream { get; }

    /// <summary>In their order; never empty.</summary>
    IReadOnlyList<TDefined> Versions { get; }
}

/// <summary>What holds for the versions of every definition.</summary>
public static class DefinitionVersions
{
    /// <summary>The version in effect at an instant; before the first, the first.</summary>
    /// <typeparam name="TDefined">One version.</typeparam>
    /// <param name="versions">All versions in their order.</param>
    /// <param name="instant">The instant.</param>
    public static TDefined At<TDefined>(this IReadOnlyList<TDefined> versions, Instant instant) where TDefined : IDefinition
    {
        for (var last = versions.Count - 1; last > 0; last--)
        {
            if (versions[last].EffectiveFrom <= instant) return versions[last];
        }
        return versions[0];
    }

    /// <summary>Decides on the next version: it may not take effect in the past or before the last one, and what says the same again changes nothing.</summary>
    /// <typeparam name="TDefined">One version.</typeparam>
    /// <param name="versions">All versions in their order.</param>
    /// <param name="effectiveFrom">From when the next one is wanted; null = from now on.</param>
    /// <param name="now">When it is defined.</param>
    /// <param name="define">Makes the next version, given its number and from when it is in effect.</param>
    /// <param name="saysTheSame">Compares the content of two versions.</param>
    public static Decision Next<TDefined>(
        this IReadOnlyList<TDefined> versions, Instant? effectiveFrom, Instant now, Func<int, Instant, TDefined> define, Func<TDefined, TDefined, bool> saysTheSame)
        where TDefined : IDefinition
    {
        var last = versions.LastOrDefault();
        var next = define(versions.Count + 1, effectiveFrom ?? now);
        if (effectiveFrom is null && last?.EffectiveFrom <= now && saysTheSame(last, next)) return Decision.Nothing;
        if (next.EffectiveFrom < now) return Decision.Invalid("effectiveFrom", "lies in the past");
        if (next.EffectiveFrom <= last?.EffectiveFrom) return Decision.Invalid("effectiveFrom", $"must be later than that of version {last.Version}: {last.EffectiveFrom}");
        return Decision.Accept(next);
    }
}
