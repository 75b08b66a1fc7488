namespace ServiceDesk.Contracts;

/// <summary>A customer organisation became known. Stream <c>organization-{id}</c>.</summary>
/// <param name="Organization">Its id: a short word for addresses and filters.</param>
/// <param name="Name">Its name.</param>
[StoredName("intake.organization-registered.v1")]
public sealed record OrganizationRegistered(string Organization, string Name);

/// <summary>What the provider has promised a customer organisation.</summary>
/// <param name="Reference">The contract's number or name.</param>
/// <param name="Level">The agreed level of service, such as <c>gold</c>.</param>
/// <param name="ValidFrom">The first day, as an ISO 8601 date; null = always.</param>
/// <param name="ValidUntil">The last day, as an ISO 8601 date; null = without end.</param>
public sealed record CustomerContract(string Reference, string? Level, string? ValidFrom, string? ValidUntil);

/// <summary>What becomes of a mail from an address that is no known requester's, at one of the organisation's domains.</summary>
public enum UnknownSenders
{
    /// <summary>The sender becomes a requester and gets a ticket.</summary>
    Create,

    /// <summary>The mail waits for an agent.</summary>
    Hold,

    /// <summary>The mail is refused.</summary>
    Refuse,
}

/// <summary>All that is known of a customer organisation was changed; holds every value from now on. Stream <c>organization-{id}</c>.</summary>
/// <param name="Organization">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Domains">Its mail domains, in lower case.</param>
/// <param name="Contract">Its contract; null = none is known.</param>
/// <param name="Language">In which its people are written to unless they choose: <c>zh</c> or <c>en</c>.</param>
/// <param name="TimeZone">Its IANA time zone.</param>
/// <param name="UnknownSenders">What becomes of mail from strangers at its domains.</param>
[StoredName("intake.organization-changed.v1")]
public sealed record OrganizationChanged(
    string Organization,
    string Name,
    IReadOnlyList<string> Domains,
    CustomerContract? Contract,
    string? Language,
    string? TimeZone,
    UnknownSenders UnknownSenders);

/// <summary>A person, or another system, may act here. Stream <c>person-{id}</c>.</summary>
/// <param name="Person">The opaque id.</param>
/// <param name="Name">What the others see.</param>
/// <param name="Email">Where mail goes.</param>
/// <param name="Organization">The only organisation this person may see; null for the provider's own staff.</param>
/// <param name="Roles">What this person may do.</param>
[StoredName("intake.person-registered.v1")]
public sealed record PersonRegistered(
    string Person,
    [property: Personal(nameof(PersonRegistered.Person))] string Name,
    [property: Personal(nameof(PersonRegistered.Person))] string? Email,
    string? Organization,
    IReadOnlyList<string> Roles);

/// <summary>A person's roles were changed. Stream <c>person-{id}</c>.</summary>
/// <param name="Person">The opaque id.</param>
/// <param name="Roles">All roles from now on; none ends the person's access.</param>
[StoredName("intake.person-roles-changed.v1")]
public sealed record PersonRolesChanged(string Person, IReadOnlyList<string> Roles);

/// <summary>A person got an API key. Stream <c>key-{id}</c>. The key itself is shown once and stored nowhere.</summary>
/// <param name="Key">The key's public id.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="Hash">Lower-case hex SHA-256 of the key.</param>
[StoredName("intake.api-key-issued.v1")]
public sealed record ApiKeyIssued(string Key, string Person, string Hash);

/// <summary>An API key no longer works. Stream <c>key-{id}</c>.</summary>
/// <param name="Key">The key's public id.</param>
[StoredName("intake.api-key-revoked.v1")]
public sealed record ApiKeyRevoked(string Key);

/// <summary>Somebody read a confidential ticket. Stream <c>reads-{ticket}</c>; recorded before the answer leaves.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Reader">The opaque id of the reader.</param>
/// <param name="What">The route that was read.</param>
[StoredName("desk.ticket-read.v1")]
public sealed record TicketRead(Guid Ticket, string Reader, string What);
