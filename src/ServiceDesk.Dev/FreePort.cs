using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServiceDesk.Dev;

/// <summary>Loopback ports that nobody listens on, below the range from which the kernel takes ports for outgoing connections.</summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 10_000;

    /// <summary>The same place gets the same ports again as long as they are free.</summary>
    internal static int Near(string place, int consecutive)
    {
        var hash = Encoding.UTF8.GetBytes(place).Aggregate(17, (sum, letter) => ((sum * 31) + letter) % Count);
        for (var step = 0; step < Count; step += consecutive)
        {
            var port = First + ((hash + step) % Count);
            if (Enumerable.Range(port, consecutive).All(IsFree)) return port;
        }
        throw new Failure("No free port was found.");
    }

    internal static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
