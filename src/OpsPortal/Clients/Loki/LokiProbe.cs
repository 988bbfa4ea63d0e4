using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

internal sealed class LokiProbe(IServiceScopeFactory scopes) : IBackendProbe
{
    public string Name => "Loki";

    public string Feeds => "the logs page";

    public async Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken)
    {
        using var scope = scopes.CreateScope();
        var client = scope.ServiceProvider.GetRequiredService<LokiClient>();
        var ready = await client.ReadyAsync(cancellationToken);
        if (!ready.IsOk)
            return ready;
        var version = await client.VersionAsync(cancellationToken);
        return version.IsOk ? version.Map(text => "Loki " + text) : ready;
    }
}
