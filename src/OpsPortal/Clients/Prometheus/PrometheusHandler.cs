using System.Net;

namespace OpsPortal.Clients.Prometheus;

/// <summary>Connections to one server: bounded, decompressing, with its own trust and certificate.</summary>
internal static class PrometheusHandler
{
    public static SocketsHttpHandler For(PrometheusServerOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = options.MaxConcurrent,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            // A name may move to another address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // What isn't read to its end isn't waited for: the connection is closed, and the server stops working on it.
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        if (TlsFiles.Read(options.CaFile, options.ClientCertificateFile, options.ClientKeyFile) is { } tls)
            handler.SslOptions = tls;
        return handler;
    }
}
