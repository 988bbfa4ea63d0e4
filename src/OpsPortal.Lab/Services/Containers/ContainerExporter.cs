using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Containers;

/// <summary>What cAdvisor shows of the services' pods; a side car without a memory limit is among them.</summary>
public sealed class ContainerExporter
{
    private readonly List<Container> _containers = [];

    public ContainerExporter(IReadOnlyList<SimulatedService> services, long started)
    {
        foreach (var service in services)
        {
            var pod = $"{service.Id}-{Suffix(service)}";
            _containers.Add(new Container(service, Page, pod, service.Id, LimitOf(service.Id), 1));
            // No limit is written as 0, as the real one does.
            _containers.Add(new Container(service, Page, pod, "log-shipper", 0, 0.03));
        }

        Page.Process("cadvisor", "0.49.1", started);
    }

    public MetricPage Page { get; } = new("cadvisor", "cadvisor:8080", null);

    public void Advance(in Step step)
    {
        foreach (var container in _containers)
            container.Advance(step);
    }

    private static string Suffix(SimulatedService service) => $"{service.Stream & 0xFFFFFFFF:x8}-{(service.Stream >> 32) & 0xFFFFF:x5}";

    private static long LimitOf(string service) => service switch
    {
        "h200" => 64L << 30,
        "hdc" => 16L << 30,
        _ => 4L << 30,
    };

    private sealed class Container
    {
        private readonly SimulatedService _service;
        private readonly Counter _cpu;
        private readonly Gauge _memory;
        private readonly Gauge _limit;
        private readonly long _most;
        private readonly double _size;

        public Container(SimulatedService service, MetricPage page, string pod, string name, long limit, double size)
        {
            (string, string)[] labels = [("namespace", $"{service.Id}-production"), ("pod", pod), ("container", name)];
            _cpu = page.SecondsCounter("container_cpu_usage_seconds_total", "Processor time used, seconds.", labels);
            _memory = page.Gauge("container_memory_working_set_bytes", "Memory that can't be given back, bytes.", labels);
            _limit = page.Gauge("container_spec_memory_limit_bytes", "Memory limit, bytes; 0 means none.", labels);
            (_service, _most, _size) = (service, limit, size);
        }

        public void Advance(in Step step)
        {
            var load = _service.Effects.Down ? 0.02 : _service.Load;
            _cpu.AddWhole((0.12 + (1.5 * load)) * _size * step.Seconds);
            var full = _most == 0 ? 90e6 : _most * Math.Min(0.985, 0.42 + (0.16 * load) + (0.5 * _service.Effects.Memory));
            _memory.Set(Math.Floor(full * Noise.Around(1, 0.01, step.Seed, _service.Stream + 95, step.End, 300)), 0);
            _limit.Set(_most);
        }
    }
}
