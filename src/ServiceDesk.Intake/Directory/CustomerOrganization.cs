using System.Collections.Immutable;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>A customer organisation with all that is known of it; null = it was never registered.</summary>
internal sealed record CustomerOrganization(OrganizationChanged? Current) : IState<CustomerOrganization>
{
    public static CustomerOrganization Initial { get; } = new((OrganizationChanged?)null);

    public CustomerOrganization Evolve(object @event) => @event switch
    {
        OrganizationRegistered registered => new(Of(registered)),
        OrganizationChanged changed => new(changed),
        _ => this,
    };

    /// <summary>An organisation of which only the name is known.</summary>
    public static OrganizationChanged Of(OrganizationRegistered registered) =>
        new(registered.Organization, registered.Name, [], null, null, null, UnknownSenders.Create);
}

/// <summary>These mail domains, and no others, are the organisation's from now on. Stream <c>mail-domains</c>, apart so that a domain has one owner.</summary>
[StoredName("intake.mail-domains-assigned.v1")]
internal sealed record MailDomainsAssigned(string Organization, IReadOnlyList<string> Domains);

/// <summary>Which organisation each mail domain belongs to.</summary>
internal sealed record MailDomains(ImmutableSortedDictionary<string, string> Owners) : IState<MailDomains>
{
    public const string Stream = "mail-domains";

    public static MailDomains Initial { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public MailDomains Evolve(object @event) => @event is MailDomainsAssigned assigned
        ? new MailDomains(Owners.RemoveRange(Of(assigned.Organization)).SetItems(assigned.Domains.Select(domain => KeyValuePair.Create(domain, assigned.Organization))))
        : this;

    public IEnumerable<string> Of(string organization) => Owners.Where(one => one.Value == organization).Select(one => one.Key);
}
