using OpsPortal.Domain;

namespace OpsPortal.Clients.Backend;

/// <summary>A probe that asks one of the clients, made anew each time: its connections must not grow old in a service that lives as long as the portal.</summary>
/// <param name="name">As shown to people.</param>
/// <param name="feeds">What the portal can't do while it is away.</param>
/// <param name="ask">Name and version in words.</param>
internal sealed class ClientProbe<T>(IServiceScopeFactory scopes, string name, string feeds, Func<T, CancellationToken, Task<Outcome<string>>> ask) : IBackendProbe where T : notnull
{
    public string Name => name;

    public string Feeds => feeds;

    public async Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken)
    {
        using var scope = scopes.CreateScope();
        return await ask(scope.ServiceProvider.GetRequiredService<T>(), cancellationToken);
    }
}
