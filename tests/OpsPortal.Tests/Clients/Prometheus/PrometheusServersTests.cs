using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Clients.Prometheus;

public sealed class PrometheusServersTests
{
    [Fact]
    public void Validate_ManyMistakes_AreToldAtOnceWithTheirKeys()
    {
        var options = new PrometheusOptions
        {
            Url = "prometheus:9090", TimeoutSeconds = 0, BasicUser = "me",
            Servers =
            {
                ["eu"] = new() { Url = "", BearerTokenFile = "/not/there" },
                ["default"] = new() { Url = "http://other" },
                ["us"] = new() { Url = "http://us", CaFile = typeof(PrometheusServersTests).Assembly.Location, Headers = { ["Host"] = "x", ["X-Scope-OrgID"] = "a\nb" } },
            },
            Cache = new() { FreshSeconds = -1 },
        };

        var failures = new PrometheusOptionsCheck().Validate(null, options).Failures!.ToArray();

        foreach (var key in new[]
        {
            "Prometheus:Url", "Prometheus:TimeoutSeconds", "Prometheus: BasicUser", "Prometheus:Servers:eu:Url", "Prometheus:Servers:eu:BearerTokenFile", "Prometheus:Servers:default is no name",
            "Prometheus:Servers:us: CaFile", "Prometheus:Servers:us:Headers:Host", "Prometheus:Servers:us:Headers:X-Scope-OrgID", "Prometheus:Cache:FreshSeconds",
        })
            failures.ShouldContain(failure => failure.StartsWith(key), key);
        failures.Length.ShouldBe(10);
    }

    [Fact]
    public void Validate_Defaults_AreFine() => new PrometheusOptionsCheck().Validate(null, new PrometheusOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public async Task For_UnknownName_AnswersInWords()
    {
        using var servers = new PrometheusServers(Options.Create(new PrometheusOptions { Url = "http://prometheus.test", Servers = { ["eu"] = new() { Url = "http://eu.test" } } }), TimeProvider.System);

        var outcome = await servers.For("nowhere").QueryAsync("up", null, default);

        servers.Names.ShouldBe(["default", "eu"]);
        servers.For(null).Name.ShouldBe("default");
        servers.For("EU").Name.ShouldBe("eu");
        outcome.Kind.ShouldBe(OutcomeKind.NotConfigured);
        outcome.Reason.ShouldBe("There is no Prometheus named “nowhere”. Configured are: default, eu (Prometheus:Servers).");
    }

    [Fact]
    public async Task Query_OverTls_TrustsTheGivenAuthorityAndShowsItsCertificate()
    {
        using var folder = new TemporaryFolder();
        using var authority = TestCertificates.Authority("authority");
        using var server = TestCertificates.Certificate(authority, "localhost");
        using var own = TestCertificates.Certificate(authority, "portal");
        await using var app = await StartAsync(server, authority);
        var url = app.Urls.Single().Replace("127.0.0.1", "localhost");
        var trusting = new PrometheusOptions
        {
            Url = url, CaFile = folder.Write("ca.pem", authority.ExportCertificatePem()),
            ClientCertificateFile = folder.Write("own.pem", own.ExportCertificatePem()), ClientKeyFile = folder.Write("own.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
        };
        using var servers = new PrometheusServers(Options.Create(trusting), TimeProvider.System);
        using var strangers = new PrometheusServers(Options.Create(new PrometheusOptions { Url = url }), TimeProvider.System);

        var trusted = await servers.For(null).QueryAsync("up", null, default);
        var stranger = await strangers.For(null).QueryAsync("up", null, default);

        trusted.Reason.ShouldBe("");
        trusted.Value!.Single().Labels["client"].ShouldBe("CN=portal");
        stranger.Kind.ShouldBe(OutcomeKind.Unavailable);
        stranger.Reason.ShouldContain("certificate");
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 server, X509Certificate2 authority)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = server;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (shown, _, _) => shown.Issuer == authority.Subject;
        })));
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsJsonAsync(new
        {
            status = "success",
            data = new { resultType = "vector", result = new[] { new { metric = new { client = context.Connection.ClientCertificate?.Subject ?? "" }, value = new object[] { 1, "1" } } } },
        }, options: null, contentType: "application/json"));
        await app.StartAsync();
        return app;
    }

    [Theory]
    [InlineData("http://eu:9090/graph?g0.expr=up", "eu")]
    [InlineData("https://prom.example.org/eu2/graph?g0.expr=up", "eu2")]
    [InlineData("https://prom.example.org/eu/graph?g0.expr=up", "us")]
    [InlineData("http://eu:90901/graph", PrometheusServers.Default)]
    [InlineData("", PrometheusServers.Default)]
    public void NameOf_Address_IsTheServerThatWroteIt(string address, string name)
    {
        using var servers = new PrometheusServers(
            Options.Create(new PrometheusOptions
            {
                Url = "http://main:9090",
                Servers =
                {
                    ["eu"] = new() { Url = "http://eu:9090" }, ["eu2"] = new() { Url = "http://b:9090", ExternalUrl = "https://prom.example.org/eu2" }, ["us"] = new() { Url = "http://c:9090", ExternalUrl = "https://prom.example.org/" },
                },
            }), TimeProvider.System);

        servers.NameOf(address).ShouldBe(name);
    }
}
