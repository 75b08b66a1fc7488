using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>Where the ticket of a sender belongs, and what becomes of it.</summary>
/// <param name="Organization">The customer organisation; null when the sender cannot be placed.</param>
/// <param name="Then">Whether it becomes a ticket.</param>
internal readonly record struct SenderPlace(string? Organization, UnknownSenders Then);

/// <summary>To which customer organisation a sender belongs: by the key that brings the mail, else by the requester, else by the domain.</summary>
internal sealed class Senders
{
    private readonly AccessDirectory directory;
    private readonly OrganizationDirectory organizations;
    private readonly RequesterDirectory requesters;
    private readonly Dictionary<string, string> domains;
    private readonly SenderPlace unknown;

    public Senders(IConfiguration configuration, AccessDirectory directory, OrganizationDirectory organizations, RequesterDirectory requesters)
    {
        (this.directory, this.organizations, this.requesters) = (directory, organizations, requesters);
        domains = configuration.GetSection("Mail:Organizations").GetChildren()
            .Where(one => one.Value is { Length: > 0 }).ToDictionary(one => one.Key, one => one.Value!, StringComparer.OrdinalIgnoreCase);
        unknown = (configuration["Mail:UnknownSenders"] ?? "hold") switch
        {
            "hold" => new(null, UnknownSenders.Hold),
            "refuse" => new(null, UnknownSenders.Refuse),
            ['c', 'r', 'e', 'a', 't', 'e', ':', .. var organization] => new(organization, UnknownSenders.Create),
            var other => throw new InvalidOperationException($"Mail:UnknownSenders is hold, refuse or create:<organisation>, not '{other}'."),
        };
    }

    /// <summary>What becomes of mail whose sender's organisation is unknown.</summary>
    public UnknownSenders Policy => unknown.Then;

    /// <param name="address">The sender; null when no address can be read.</param>
    /// <param name="bound">The only organisation that the bringer of the mail acts for.</param>
    public SenderPlace Place(string? address, string? bound)
    {
        if (address is null) return new(null, UnknownSenders.Hold);
        if (bound is not null) return new(bound, UnknownSenders.Create);
        if (requesters.FindByEmail(address) is { } known) return new(known.Organization, UnknownSenders.Create);
        if (organizations.FindByDomain(address) is { } home) return new(home.Organization, home.UnknownSenders);
        if (OfDomain(address) is { } configured) return new(configured, UnknownSenders.Create);
        return unknown is { Organization: { } fallback } && !directory.HasOrganization(fallback) ? new(null, UnknownSenders.Hold) : unknown;
    }

    /// <summary>The organisation that an address provably has something to do with; null = unknown.</summary>
    public string? OrganizationOf(string address) =>
        requesters.FindByEmail(address)?.Organization ?? organizations.FindByDomain(address)?.Organization ?? OfDomain(address);

    /// <summary>By the domain itself, else by the nearest one above it.</summary>
    private string? OfDomain(string address)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..];
        while (true)
        {
            if (domains.TryGetValue(domain, out var organization)) return directory.HasOrganization(organization) ? organization : null;
            var dot = domain.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0) return null;
            domain = domain[(dot + 1)..];
        }
    }
}
