using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace ServiceDesk.Web.Shell;

/// <summary>
/// Behind a proxy that ends TLS a request is what the proxy says of it: by HTTPS, and from whom. Only those proxies are believed that <c>Web:Proxies</c> names
/// by address or network, with spaces between.
/// </summary>
internal static class Proxies
{
    public static void Believe(WebApplication app)
    {
        if (app.Configuration["Web:Proxies"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } named) app.UseForwardedHeaders(Options(named));
    }

    private static ForwardedHeadersOptions Options(string[] named)
    {
        // The name of the site stays that of the Host header, which proxies pass on: passkeys belong to it.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var one in named)
        {
            if (IPAddress.TryParse(one, out var address)) options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(one, out var network)) options.KnownIPNetworks.Add(network);
            else throw new InvalidOperationException($"Web:Proxies names {one}, which is neither an address nor a network such as 172.18.0.0/16.");
        }
        return options;
    }
}
