using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>All versions of the playbooks, beginning with the one that is shipped.</summary>
internal sealed record PlaybookHistory(ImmutableList<PlaybooksDefined> Versions) : IState<PlaybookHistory>
{
    public static PlaybookHistory Initial { get; } = new([ShippedPlaybooks.Definition]);

    public PlaybookHistory Evolve(object @event) => @event is PlaybooksDefined defined ? new PlaybookHistory(Versions.Add(defined)) : this;
}

internal static class PlaybookVersions
{
    /// <summary>The version in effect at an instant; before the first, the first.</summary>
    public static PlaybooksDefined At(this IReadOnlyList<PlaybooksDefined> versions, Instant instant) =>
        versions.LastOrDefault(one => one.EffectiveFrom <= instant) ?? versions[0];

    /// <summary>The playbook of the ticket's category; a ticket that is not routed yet has that of all that fits nowhere else.</summary>
    public static Playbook For(this PlaybooksDefined playbooks, Ticket ticket)
    {
        var category = ticket.Assigned?.Category ?? Catalogue.Other;
        return playbooks.Playbooks.FirstOrDefault(one => one.Category == category) ?? playbooks.Playbooks.First(one => one.Category == Catalogue.Other);
    }
}
