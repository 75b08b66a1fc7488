using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.MajorIncidents;

/// <summary>A ticket leads a major incident from now on: somebody owns it, and everybody concerned hears of it again and again. Stream <c>major-{ticket}</c>, as all that follows.</summary>
[StoredName("routing.major-incident-declared.v1")]
internal sealed record MajorIncidentDeclared(
    string Number, string Organization, string Requester, [property: Personal(nameof(MajorIncidentDeclared.Requester))] string Title, string Owner, Duration UpdateEvery,
    Instant NextUpdateDue, string By, Instant At);

/// <summary>Those concerned were told where it stands.</summary>
[StoredName("routing.major-incident-updated.v1")]
internal sealed record MajorIncidentUpdated(
    string Requester, [property: Personal(nameof(MajorIncidentUpdated.Requester))] string Message, Instant NextUpdateDue, string By, Instant At);

/// <summary>Somebody else owns it, or it is told of at other intervals.</summary>
[StoredName("routing.major-incident-changed.v1")]
internal sealed record MajorIncidentChanged(string Owner, Duration UpdateEvery, Instant NextUpdateDue, string By, Instant At);

/// <summary>Another ticket reports the same major incident.</summary>
[StoredName("routing.child-linked.v1")]
internal sealed record ChildLinked(Guid Child, string ChildNumber, string By, Instant At)
{
    /// <summary>Whose the child is; null = it was linked before that was recorded.</summary>
    public string? Organization { get; init; }
}

/// <summary>The other ticket is another matter after all.</summary>
[StoredName("routing.child-unlinked.v1")]
internal sealed record ChildUnlinked(Guid Child, string By, Instant At);

/// <summary>The service works again.</summary>
[StoredName("routing.major-incident-ended.v1")]
internal sealed record MajorIncidentEnded(string Requester, [property: Personal(nameof(MajorIncidentEnded.Requester))] string Summary, string By, Instant At);

/// <summary>Those concerned looked back on it.</summary>
[StoredName("routing.major-incident-reviewed.v1")]
internal sealed record MajorIncidentReviewed(
    string Requester, [property: Personal(nameof(MajorIncidentReviewed.Requester))] string Findings, [property: Personal(nameof(MajorIncidentReviewed.Requester))] IReadOnlyList<string> Actions,
    string By, Instant At);

/// <summary>The ticket reports a major incident that another ticket leads. Stands in the stream of the ticket, beside <see cref="ChildLinked"/>.</summary>
[StoredName("routing.major-incident-joined.v1")]
internal sealed record MajorIncidentJoined(Guid Parent, string ParentNumber, string By, Instant At);

/// <summary>The ticket is another matter after all. Stands in the stream of the ticket, beside <see cref="ChildUnlinked"/>.</summary>
[StoredName("routing.major-incident-left.v1")]
internal sealed record MajorIncidentLeft(Guid Parent, string By, Instant At);

/// <summary>The ticket leads a major incident. Stands in the stream of the ticket, beside <see cref="MajorIncidentDeclared"/>, so that it does not become part of another at the same moment.</summary>
[StoredName("routing.major-incident-led.v1")]
internal sealed record MajorIncidentLed(string By, Instant At);

/// <summary>Where a major incident stands.</summary>
internal enum MajorIncidentStatus
{
    None,
    Declared,
    Ended,
    Reviewed,
}

/// <summary>A ticket that reports a major incident which another leads.</summary>
internal sealed record ChildTicket(Guid Id, string Number, Instant Since)
{
    [JsonIgnore]
    public string? Organization { get; init; }

    /// <summary>Of whom it is not known whose it is, only those see who see all.</summary>
    public bool IsVisibleTo(Actor actor) => actor.Organization is null || actor.Organization == Organization;
}

/// <summary>A major incident: one ticket leads, others belong to it.</summary>
internal sealed record MajorIncident(
    MajorIncidentStatus Status, MajorIncidentDeclared? Declared, string Owner, Duration UpdateEvery, Instant? NextUpdateDue, ImmutableList<ChildTicket> Children,
    ImmutableList<MajorIncidentUpdated> Updates, MajorIncidentEnded? Ended, MajorIncidentReviewed? Reviewed) : IState<MajorIncident>
{
    public static MajorIncident Initial { get; } = new(MajorIncidentStatus.None, null, "", Duration.Zero, null, [], [], null, null);

    public bool Has(Guid child) => Children.Exists(one => one.Id == child);

    public MajorIncident Evolve(object @event) => @event switch
    {
        MajorIncidentDeclared one => this with
        {
            Status = MajorIncidentStatus.Declared,
            Declared = one,
            Owner = one.Owner,
            UpdateEvery = one.UpdateEvery,
            NextUpdateDue = one.NextUpdateDue,
            Ended = null,
            Reviewed = null,
        },
        MajorIncidentUpdated one => this with { Updates = Updates.Add(one), NextUpdateDue = one.NextUpdateDue },
        MajorIncidentChanged one => this with { Owner = one.Owner, UpdateEvery = one.UpdateEvery, NextUpdateDue = one.NextUpdateDue },
        ChildLinked one => this with { Children = Children.Add(new ChildTicket(one.Child, one.ChildNumber, one.At) { Organization = one.Organization }) },
        ChildUnlinked one => this with { Children = Children.RemoveAll(child => child.Id == one.Child) },
        MajorIncidentEnded one => this with { Status = MajorIncidentStatus.Ended, Ended = one, NextUpdateDue = null },
        MajorIncidentReviewed one => this with { Status = MajorIncidentStatus.Reviewed, Reviewed = one },
        _ => this,
    };
}
