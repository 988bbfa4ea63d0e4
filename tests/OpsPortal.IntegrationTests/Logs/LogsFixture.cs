using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Logs;

/// <summary>A portal and a Loki of one line with secrets in it, for all tests of a class. Responders may see raw lines here.</summary>
public sealed class LogsFixture(PostgresServer postgres) : IAsyncLifetime
{
    public const long Start = 1795231700000000000;
    public const long End = 1795231800000000000;
    public const string Secret = """{"msg":"sign-in of anna@example.org","password":"hunter2","n":1}""";

    internal PortalHost Portal { get; private set; } = default!;

    internal CannedLoki Loki { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        Loki = await CannedLoki.StartAsync();
        Loki.Lines.Add((Start + 5, Secret));
        Portal = await PortalHost.StartAsync(postgres, new() { ["Loki:Url"] = Loki.Url, ["Logs:RawRoles:0"] = Roles.Responder });
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Loki.DisposeAsync();
    }
}
