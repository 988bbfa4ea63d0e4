using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Sending;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>Mail over STARTTLS with a sign-in, to a server with a certificate of an authority of its own; and everything that may be wrong with that.</summary>
public sealed class MailTlsTests : IDisposable
{
    private const string Password = "mail password 1";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsportal-mail-");
    private readonly X509Certificate2 _authority = TestCertificates.Authority("Mail authority");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Send_KnownAuthorityAndRightPassword_GoesOverTlsOnly()
    {
        await using var server = Server("127.0.0.1");

        (await SendAsync(server, _authority, Password)).Outcome.ShouldBe(SendOutcome.Sent);

        server.Mails.ShouldHaveSingleItem().ShouldContain("To: anna@example.org");
        server.Heard.Where(line => line.StartsWith("plain")).Select(line => line.Split(' ')[1]).ShouldBe(["EHLO", "STARTTLS"]);
        server.Heard.ShouldContain(line => line.StartsWith("tls AUTH", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(false, "127.0.0.1")]
    [InlineData(true, "mail.example.org")]
    public async Task Send_CertificateThatIsNotTheHosts_SendsNothingAndTriesAgain(bool known, string name)
    {
        await using var server = Server(name);
        using var other = TestCertificates.Authority("Another authority");

        var result = await SendAsync(server, known ? _authority : other, Password);

        result.Outcome.ShouldBe(SendOutcome.Again);
        result.Words.ShouldContain("certificate");
        NothingButTheGreeting(server);
    }

    [Fact]
    public async Task Send_NoCaFile_TrustsTheSystemsAuthoritiesOnly()
    {
        await using var server = Server("127.0.0.1");

        (await SendAsync(server, null, Password)).Outcome.ShouldBe(SendOutcome.Again);

        NothingButTheGreeting(server);
    }

    [Fact]
    public async Task Send_TwoServersAtOnce_EachIsCheckedAgainstItsOwnAuthorities()
    {
        await using var server = Server("127.0.0.1");
        using var other = TestCertificates.Authority("Another authority");

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(server, i % 2 == 0 ? _authority : other, Password)));

        results.Select(result => result.Outcome).ShouldBe(Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? SendOutcome.Sent : SendOutcome.Again));
        server.Mails.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Send_ServerWithoutTls_IsToldNothing()
    {
        await using var server = new SmtpSink(account: ("portal", Password));

        var result = await SendAsync(server, _authority, Password);

        result.Outcome.ShouldBe(SendOutcome.Again);
        NothingButTheGreeting(server);
    }

    [Fact]
    public async Task Send_WrongPassword_IsTriedAgainAndThePasswordIsNotTold()
    {
        await using var server = Server("127.0.0.1");

        var result = await SendAsync(server, _authority, "the wrong one");

        result.Outcome.ShouldBe(SendOutcome.Again);
        result.Words.ShouldContain("did not take the portal's sign-in");
        result.Words.ShouldNotContain("the wrong one");
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_FilesAreGone_SaysWhichAndTriesAgain()
    {
        await using var server = Server("127.0.0.1");

        var result = await SendAsync(server, _authority, null);

        result.Outcome.ShouldBe(SendOutcome.Again);
        result.Words.ShouldContain("password");
        server.Heard.ShouldBeEmpty();
    }

    private static void NothingButTheGreeting(SmtpSink server)
    {
        server.Mails.ShouldBeEmpty();
        server.Heard.Select(line => line.Split(' ')[1]).ShouldAllBe(word => word == "EHLO" || word == "STARTTLS" || word == "QUIT");
    }

    private SmtpSink Server(string name) => new(TestCertificates.Certificate(_authority, name), ("portal", Password));

    /// <param name="password">Null: its file is not there.</param>
    private async Task<SendResult> SendAsync(SmtpSink server, X509Certificate2? authority, string? password)
    {
        var (caFile, passwordFile) = (Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N") + ".pem"), Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N") + ".password"));
        if (authority is not null)
            await File.WriteAllTextAsync(caFile, authority.ExportCertificatePem());
        if (password is not null)
            await File.WriteAllTextAsync(passwordFile, password + "\n");
        var options = new NotificationsOptions
        {
            Smtp = new SmtpOptions { Host = "127.0.0.1", Port = server.Port, From = "portal@example.org", CaFile = authority is null ? "" : caFile, UserName = "portal", PasswordFile = passwordFile },
        };
        var message = new OutgoingMessage("key", AnnouncementKind.Call, true, 1, 1, "P1 INC-1: Broken", "Service: h200", "https://ops.example.org/incidents/1", null, DateTimeOffset.UnixEpoch, []);
        return await new MailSender(Options.Create(options), new Address()).SendAsync(
            new Channel { Kind = ChannelKind.Email, Name = "Anna", Address = "anna@example.org" }, new ChannelSecret(null, null), message, default);
    }

    private sealed class Address : IPortalAddress
    {
        public string BaseUrl => "https://ops.example.org";
    }
}
