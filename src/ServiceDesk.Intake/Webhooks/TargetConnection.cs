using System.Net;
using System.Net.Sockets;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>
/// Connects to what <see cref="TargetAddress"/> allows. The address that was checked is the address that is connected to, so a name that
/// resolves to another one a moment later gains nothing.
/// </summary>
internal static class TargetConnection
{
    /// <summary>Finds the addresses of a name.</summary>
    public delegate Task<IPAddress[]> Resolve(string host, CancellationToken cancel);

    /// <summary>Follows no redirect and uses no proxy: both would go where nobody checked.</summary>
    public static SocketsHttpHandler Handler(TargetRules rules, Resolve resolve) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = (context, cancel) => Connect(context.DnsEndPoint, rules, resolve, cancel),
    };

    private static async ValueTask<Stream> Connect(DnsEndPoint target, TargetRules rules, Resolve resolve, CancellationToken cancel)
    {
        IPAddress[] found = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await resolve(target.Host, cancel);
        var allowed = rules.Trusts(target.Host) ? found : [.. found.Where(TargetAddress.IsPublic)];
        if (allowed.Length == 0) throw new HttpRequestException(HttpRequestError.ConnectionError, "The target is not on the public internet.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
