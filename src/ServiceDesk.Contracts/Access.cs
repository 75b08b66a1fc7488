namespace ServiceDesk.Contracts;

/// <summary>A customer organisation became known. Stream <c>organization-{id}</c>.</summary>
/// <param name="Organization">Its id: a short word for addresses and filters.</param>
/// <param name="Name">Its name.</param>
[StoredName("intake.organization-registered.v1")]
public sealed record OrganizationRegistered(string Organization, string Name);

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
