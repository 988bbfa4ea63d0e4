using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Redis;

/// <summary>What a Redis exporter shows of the Redis of one service.</summary>
public sealed class RedisExporter
{
    private readonly SimulatedService _service;
    private readonly Gauge _up;
    private readonly Gauge _clients;
    private readonly Gauge _memory;
    private readonly Counter _hits;
    private readonly Counter _misses;

    public RedisExporter(SimulatedService service, long started)
    {
        _service = service;
        Page = new MetricPage("redis", $"redis-{service.Id}:9121", service.Id);
        _up = Page.Gauge("redis_up", "Whether the Redis server answers, 1 or 0.");
        _clients = Page.Gauge("redis_connected_clients", "Number of client connections.");
        _memory = Page.Gauge("redis_memory_used_bytes", "Memory in use, bytes.");
        _hits = Page.Counter("redis_keyspace_hits_total", "Lookups that found their key.");
        _misses = Page.Counter("redis_keyspace_misses_total", "Lookups that did not find their key.");
        Page.Process("redis_exporter", "1.66.0", started);
    }

    public MetricPage Page { get; }

    public void Advance(in Step step)
    {
        var stream = _service.Stream + 90;
        var random = step.Random(stream);
        var lookups = random.Poisson(_service.Rate * 4 * step.Seconds);
        var hits = random.Binomial(lookups, Noise.Around(0.84, 0.05, step.Seed, stream, step.End, 5400));
        _hits.Add(hits);
        _misses.Add(lookups - hits);
        _up.Set(1);
        _clients.Set(4 + random.Poisson(8 * _service.Load), 0);
        _memory.Set(Math.Floor(0.5e9 + (0.07e9 * Noise.Smooth(step.Seed, stream + 1, step.End, 21_600))), 0);
    }
}
