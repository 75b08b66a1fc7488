using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>What the desk does with the mail of somebody it cannot place.</summary>
internal enum UnknownSender
{
    Hold,
    Create,
    Refuse,
}

/// <summary>To which customer organisation a sender belongs: by the person, else by the domain.</summary>
internal sealed class Senders
{
    private readonly AccessDirectory directory;
    private readonly PersonIds people;
    private readonly Dictionary<string, string> domains;

    public Senders(IConfiguration configuration, AccessDirectory directory, PersonIds people)
    {
        (this.directory, this.people) = (directory, people);
        domains = configuration.GetSection("Mail:Organizations").GetChildren()
            .Where(one => one.Value is { Length: > 0 }).ToDictionary(one => one.Key, one => one.Value!, StringComparer.OrdinalIgnoreCase);
        var policy = configuration["Mail:UnknownSenders"] ?? "hold";
        Policy = policy switch
        {
            "hold" => UnknownSender.Hold,
            "refuse" => UnknownSender.Refuse,
            _ when policy.StartsWith("create:", StringComparison.Ordinal) => UnknownSender.Create,
            _ => throw new InvalidOperationException($"Mail:UnknownSenders is hold, refuse or create:<organisation>, not '{policy}'."),
        };
        if (Policy == UnknownSender.Create) OfUnknown = policy["create:".Length..];
    }

    public UnknownSender Policy { get; }

    /// <summary>The organisation that gets the tickets of unknown senders under the policy <c>create</c>.</summary>
    public string? OfUnknown { get; }

    /// <summary>The organisation of an address; null when it is unknown or does not tell one organisation from another.</summary>
    public string? Find(string address)
    {
        var domain = OfDomain(address);
        if (domain is not null && IsRegistered(domain, address)) return domain;
        var known = directory.Organizations.Keys.Where(organization => IsRegistered(organization, address)).Take(2).ToList();
        return known.Count == 1 ? known[0] : domain;
    }

    private bool IsRegistered(string organization, string address) => directory.Find(people.Of(organization, address)) is not null;

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
