using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OpsPortal.Clients;

/// <summary>Trust and certificate of a connection, from PEM files.</summary>
internal static class TlsFiles
{
    /// <param name="caFile">Authorities in place of the system's; "" for the system's.</param>
    /// <param name="certificateFile">Shown to the server; "" for none.</param>
    /// <param name="keyFile">The key of <paramref name="certificateFile"/>.</param>
    /// <returns>Null when nothing is set.</returns>
    public static SslClientAuthenticationOptions? Read(string caFile, string certificateFile, string keyFile)
    {
        if (caFile.Length == 0 && certificateFile.Length == 0)
            return null;
        var tls = new SslClientAuthenticationOptions();
        if (caFile.Length > 0)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        if (certificateFile.Length > 0)
            tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificateFile, keyFile)];
        return tls;
    }
}
