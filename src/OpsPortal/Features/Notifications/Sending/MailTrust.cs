using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using OpsPortal.Clients;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>Which authorities a mail server's certificate is checked against.</summary>
/// <remarks>
/// The framework's SMTP client asks one function of the whole process, so the authorities travel with the flow of the call that sends. HTTP
/// clients of the portal don't ask that function: each has its own.
/// </remarks>
internal static class MailTrust
{
    private static readonly AsyncLocal<X509ChainPolicy?> Authorities = new();

    static MailTrust()
    {
#pragma warning disable SYSLIB0014 // Out of use for HTTP; SmtpClient has no other way.
        ServicePointManager.ServerCertificateValidationCallback = IsTrusted;
#pragma warning restore SYSLIB0014
    }

    /// <summary>What the calling method sends from now on goes to servers with a certificate of these authorities only.</summary>
    /// <param name="caFile">PEM; "" for the system's authorities. Read anew each time, so that it can be replaced.</param>
    public static void Use(string caFile) => Authorities.Value = TlsFiles.Read(caFile, "", "")?.CertificateChainPolicy;

    private static bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // No authority makes up for another server's name.
        if (Authorities.Value is not { } policy || certificate is not X509Certificate2 shown || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return errors == SslPolicyErrors.None;
        using var own = new X509Chain { ChainPolicy = policy.Clone() };
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        return own.Build(shown);
    }
}
