using System.Globalization;
using OpsPortal.Domain;
using OpsPortal.Gpu;
using OpsPortal.Gpu.Sampling;

namespace OpsPortal.Features.Gpus.Exporters;

/// <summary>Makes frames of what the DCGM exporter or nvidia_gpu_exporter show in Prometheus.</summary>
internal static class ExporterFrames
{
    private const double Mebi = 1048576;

    /// <summary>All that is read, in one question.</summary>
    public const string Query =
        "{__name__=~\"DCGM_FI_DEV_(GPU_UTIL|MEM_COPY_UTIL|FB_USED|FB_FREE|FB_RESERVED|GPU_TEMP|MEMORY_TEMP|POWER_USAGE|SM_CLOCK|MEM_CLOCK|CLOCK_THROTTLE_REASONS|TOTAL_ENERGY_CONSUMPTION)"
        + "|nvidia_smi_(gpu_info|utilization_gpu_ratio|utilization_memory_ratio|memory_used_bytes|memory_total_bytes|temperature_gpu|temperature_gpu_tlimit|temperature_memory|power_draw_watts|enforced_power_limit_watts|clocks_current_sm_clock_hz|clocks_current_memory_clock_hz|pstate)\"}";

    /// <summary>When each host was scraped last: a figure's own time, not the question's.</summary>
    public const string TimesQuery =
        "max by (Hostname, hostname, instance) (timestamp({__name__=~\"DCGM_FI_DEV_GPU_TEMP|nvidia_smi_temperature_gpu\"}))";

    /// <param name="scraped">For each host, milliseconds since 1970 UTC. A host that is not there has no frame.</param>
    /// <param name="epoch">When the reader started.</param>
    public static IReadOnlyList<GpuFrame> Of(IReadOnlyList<InstantSample> samples, IReadOnlyDictionary<string, long> scraped, long epoch)
    {
        var frames = new List<GpuFrame>();
        foreach (var host in samples.GroupBy(s => HostOf(s.Labels)).Where(g => g.Key.Length > 0 && scraped.ContainsKey(g.Key)))
        {
            // One card may be shown once for each pod that uses it: the figures are the card's, so the first will do.
            var gpus = host.GroupBy(s => UuidOf(s.Labels))
                .Where(g => g.Key.Length > 0)
                .Select(g => new Card(g.Key, [.. g]))
                .OrderBy(c => c.Index)
                .Take(GpuFrame.MaxGpus)
                .ToList();
            if (gpus.Count > 0)
                frames.Add(Frame(host.Key, gpus, scraped[host.Key], epoch));
        }

        return frames;
    }

    /// <summary>The DCGM exporter names the host, newer ones in small letters; nvidia_gpu_exporter is known by its address alone.</summary>
    public static string HostOf(LabelSet labels)
    {
        var name = labels["Hostname"] is { Length: > 0 } old ? old : labels["hostname"] is { Length: > 0 } given ? given : labels["instance"];
        return new string([.. name.Take(128).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':' ? c : '-')]);
    }

    private static string UuidOf(LabelSet labels) => labels["UUID"].Length > 0 ? labels["UUID"] : labels["uuid"];

    private static GpuFrame Frame(string host, List<Card> gpus, long at, long epoch)
    {
        var info = new GpuHostInfo { Driver = gpus.Select(g => g.Driver).FirstOrDefault(d => d is not null), Cuda = gpus.Select(g => g.Cuda).FirstOrDefault(c => c is not null), Gpus = [.. gpus.Select((g, i) => g.Info(i))] };
        return new GpuFrame
        {
            Host = host,
            Source = GpuSource.Exporter,
            At = at,
            // One frame a scrape: the scrape's time is its number, so that asking faster than it is scraped makes no frames.
            Seq = at,
            Epoch = epoch,
            Count = gpus.Count,
            InfoHash = info.Hash(),
            Info = info,
            Utilization = Column(gpus, g => g.Value("DCGM_FI_DEV_GPU_UTIL") ?? (g.Value("nvidia_smi_utilization_gpu_ratio") * 100)),
            MemoryUtilization = Column(gpus, g => g.Value("DCGM_FI_DEV_MEM_COPY_UTIL") ?? (g.Value("nvidia_smi_utilization_memory_ratio") * 100)),
            MemoryUsed = Column(gpus, g => (long?)(g.Value("DCGM_FI_DEV_FB_USED") * Mebi) ?? (long?)g.Value("nvidia_smi_memory_used_bytes")),
            Temperature = Column(gpus, g => g.Value("DCGM_FI_DEV_GPU_TEMP") ?? g.Value("nvidia_smi_temperature_gpu")),
            MemoryTemperature = Column(gpus, g => g.Value("DCGM_FI_DEV_MEMORY_TEMP") ?? g.Value("nvidia_smi_temperature_memory")),
            TemperatureMargin = Column(gpus, g => g.Value("nvidia_smi_temperature_gpu_tlimit")),
            Power = Column(gpus, g => g.Value("DCGM_FI_DEV_POWER_USAGE") ?? g.Value("nvidia_smi_power_draw_watts")),
            SmClock = Column(gpus, g => g.Value("DCGM_FI_DEV_SM_CLOCK") ?? (g.Value("nvidia_smi_clocks_current_sm_clock_hz") / 1e6)),
            MemoryClock = Column(gpus, g => g.Value("DCGM_FI_DEV_MEM_CLOCK") ?? (g.Value("nvidia_smi_clocks_current_memory_clock_hz") / 1e6)),
            PState = Column(gpus, g => (int?)g.Value("nvidia_smi_pstate")),
            Throttle = Column(gpus, g => (long?)g.Value("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS")),
            Energy = Column(gpus, g => g.Value("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION") / 1000),
            Parts = Parts(gpus),
        };
    }

    private static GpuPartTable? Parts(List<Card> gpus)
    {
        var rows = gpus.SelectMany((card, gpu) => card.Parts.Select(part => (Gpu: gpu, Part: part))).Take(GpuPartTable.Max).ToList();
        return rows.Count == 0 ? null : new GpuPartTable
        {
            Gpu = [.. rows.Select(r => r.Gpu)],
            Instance = [.. rows.Select(r => r.Part.Instance)],
            Compute = [.. rows.Select(r => r.Part.Compute)],
            Profile = [.. rows.Select(r => r.Part.Profile)],
            MemoryUsed = [.. rows.Select(r => r.Part.MemoryUsed)],
            MemoryTotal = [.. rows.Select(r => r.Part.MemoryTotal)],
        };
    }

    private static T?[]? Column<T>(List<Card> gpus, Func<Card, T?> read) where T : struct
    {
        T?[] column = [.. gpus.Select(read)];
        return column.Any(v => v is not null) ? column : null;
    }

    /// <param name="uuid">Of the card; its parts (MIG) are shown under it.</param>
    private sealed class Card(string uuid, IReadOnlyList<InstantSample> samples)
    {
        /// <summary>What the exporter shows of a part and not of the card: of memory a part's share, of utilisation 0, which nobody measured.</summary>
        private static readonly string[] OfAPart = ["DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_MEM_COPY_UTIL", "DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_FREE", "DCGM_FI_DEV_FB_RESERVED"];

        private readonly ILookup<int, InstantSample> _parts = samples.Where(s => PartOf(s) is not null).ToLookup(s => PartOf(s)!.Value);

        // What is the same for each part, such as heat and power, is the card's.
        private Dictionary<string, InstantSample> Figures { get; } = samples
            .Where(s => PartOf(s) is null || !OfAPart.Contains(s.Labels["__name__"]))
            .OrderBy(s => PartOf(s) is null ? 0 : 1)
            .GroupBy(s => s.Labels["__name__"]).ToDictionary(f => f.Key, f => f.First(), StringComparer.Ordinal);

        public IEnumerable<GpuPart> Parts => _parts.OrderBy(part => part.Key).Select(part =>
        {
            var (used, free, reserved) = (Of("USED"), Of("FREE"), Of("RESERVED"));
            return new GpuPart(part.Key, 0, Text(part.First().Labels["GPU_I_PROFILE"]), (long?)(used * Mebi), (long?)((used + free + (reserved ?? 0)) * Mebi));

            double? Of(string what) => part.FirstOrDefault(s => s.Labels["__name__"] == "DCGM_FI_DEV_FB_" + what) is { Value: var value } && double.IsFinite(value) ? value : null;
        });

        private static int? PartOf(InstantSample sample) => int.TryParse(sample.Labels["GPU_I_ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

        private LabelSet Labels => Figures.GetValueOrDefault("nvidia_smi_gpu_info")?.Labels ?? samples[0].Labels;

        public int Index => int.TryParse(Labels["gpu"].Length > 0 ? Labels["gpu"] : Labels["index"], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0;

        public string? Driver => Text(Labels["DCGM_FI_DRIVER_VERSION"]) ?? Text(Labels["driver_version"]);

        public string? Cuda => Text(Labels["cuda_version"]);

        /// <summary>A blank figure is NaN in some exporters, and absent in a frame.</summary>
        public double? Value(string name) => Figures.TryGetValue(name, out var sample) && double.IsFinite(sample.Value) ? sample.Value : null;

        public GpuInfo Info(int position) => new()
        {
            Index = Labels["gpu"].Length + Labels["index"].Length > 0 ? Index : position,
            Uuid = uuid,
            Name = Text(Labels["modelName"]) ?? Text(Labels["name"]) ?? "NVIDIA GPU",
            PciBusId = Text(Labels["pci_bus_id"]),
            MemoryTotal = (long?)Value("nvidia_smi_memory_total_bytes") ?? Total(),
            PowerLimit = Value("nvidia_smi_enforced_power_limit_watts"),
            Mig = _parts.Count > 0 ? true : null,
        };

        // DCGM has no total; its three parts make it up.
        private long? Total() => Value("DCGM_FI_DEV_FB_USED") + Value("DCGM_FI_DEV_FB_FREE") + (Value("DCGM_FI_DEV_FB_RESERVED") ?? 0) is { } mebibytes
            ? (long)(mebibytes * Mebi)
            : null;

        private static string? Text(string text) => text.Length == 0 || text == "[N/A]" ? null : text.Length > 96 ? text[..96] : text;
    }
}
