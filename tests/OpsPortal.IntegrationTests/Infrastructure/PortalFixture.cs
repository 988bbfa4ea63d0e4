namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>One portal for all tests of a class: <c>class XTests(PortalFixture fixture) : IClassFixture&lt;PortalFixture&gt;</c>.</summary>
public sealed class PortalFixture(PostgresServer postgres) : IAsyncLifetime
{
    private PortalHost? _portal;

    internal PortalHost Portal => _portal!;

    public async ValueTask InitializeAsync() => _portal = await PortalHost.StartAsync(postgres);

    public ValueTask DisposeAsync() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
