using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Aurelis;

/// <summary>What Aurelis leans on: its cache, GitHub's API with its hourly quota, its queue.</summary>
internal sealed class AurelisBackends
{
    public const int GithubQuota = 5000;

    private readonly Gauge _hitRate;
    private readonly Gauge _connections;
    private readonly Gauge _queue;
    private readonly Gauge _errorRate;
    private readonly Gauge _remaining;
    private readonly (Counter Ok, Counter Failed)[] _github;
    private readonly Gauge _disk;
    private readonly Gauge _redis;
    private long _hour = -1;
    private double _used;
    private long _served;
    private long _cached;
    private long _asked;
    private long _failed;
    private bool _lookedUp;

    public AurelisBackends(AurelisMetrics metrics, MetricPage page)
    {
        _hitRate = metrics.CacheHitRate();
        _connections = metrics.Connections();
        _queue = metrics.Queue();
        _errorRate = metrics.ErrorRate();
        _remaining = metrics.GithubRemaining();
        _github =
        [
            (metrics.GithubRequests("/models/chat/completions", "200"), metrics.GithubRequests("/models/chat/completions", "502")),
            (metrics.GithubRequests("/repos/contents", "200"), metrics.GithubRequests("/repos/contents", "502")),
        ];
        (_disk, _redis) = (new CostMeter(page).Storage("disk"), new CostMeter(page).Storage("redis"));
    }

    /// <summary>0..1, lately.</summary>
    public double HitRate { get; private set; } = 0.81;

    /// <summary>Requests left until the full hour.</summary>
    public double Remaining => Math.Max(0, GithubQuota - Math.Floor(_used));

    public double HitChance(in Step step, AurelisService service) =>
        Noise.Around(0.81, 0.05, step.Seed, service.Stream + 70, step.End, 5400) * (1 - (0.5 * service.Effects.Cost));

    public void Count(long served, long cached, long asked, long failed)
    {
        _served += served;
        _cached += cached;
        _asked += asked;
        _failed += failed;
    }

    public void Settle(in Step step, AurelisService service)
    {
        var effects = service.Effects;
        var random = step.Random(service.Stream + 71);
        CountGithub(step, service, ref random);
        if (_served > 0)
        {
            HitRate += (((double)_cached / _served) - HitRate) * step.Toward(120);
            _lookedUp = true;
        }

        _hitRate.Set(_lookedUp ? HitRate : null);
        _errorRate.Set(service.ErrorShare * 100, 2);
        var load = effects.Down ? 0 : Math.Min(1.2, service.Load);
        var waiting = random.Poisson((4 * Math.Pow(load, 4)) + (1500 * effects.Latency) + (60 * effects.Cost));
        _queue.Set(waiting, 0);
        _connections.Set(random.Poisson(6 + (30 * load)), 0);
        _disk.Set(Math.Floor(37e9 + (2e9 * Noise.Smooth(step.Seed, service.Stream + 72, step.End, 86_400))), 0);
        _redis.Set(Math.Floor(0.44e9 + (0.05e9 * Noise.Smooth(step.Seed, service.Stream + 73, step.End, 21_600))), 0);
        (_served, _cached, _asked, _failed) = (0, 0, 0, 0);
    }

    // The quota starts anew at each full hour. When the program starts within an hour, what a usual hour
    // would have used until then is taken for used.
    private void CountGithub(in Step step, AurelisService service, ref StepRandom random)
    {
        var hour = step.At / 3600;
        if (hour != _hour)
        {
            _used = _hour < 0 ? step.At % 3600 * 0.4 * service.Load : 0;
            _hour = hour;
        }

        var lookups = random.Binomial(_asked, 0.35);
        _github[0].Ok.Add(_asked);
        _github[0].Failed.Add(_failed);
        _github[1].Ok.Add(lookups);
        _github[1].Failed.Add(random.Binomial(lookups, 0.002));
        _used = Math.Min(GithubQuota, _used + _asked + _failed + lookups + (service.Effects.Cost * 25 * step.Seconds));
        _remaining.Set(Remaining, 0);
    }
}
