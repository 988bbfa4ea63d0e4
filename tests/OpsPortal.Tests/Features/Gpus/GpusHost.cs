using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Gpus;
using OpsPortal.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

/// <summary>The feature alone on a real server at a free port, with a stand-in for signing in: who one is, a header says.</summary>
internal sealed class GpusHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GpusHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public GpuHosts Hosts => _app.Services.GetRequiredService<GpuHosts>();

    public HttpClient Agent() => Client("agent");

    public HttpClient Client(string? who)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (who is not null)
            client.DefaultRequestHeaders.Add("X-Who", who);
        return client;
    }

    public static async Task<GpusHost> StartAsync(TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("Gpus:Local", "off"), new("Gpus:Exporters", "off"), .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderSignIn>("header", null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Policies.View, policy => policy.RequireRole(Roles.Viewer))
            .AddPolicy(Policies.Scope(Scopes.GpuWrite), policy => policy.RequireClaim(Scopes.Claim, Scopes.GpuWrite));
        builder.Services.AddSingleton(new ServiceCatalog([Service("h200", new GpuClaim("gpu-host-1", 0, 3))]));
        builder.Services.AddSingleton<OpsPortal.Domain.Costs.IPrices>(new FixedPrices(new OpsPortal.Domain.Costs.PriceBook("USD", [])));
        // No database here: what is written waits.
        builder.Services.AddSingleton(Npgsql.NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1"));
        builder.Services.AddSingleton<OpsPortal.Storage.AuditLog>().AddSingleton<OpsPortal.Live.ChangeFeed>();
        builder.AddPrometheus();
        builder.AddGpus();
        var app = builder.Build();
        app.MapGpus();
        await app.StartAsync();
        return new GpusHost(app);
    }

    public static Task<HttpResponseMessage> PostAsync(HttpClient client, GpuFrame frame) =>
        client.PostAsJsonAsync("/api/v1/gpu/frames", frame, GpuFrameJson.Default.GpuFrame);

    private static ServiceEntry Service(string id, params GpuClaim[] gpus) =>
        new(id, id.ToUpperInvariant(), "team", "", new Dictionary<string, string>(), [], null, null, new Dictionary<string, Signal>(), null, [], null) { Gpus = gpus };

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }

    private sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            Claim[] claims = Request.Headers["X-Who"].ToString() switch
            {
                "viewer" => [new Claim(ClaimTypes.Role, Roles.Viewer)],
                "agent" => [new Claim(Scopes.Claim, Scopes.GpuWrite), new Claim(Scopes.Claim, Scopes.GpuHost + "*")],
                "thief" => [new Claim(Scopes.Claim, Scopes.GpuWrite), new Claim(Scopes.Claim, Scopes.GpuHost + "other-*")],
                _ => [],
            };
            return Task.FromResult(claims.Length == 0
                ? AuthenticateResult.NoResult()
                : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name)));
        }
    }
}
