using System.Net;
using System.Net.Sockets;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>Ports on 127.0.0.1 that nobody listens on right now.</summary>
internal static class FreePorts
{
    public static int One() => Run(1);

    /// <summary>The first of <paramref name="count"/> free ports in a row.</summary>
    public static int Run(int count)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var first = Random.Shared.Next(20_000, 31_000);
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }
        throw new InvalidOperationException($"No {count} free ports in a row.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
