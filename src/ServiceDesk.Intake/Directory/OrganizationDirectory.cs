using ServiceDesk.Contracts;

namespace ServiceDesk.Intake;

/// <summary>The customer organisations in memory.</summary>
internal sealed class OrganizationDirectory
{
    private readonly Entries<OrganizationChanged> entries = new(organization => organization.Domains);

    /// <summary>What is known of an organisation, or null.</summary>
    public Entry<OrganizationChanged>? Find(string id) => entries.Find(id);

    /// <summary>The organisation that an e-mail address or a domain belongs to: by the domain itself, else by the nearest one above it.</summary>
    public OrganizationChanged? FindByDomain(string addressOrDomain)
    {
        var domain = DirectoryWords.Domain(addressOrDomain[(addressOrDomain.LastIndexOf('@') + 1)..]);
        while (domain is not null)
        {
            if (entries.TryFind(domain, out var ids)) return entries.Find(ids[0])?.Value;
            var dot = domain.IndexOf('.', StringComparison.Ordinal);
            domain = dot < 0 ? null : domain[(dot + 1)..];
        }
        return null;
    }

    public void Set(OrganizationChanged organization, int version, long position) => entries.Set(organization.Organization, new(organization, version, position));
}
