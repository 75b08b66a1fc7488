using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>All that is known of somebody who asks for help was changed; holds every value from now on. Stream <c>requester-{opaque id}</c>.</summary>
/// <param name="Requester">The opaque id: that of the person who signs in, and that of the tickets.</param>
/// <param name="Organization">The customer organisation; never changes, because the id holds for it.</param>
/// <param name="Name">The name.</param>
/// <param name="Emails">Addresses; the first is written to.</param>
/// <param name="Phones">Telephone numbers; the first is called.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>; null = the organisation's.</param>
/// <param name="Vip">Whether the person gets special attention.</param>
/// <param name="Location">Where the person is found.</param>
/// <param name="Department">Where the person belongs.</param>
[StoredName("intake.requester-changed.v1")]
internal sealed record RequesterChanged(
    string Requester,
    string Organization,
    [property: Personal(nameof(RequesterChanged.Requester))] string Name,
    [property: Personal(nameof(RequesterChanged.Requester))] IReadOnlyList<string> Emails,
    [property: Personal(nameof(RequesterChanged.Requester))] IReadOnlyList<string> Phones,
    string? Language,
    bool Vip,
    [property: Personal(nameof(RequesterChanged.Requester))] string? Location,
    [property: Personal(nameof(RequesterChanged.Requester))] string? Department)
{
    public bool HasAddress(string email) => Emails.Any(one => DirectoryWords.Address(one) == DirectoryWords.Address(email));
}

/// <summary>Somebody who asks for help, not necessarily a person who signs in; null = nothing was recorded.</summary>
internal sealed record Contact(RequesterChanged? Current) : IState<Contact>
{
    public static Contact Initial { get; } = new((RequesterChanged?)null);

    public static string StreamOf(string requester) => $"requester-{requester}";

    public Contact Evolve(object @event) => @event is RequesterChanged changed ? new(changed) : this;

    /// <summary>What is known of a customer's person who signs in and of whom nothing else was recorded.</summary>
    public static RequesterChanged? Of(PersonRegistered person) => person.Organization is { } organization && person.Roles.Contains(Roles.Requester)
        ? new(person.Person, organization, person.Name, person.Email is { } email ? [email] : [], [], null, false, null, null)
        : null;
}
