using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Explore.State;

/// <summary>Targets and rules of each server: asked once for all viewers, and shared for some seconds.</summary>
internal sealed class ServerStates(PrometheusServers servers, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(5);

    private readonly Shared<ScrapeTargets> _targets = new(time);
    private readonly Shared<IReadOnlyList<RuleGroup>> _rules = new(time);

    /// <param name="server">Its name; null is the default one.</param>
    public Task<Outcome<ScrapeTargets>> TargetsAsync(string? server, CancellationToken cancellationToken)
        => _targets.AskAsync(servers.For(server), (client, stop) => client.TargetsAsync(stop), cancellationToken);

    /// <inheritdoc cref="TargetsAsync"/>
    public Task<Outcome<IReadOnlyList<RuleGroup>>> RulesAsync(string? server, CancellationToken cancellationToken)
        => _rules.AskAsync(servers.For(server), (client, stop) => client.RulesAsync(stop), cancellationToken);

    private sealed class Shared<T>(TimeProvider time)
    {
        private readonly RecentAnswers<string, Outcome<T>> _recent = new(time, 100, long.MaxValue);
        private readonly Flights<string, Outcome<T>> _flights = new();

        public Task<Outcome<T>> AskAsync(PrometheusClient client, Func<PrometheusClient, CancellationToken, Task<Outcome<T>>> ask, CancellationToken cancellationToken)
        {
            if (_recent.Find(client.Name) is { } kept)
                return Task.FromResult(kept);
            return _flights.JoinAsync(client.Name, AnswerAsync, cancellationToken);

            async Task<Outcome<T>> AnswerAsync(CancellationToken stop)
            {
                var answer = await ask(client, stop);
                _recent.Put(client.Name, answer, answer.IsOk ? Keep : TimeSpan.FromSeconds(1), 1);
                return answer;
            }
        }
    }
}
