using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Catalogue;

namespace ServiceDesk.Intake;

/// <summary>Why the work on a ticket ended without a solution.</summary>
internal enum TicketEnd
{
    Withdrawn,
    Invalid,
    Merged,
}

/// <summary>A link between two tickets, the same on both sides.</summary>
internal sealed record TicketLink(Guid From, string FromNumber, Guid To, string ToNumber, LinkRelation Relation)
{
    public static TicketLink Of(TicketsLinked linked) => new(linked.From, linked.FromNumber, linked.To, linked.ToNumber, linked.Relation);

    public static TicketLink Of(TicketsUnlinked unlinked) => new(unlinked.From, unlinked.FromNumber, unlinked.To, unlinked.ToNumber, unlinked.Relation);
}

/// <summary>A ticket as Intake knows it: what was submitted, what was corrected and added, and whether it still stands for itself.</summary>
/// <param name="Submitted">As submitted; null = there is no such ticket.</param>
/// <param name="Corrections">By field, what was right in the end.</param>
/// <param name="End">Why it ended, if it did.</param>
/// <param name="MergedInto">The ticket that goes on for this one.</param>
/// <param name="Absorbed">Tickets that this one goes on for, with their numbers.</param>
/// <param name="Attachments">By id.</param>
/// <param name="MessageIds">Messages that were received, by the sender's own ids.</param>
internal sealed record Ticket(
    TicketSubmitted? Submitted, ImmutableSortedDictionary<string, string> Corrections, TicketEnd? End, Guid? MergedInto,
    ImmutableDictionary<Guid, string> Absorbed, ImmutableDictionary<string, AttachmentAdded> Attachments, ImmutableHashSet<string> MessageIds) : ITicketState<Ticket>
{
    public static Ticket Initial { get; } = new(
        null, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), null, null,
        ImmutableDictionary<Guid, string>.Empty, ImmutableDictionary<string, AttachmentAdded>.Empty, ImmutableHashSet<string>.Empty);

    /// <summary>Links with other tickets, in either direction.</summary>
    public ImmutableHashSet<TicketLink> Links { get; init; } = [];

    /// <summary>Tickets that somebody found to be other matters.</summary>
    public ImmutableHashSet<Guid> Dismissed { get; init; } = [];

    /// <summary>Whether who reads it must be on record.</summary>
    public bool IsConfidential { get; init; }

    public Instant OpenedAt => Submitted?.At ?? Instant.MaxValue;

    /// <summary>Whether it exists and stands for itself.</summary>
    public bool IsOpen => Submitted is not null && End is null;

    /// <summary>What the type demands and nobody has told yet.</summary>
    public IReadOnlyList<string> Missing => [.. (Submitted?.Missing ?? []).Where(one => !IsCorrected(one))];

    /// <summary>The requester's address as it is right now.</summary>
    public string? EmailNow => Corrections.GetValueOrDefault("email", Submitted?.Email!);

    public bool IsVisibleTo(Actor actor) => Submitted is not null && actor.MaySee(Submitted.Organization, Submitted.Requester);

    private bool IsCorrected(string field) => Corrections.ContainsKey(field)
        || (field == BaseFields.Contact && (Corrections.ContainsKey("email") || Corrections.ContainsKey("phone")));

    public Ticket Evolve(object @event) => @event switch
    {
        TicketSubmitted submitted => this with { Submitted = submitted, IsConfidential = submitted.Confidential },
        TicketConfidentialityChanged changed => this with { IsConfidential = changed.Confidential },
        TicketCorrected corrected => this with { Corrections = Corrections.SetItems(corrected.Values) },
        AttachmentAdded added => this with { Attachments = Attachments.SetItem(added.Attachment, added) },
        MessageReceived { MessageId: { } id } => this with { MessageIds = MessageIds.Add(id) },
        TicketWithdrawn => this with { End = TicketEnd.Withdrawn },
        TicketInvalidated => this with { End = TicketEnd.Invalid },
        TicketMerged merged => this with { End = TicketEnd.Merged, MergedInto = merged.Into },
        TicketUnmerged => this with { End = null, MergedInto = null },
        TicketAbsorbed absorbed => this with { Absorbed = Absorbed.SetItem(absorbed.From, absorbed.FromNumber) },
        TicketReleased released => this with { Absorbed = Absorbed.Remove(released.Ticket) },
        TicketsLinked linked => this with { Links = Links.Add(TicketLink.Of(linked)) },
        TicketsUnlinked unlinked => this with { Links = Links.Remove(TicketLink.Of(unlinked)) },
        DuplicateDismissed dismissed => this with { Dismissed = Dismissed.Add(dismissed.Other) },
        _ => this,
    };
}
