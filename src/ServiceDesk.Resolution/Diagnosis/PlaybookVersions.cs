using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>All versions of the playbooks, beginning with the one that is shipped.</summary>
internal sealed record PlaybookHistory(IReadOnlyList<PlaybooksDefined> Versions) : IDefinitionHistory<PlaybookHistory, PlaybooksDefined>
{
    public static string Stream => Streams.Playbooks;

    public static PlaybookHistory Initial { get; } = new([ShippedPlaybooks.Definition]);

    public PlaybookHistory Evolve(object @event) => @event is PlaybooksDefined defined ? new PlaybookHistory([.. Versions, defined]) : this;
}

internal static class PlaybookVersions
{
    /// <summary>The playbook of the ticket's category; a ticket that is not routed yet has that of all that fits nowhere else.</summary>
    public static Playbook For(this PlaybooksDefined playbooks, Ticket ticket)
    {
        var category = ticket.Assigned?.Category ?? Catalogue.Other;
        return playbooks.Playbooks.FirstOrDefault(one => one.Category == category) ?? playbooks.Playbooks.First(one => one.Category == Catalogue.Other);
    }
}
