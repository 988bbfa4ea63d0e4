using OpsPortal.Domain;

namespace OpsPortal.Clients.Alertmanager;

internal sealed class AlertmanagerProbe(IServiceScopeFactory scopes) : IBackendProbe
{
    public string Name => "Alertmanager";

    public string Feeds => "new incidents: alerts come in through its webhook";

    public async Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken)
    {
        using var scope = scopes.CreateScope();
        var version = await scope.ServiceProvider.GetRequiredService<AlertmanagerClient>().VersionAsync(cancellationToken);
        return version.Map(text => "Alertmanager " + text);
    }
}
