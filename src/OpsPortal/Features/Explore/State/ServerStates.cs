using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Explore.State;

/// <summary>Targets and rules of each server: asked once for all viewers, and shared for some seconds.</summary>
internal sealed class ServerStates(PrometheusServers servers, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(5);

    private readonly SharedQuestions<string, Outcome<ScrapeTargets>> _targets = new(time, 100, long.MaxValue);
    private readonly SharedQuestions<string, Outcome<IReadOnlyList<RuleGroup>>> _rules = new(time, 100, long.MaxValue);

    /// <param name="server">Its name; null is the default one.</param>
    public Task<Outcome<ScrapeTargets>> TargetsAsync(string? server, CancellationToken cancellationToken)
        => AskAsync(_targets, servers.For(server), (client, stop) => client.TargetsAsync(stop), cancellationToken);

    /// <inheritdoc cref="TargetsAsync"/>
    public Task<Outcome<IReadOnlyList<RuleGroup>>> RulesAsync(string? server, CancellationToken cancellationToken)
        => AskAsync(_rules, servers.For(server), (client, stop) => client.RulesAsync(stop), cancellationToken);

    private static Task<Outcome<T>> AskAsync<T>(
        SharedQuestions<string, Outcome<T>> questions, PrometheusClient client, Func<PrometheusClient, CancellationToken, Task<Outcome<T>>> ask, CancellationToken cancellationToken)
        => questions.AskAsync(client.Name, stop => ask(client, stop), answer => (answer.IsOk ? Keep : TimeSpan.FromSeconds(1), 1), cancellationToken);
}
