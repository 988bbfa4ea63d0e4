using OpsPortal.Gpu;
using static OpsPortal.GpuAgent.Metrics.TextPage;

namespace OpsPortal.GpuAgent.Metrics;

/// <summary>One frame as metrics: by the names that the services' own collectors use, and by the DCGM exporter's.</summary>
internal sealed class GpuFamilies(GpuFrame frame, GpuFrame? slow, GpuHostInfo? info, string host)
{
    private const double Mebi = 1048576;
    private readonly string[] _ours = [.. Enumerable.Range(0, frame.Count).Select(i => Ours(info?.Gpus.ElementAtOrDefault(i), i, host))];
    private readonly string[] _dcgm = [.. Enumerable.Range(0, frame.Count).Select(i => Dcgm(info?.Gpus.ElementAtOrDefault(i), i, host))];

    public void Write(TextPage page)
    {
        WriteOurs(page);
        WriteHealth(page);
        WriteDcgm(page);
        WriteProfile(page);
    }

    private void WriteOurs(TextPage page)
    {
        Gauge("gpu_up", "1 when the GPU could be read, 0 when it has fallen off the bus, hangs or fails.", i => frame.Errors?[i] is null ? 1 : 0);
        Gauge("gpu_utilization_percent", "Share of time in which a kernel ran, percent.", i => frame.Utilization?[i]);
        Gauge("gpu_memory_used_bytes", "GPU memory in use, bytes.", i => frame.MemoryUsed?[i]);
        Gauge("gpu_memory_total_bytes", "GPU memory, bytes.", i => info?.Gpus.ElementAtOrDefault(i)?.MemoryTotal);
        Gauge("gpu_temperature_celsius", "Temperature of the GPU, degrees Celsius.", i => frame.Temperature?[i]);
        Gauge("gpu_memory_temperature_celsius", "Temperature of the memory, degrees Celsius.", i => frame.MemoryTemperature?[i]);
        Gauge("gpu_power_usage_watts", "Power draw, watts.", i => frame.Power?[i]);
        Gauge("gpu_power_limit_watts", "Power limit in force, watts.", i => info?.Gpus.ElementAtOrDefault(i)?.PowerLimit);
        Gauge("gpu_sm_clock_mhz", "Clock of the multiprocessors, MHz.", i => frame.SmClock?[i]);

        void Gauge(string name, string help, Func<int, double?> value) => page.Family(name, "gauge", help, _ours.Select((labels, i) => (labels, value(i))));
    }

    private void WriteHealth(TextPage page)
    {
        Counter("gpu_energy_joules_total", "Energy since the driver was loaded, joules.", "", [("", i => slow?.Energy?[i])]);
        Counter("gpu_throttle_seconds_total", "Time in which clocks were held back, by reason.", "reason",
        [
            ("power", i => slow?.HeldByPower?[i]), ("thermal", i => slow?.HeldByThermal?[i]), ("hardware-thermal", i => slow?.HeldByHardwareThermal?[i]),
            ("power-brake", i => slow?.HeldByPowerBrake?[i]), ("sync-boost", i => slow?.HeldBySyncBoost?[i]),
        ]);
        Counter("gpu_ecc_errors_total", "Memory errors since the driver was loaded.", "kind",
            [("corrected", i => frame.EccCorrected?[i]), ("uncorrected", i => frame.EccUncorrected?[i])]);
        Counter("gpu_remapped_rows_total", "Memory rows that were replaced over the card's life.", "cause",
            [("corrected", i => slow?.RemappedCorrected?[i]), ("uncorrected", i => slow?.RemappedUncorrected?[i])]);
        Counter("gpu_pcie_replays_total", "PCI Express packets sent again.", "", [("", i => slow?.PcieReplays?[i])]);
        Counter("gpu_nvlink_bytes_total", "Bytes over NVLink.", "direction", [("sent", i => slow?.LinkSent?[i]), ("received", i => slow?.LinkReceived?[i])]);
        Counter("gpu_nvlink_errors_total", "NVLink's replays, recoveries and checksum errors.", "", [("", i => slow?.LinkErrors?[i])]);
        page.Family("gpu_remap_failed", "gauge", "1 when a memory row could not be replaced.", _ours.Select((labels, i) => (labels, Flag(slow?.RemapFailed?[i]))));
        page.Family("gpu_repair_pending", "gauge", "1 when memory is repaired at the next reset.", _ours.Select((labels, i) => (labels, Flag(slow?.RepairPending?[i]))));

        void Counter(string name, string help, string label, (string Value, Func<int, double?> Read)[] series) =>
            page.Family(name, "counter", help, _ours.SelectMany((labels, i) =>
                series.Select(s => (label.Length == 0 ? labels : $"{labels},{Label(label, s.Value)}", s.Read(i)))));
    }

    private void WriteDcgm(TextPage page)
    {
        Dev("GPU_UTIL", "gauge", "GPU utilization (in %).", i => frame.Utilization?[i]);
        Dev("MEM_COPY_UTIL", "gauge", "Memory utilization (in %).", i => frame.MemoryUtilization?[i]);
        Dev("ENC_UTIL", "gauge", "Encoder utilization (in %).", i => slow?.Encoder?[i]);
        Dev("DEC_UTIL", "gauge", "Decoder utilization (in %).", i => slow?.Decoder?[i]);
        Dev("SM_CLOCK", "gauge", "SM clock frequency (in MHz).", i => frame.SmClock?[i]);
        Dev("MEM_CLOCK", "gauge", "Memory clock frequency (in MHz).", i => frame.MemoryClock?[i]);
        Dev("GPU_TEMP", "gauge", "GPU temperature (in C).", i => frame.Temperature?[i]);
        Dev("MEMORY_TEMP", "gauge", "Memory temperature (in C).", i => frame.MemoryTemperature?[i]);
        Dev("POWER_USAGE", "gauge", "Power draw (in W).", i => frame.Power?[i]);
        Dev("TOTAL_ENERGY_CONSUMPTION", "counter", "Total energy consumption since boot (in mJ).", i => slow?.Energy?[i] * 1000);
        Dev("FB_USED", "gauge", "Framebuffer memory used (in MiB).", i => Whole(frame.MemoryUsed?[i] / Mebi));
        Dev("FB_RESERVED", "gauge", "Framebuffer memory reserved (in MiB).", i => Whole(slow?.MemoryReserved?[i] / Mebi));
        Dev("FB_FREE", "gauge", "Framebuffer memory free (in MiB).", i =>
            Whole((info?.Gpus.ElementAtOrDefault(i)?.MemoryTotal - frame.MemoryUsed?[i] - (slow?.MemoryReserved?[i] ?? 0)) / Mebi));
        Dev("PCIE_REPLAY_COUNTER", "counter", "Total number of PCIe retries.", i => slow?.PcieReplays?[i]);
        Dev("CLOCK_THROTTLE_REASONS", "gauge", "Why clocks are not at their maximum (bits).", i => frame.Throttle?[i]);
        Dev("POWER_VIOLATION", "counter", "Throttling duration due to power constraints (in us).", i => slow?.HeldByPower?[i] * 1e6);
        Dev("THERMAL_VIOLATION", "counter", "Throttling duration due to thermal constraints (in us).", i => slow?.HeldByThermal?[i] * 1e6);
        Dev("ECC_SBE_VOL_TOTAL", "counter", "Total number of single-bit volatile ECC errors.", i => frame.EccCorrected?[i]);
        Dev("ECC_DBE_VOL_TOTAL", "counter", "Total number of double-bit volatile ECC errors.", i => frame.EccUncorrected?[i]);
        Dev("ECC_SBE_AGG_TOTAL", "counter", "Total number of single-bit persistent ECC errors.", i => slow?.EccCorrectedLife?[i]);
        Dev("ECC_DBE_AGG_TOTAL", "counter", "Total number of double-bit persistent ECC errors.", i => slow?.EccUncorrectedLife?[i]);
        Dev("CORRECTABLE_REMAPPED_ROWS", "counter", "Number of remapped rows for correctable errors.", i => slow?.RemappedCorrected?[i]);
        Dev("UNCORRECTABLE_REMAPPED_ROWS", "counter", "Number of remapped rows for uncorrectable errors.", i => slow?.RemappedUncorrected?[i]);
        Dev("ROW_REMAP_FAILURE", "gauge", "Whether remapping of rows has failed.", i => Flag(slow?.RemapFailed?[i]));

        void Dev(string name, string type, string help, Func<int, double?> value) =>
            page.Family("DCGM_FI_DEV_" + name, type, help, _dcgm.Select((labels, i) => (labels, value(i))));
    }

    // Of the performance counters: only while somebody looks, since profilers want the same ones. Shares are 0..1 there.
    private void WriteProfile(TextPage page)
    {
        Share("SM_ACTIVE", "Ratio of multiprocessors that had a warp.", frame.SmActivity);
        Share("SM_OCCUPANCY", "Ratio of warps' places that were taken.", frame.SmOccupancy);
        Share("PIPE_TENSOR_ACTIVE", "Ratio of time in which tensor pipes worked.", frame.TensorActivity);
        Share("DRAM_ACTIVE", "Ratio of the memory's bandwidth in use.", frame.DramActivity);
        Rate("PCIE_TX_BYTES", "Sent over PCI Express (in bytes a second).", frame.PcieSentRate);
        Rate("PCIE_RX_BYTES", "Received over PCI Express (in bytes a second).", frame.PcieReceivedRate);
        Rate("NVLINK_TX_BYTES", "Sent over NVLink (in bytes a second).", frame.LinkSentRate);
        Rate("NVLINK_RX_BYTES", "Received over NVLink (in bytes a second).", frame.LinkReceivedRate);

        void Share(string name, string help, double?[]? column) => Prof(name, help, i => column?[i] / 100);
        void Rate(string name, string help, double?[]? column) => Prof(name, help, i => column?[i]);
        void Prof(string name, string help, Func<int, double?> value) =>
            page.Family("DCGM_FI_PROF_" + name, "gauge", help, _dcgm.Select((labels, i) => (labels, value(i))));
    }

    private static double? Whole(double? value) => value is { } number ? Math.Round(number) : null;

    private static double? Flag(bool? value) => value is { } on ? on ? 1 : 0 : null;

    private static string Ours(GpuInfo? gpu, int i, string host) =>
        $"{Label("gpu_id", $"{gpu?.Index ?? i}")},{Label("gpu_name", gpu?.Name)},{Label("uuid", gpu?.Uuid)},{Label("host", host)}";

    private static string Dcgm(GpuInfo? gpu, int i, string host) =>
        $"{Label("gpu", $"{gpu?.Index ?? i}")},{Label("UUID", gpu?.Uuid)},{Label("pci_bus_id", gpu?.PciBusId)},{Label("device", $"nvidia{gpu?.Index ?? i}")},{Label("modelName", gpu?.Name)},{Label("Hostname", host)}";
}
