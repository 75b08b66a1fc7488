using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A version of something that an operator defines as a whole: rules, a catalogue, playbooks.</summary>
public interface IDefinition
{
    /// <summary>1-based; the first is the one that is shipped.</summary>
    int Version { get; }

    /// <summary>From when it is in effect, until the next version is.</summary>
    Instant EffectiveFrom { get; }

    /// <summary>Who defined it.</summary>
    string By { get; }

    /// <summary>When it was defined.</summary>
    Instant At { get; }
}
