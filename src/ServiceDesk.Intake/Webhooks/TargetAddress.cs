using System.Net;
using System.Net.Sockets;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>
/// What an operator permits: plain HTTP, and hosts that are called wherever they are, such as those of one's own network. International
/// names are given in their ASCII form.
/// </summary>
internal sealed record TargetRules(bool AllowHttp, IReadOnlyCollection<string> TrustedHosts)
{
    public bool Trusts(string host) => TrustedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Which addresses a webhook may call, so that nobody reaches into the desk's own network by way of it.</summary>
internal static class TargetAddress
{
    /// <summary>Everything that is not on the public internet, or answers with secrets of the machine to whoever is inside.</summary>
    private static readonly IPNetwork[] reserved =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", // the metadata of one cloud, although of the public range
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork globalUnicast = IPNetwork.Parse("2000::/3"), translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Why a URL may not be called, as the end of a sentence; null when it may, as far as can be said before its name is resolved.</summary>
    public static string? Refusal(string url, TargetRules rules)
    {
        if (url.Length > 2000 || !Uri.TryCreate(url, UriKind.Absolute, out var target)) return "must be an absolute URL of at most 2000 characters";
        if (target.Scheme != Uri.UriSchemeHttps && !(rules.AllowHttp && target.Scheme == Uri.UriSchemeHttp))
            return rules.AllowHttp ? "must begin with https:// or http://" : "must begin with https://";
        if (target.UserInfo.Length > 0) return "must not hold a user name or password";
        if (target.Fragment.Length > 0) return "must not have a fragment";
        if (rules.Trusts(target.IdnHost)) return null;
        if (IPAddress.TryParse(target.IdnHost, out var address)) return IsPublic(address) ? null : "must not be an address of an internal network";
        return IsPublicName(target.IdnHost) ? null : "must not be a name of an internal network";
    }

    /// <summary>Whether an address belongs to the public internet; an IPv4 address inside an IPv6 one is judged itself.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return IsPublic(address.MapToIPv4());
        if (translated.Contains(address)) return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !globalUnicast.Contains(address)) return false;
        return !reserved.Any(network => network.Contains(address));
    }

    private static bool IsPublicName(string host)
    {
        var name = host.TrimEnd('.');
        return name.Contains('.', StringComparison.Ordinal) && !name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith(".internal", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".local", StringComparison.OrdinalIgnoreCase);
    }
}
