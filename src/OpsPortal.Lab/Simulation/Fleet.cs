using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Services;
using OpsPortal.Lab.Services.Aurelis;
using OpsPortal.Lab.Services.Containers;
using OpsPortal.Lab.Services.Gateway;
using OpsPortal.Lab.Services.H200;
using OpsPortal.Lab.Services.Hdc;
using OpsPortal.Lab.Services.MicroDiff;
using OpsPortal.Lab.Services.Redis;

namespace OpsPortal.Lab.Simulation;

/// <summary>
/// All that is simulated, on one clock: the five services, their GPU hosts, two Redis and the containers.
/// Not safe for threads: whoever holds it takes care.
/// </summary>
public sealed class Fleet
{
    private readonly ulong _seed;
    private readonly RedisExporter[] _redis;
    private readonly ContainerExporter _containers;

    /// <param name="seed">Equal seeds give equal worlds.</param>
    /// <param name="started">Since when the simulated programs run, seconds since 1970 UTC.</param>
    /// <param name="quietFrom">From when on nothing goes wrong by itself any more; 0 when it never did.</param>
    public Fleet(ulong seed, long started, long quietFrom = 0)
    {
        (_seed, Started, Now, QuietFrom) = (seed, started, started, quietFrom);
        (Rack, GatewayRack) = (GpuRack.Shared(started), GpuRack.OfGateway(started));
        H200 = new H200Service(Rack, started);
        Hdc = new HdcService(Rack, started);
        Gateway = new GatewayService(GatewayRack, started);
        Aurelis = new AurelisService(started);
        MicroDiff = new MicroDiffService(Rack, started);
        Services = [H200, Hdc, Gateway, Aurelis, MicroDiff];
        _redis = [new RedisExporter(H200, started), new RedisExporter(Aurelis, started)];
        _containers = new ContainerExporter(Services, started);
        Pages = [.. Services.SelectMany(s => s.Pages), Rack.Page, .. _redis.Select(r => r.Page), _containers.Page, GatewayRack.Page];
    }

    public ulong Seed => _seed;

    public long Started { get; }

    /// <summary>Until then things went wrong by themselves now and then (<see cref="PastIncidents"/>); seconds since 1970 UTC.</summary>
    public long QuietFrom { get; }

    /// <summary>Up to when it has been simulated, seconds since 1970 UTC.</summary>
    public long Now { get; private set; }

    /// <summary>The host whose GPUs three services share.</summary>
    public GpuRack Rack { get; }

    /// <summary>The host of the gateway's own GPUs.</summary>
    public GpuRack GatewayRack { get; }

    public H200Service H200 { get; }

    public HdcService Hdc { get; }

    public GatewayService Gateway { get; }

    public AurelisService Aurelis { get; }

    public MicroDiffService MicroDiff { get; }

    public IReadOnlyList<SimulatedService> Services { get; }

    /// <summary>Every scrape target, in a fixed order.</summary>
    public IReadOnlyList<MetricPage> Pages { get; }

    public SimulatedService? Find(string id) => Services.FirstOrDefault(s => s.Id == id);

    /// <summary>Goes on by so many seconds.</summary>
    /// <exception cref="ArgumentException">The step would cross a UTC midnight, where a day's account ends.</exception>
    public void Advance(int seconds, IEffectSource effects)
    {
        if (UtcHours.Day(Now) != UtcHours.Day(Now + seconds - 1))
            throw new ArgumentException($"A step of {seconds} s from {Now} crosses midnight.", nameof(seconds));
        var step = new Step(_seed, Now, seconds);
        foreach (var service in Services)
            service.Advance(step, effects.Of(service.Id, Now));
        Rack.Advance(step);
        GatewayRack.Advance(step);
        foreach (var service in Services)
            service.Publish(step);
        foreach (var redis in _redis)
            redis.Advance(step);
        _containers.Advance(step);
        Now = step.End;
    }

    /// <summary>Moves the clock without anything happening: the world stood still meanwhile.</summary>
    public void Skip(long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, Now);
        Now = to;
    }
}
