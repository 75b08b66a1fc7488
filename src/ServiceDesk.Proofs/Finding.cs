namespace ServiceDesk.Proofs;

/// <summary>The first thing that is wrong.</summary>
/// <param name="Leaf">The index of the first bad entry; of the first that may be it when <paramref name="Through"/> is another; null when none can be told.</param>
/// <param name="Through">The last entry that may be the first bad one; the same when it is known exactly.</param>
/// <param name="Event">The id of its event, where there is one.</param>
/// <param name="Reason">What is wrong, in a sentence.</param>
public sealed record Finding(long? Leaf, long? Through, string? Event, string Reason)
{
    /// <summary>What is wrong with one entry.</summary>
    /// <param name="leaf">Its index.</param>
    /// <param name="event">The id of its event, where there is one.</param>
    /// <param name="reason">What is wrong.</param>
    public static Finding At(long leaf, string? @event, string reason) => new(leaf, leaf, @event, reason);

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { Leaf: null } => Reason,
        { Event: { } id } when Leaf == Through => $"Entry {Leaf} ({id}): {Reason}",
        _ when Leaf == Through => $"Entry {Leaf}: {Reason}",
        _ => $"Entries {Leaf} to {Through}: {Reason}",
    };
}
