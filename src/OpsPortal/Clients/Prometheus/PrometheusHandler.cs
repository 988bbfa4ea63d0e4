using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

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
        if (options.CaFile.Length > 0 || options.ClientCertificateFile.Length > 0)
            handler.SslOptions = Tls(options);
        return handler;
    }

    private static SslClientAuthenticationOptions Tls(PrometheusServerOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.CaFile.Length > 0)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(options.CaFile);
        }
        if (options.ClientCertificateFile.Length > 0)
            tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(options.ClientCertificateFile, options.ClientKeyFile)];
        return tls;
    }
}
