using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>
/// The real portal on Kestrel at a free port of 127.0.0.1, with a database of its own that is dropped at the end.
/// Start one for a test or, by <see cref="PortalFixture"/>, one for a class.
/// </summary>
internal sealed class PortalHost : WebApplicationFactory<Program>
{
    private readonly PostgresServer _postgres;
    private readonly string _database;
    private readonly Dictionary<string, string> _settings;
    private readonly Action<IServiceCollection>? _services;
    private readonly bool _ownsDatabase;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsportal-host-");

    private PortalHost(PostgresServer postgres, string database, bool ownsDatabase, Dictionary<string, string> settings, Action<IServiceCollection>? services)
    {
        (_postgres, _database, _ownsDatabase, _settings, _services) = (postgres, database, ownsDatabase, settings, services);
        UseKestrel(0);
    }

    /// <summary>Without a trailing slash.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>The host's own files: keys, link.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The portal's database, past any cable that a test put before it.</summary>
    public NpgsqlDataSource Database => field ??= NpgsqlDataSource.Create(_database);

    /// <param name="settings">Configuration keys (<c>Prometheus:Url</c>) over the defaults: no back end is configured, no job runs by itself.</param>
    /// <param name="services">Replaces what the portal registered: a clock, a client.</param>
    /// <param name="database">A database to share, from <see cref="PostgresServer.CreateDatabaseAsync"/>; the default is a new one.</param>
    public static async Task<PortalHost> StartAsync(
        PostgresServer postgres, Dictionary<string, string>? settings = null, Action<IServiceCollection>? services = null, string? database = null)
    {
        var host = new PortalHost(postgres, database ?? await postgres.CreateDatabaseAsync(), database is null, settings ?? [], services);
        try
        {
            host.StartServer();
            host.BaseUrl = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Doesn't follow redirects; keeps cookies.</summary>
    public HttpClient Anonymous() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = new Uri(BaseUrl) };

    /// <summary>A browser's session of a fresh account with this role, begun by the sign-in form.</summary>
    public async Task<HttpClient> SignedInAsync(string role) => (await Accounts.SignInAsync(this, role)).Client;

    /// <summary>A machine's client with a fresh token.</summary>
    public async Task<HttpClient> WithTokenAsync(params string[] scopes)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await Accounts.CreateTokenAsync(this, scopes));
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("ConnectionStrings:OpsPortal", _database);
        builder.UseSetting("Access:SignInTriesPerMinute", "1000");
        builder.UseSetting("Access:KeysPath", Path.Combine(Folder, "keys"));
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        // A test runs the jobs that it is about; those of a portal that starts would run beside it, in each of some hundred portals.
        builder.UseSetting("Jobs:Enabled", "false");
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        if (_services is not null)
            builder.ConfigureTestServices(_services);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_ownsDatabase)
            await _postgres.DropDatabaseAsync(_database);
        _folder.Delete(recursive: true);
    }
}
