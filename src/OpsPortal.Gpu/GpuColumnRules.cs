namespace OpsPortal.Gpu;

/// <summary>The rules of the columns that are not in each frame, and of events.</summary>
public static partial class GpuFrameRules
{
    private const double MaxRate = 1e15;
    private const double MaxSeconds = 1e10;

    private static void CheckSlow(GpuFrame frame, Findings findings)
    {
        var n = frame.Count;
        CheckColumn(frame.MemoryReserved, n, 0, MaxMemory, "memoryReserved", findings);
        CheckColumn(frame.Energy, n, 0, 1e15, "energy", findings);
        CheckColumn(frame.Encoder, n, 0, 100, "encoder", findings);
        CheckColumn(frame.Decoder, n, 0, 100, "decoder", findings);
        CheckColumn(frame.PcieGeneration, n, 0, 20, "pcieGeneration", findings);
        CheckColumn(frame.PcieWidth, n, 0, 64, "pcieWidth", findings);
        CheckColumn(frame.PcieSent, n, 0, MaxRate, "pcieSent", findings);
        CheckColumn(frame.PcieReceived, n, 0, MaxRate, "pcieReceived", findings);
        CheckColumn(frame.PcieReplays, n, 0, long.MaxValue, "pcieReplays", findings);
        CheckColumn(frame.LinksUp, n, 0, 1024, "linksUp", findings);
        CheckColumn(frame.LinkSent, n, 0, long.MaxValue, "linkSent", findings);
        CheckColumn(frame.LinkReceived, n, 0, long.MaxValue, "linkReceived", findings);
        CheckColumn(frame.LinkErrors, n, 0, long.MaxValue, "linkErrors", findings);
        CheckColumn(frame.EccCorrectedLife, n, 0, long.MaxValue, "eccCorrectedLife", findings);
        CheckColumn(frame.EccUncorrectedLife, n, 0, long.MaxValue, "eccUncorrectedLife", findings);
        CheckColumn(frame.RemappedCorrected, n, 0, int.MaxValue, "remappedCorrected", findings);
        CheckColumn(frame.RemappedUncorrected, n, 0, int.MaxValue, "remappedUncorrected", findings);
        CheckColumn(frame.RepairPending, n, false, true, "repairPending", findings);
        CheckColumn(frame.RemapFailed, n, false, true, "remapFailed", findings);
        CheckColumn(frame.RetiredPages, n, 0, int.MaxValue, "retiredPages", findings);
        CheckColumn(frame.HeldByPower, n, 0, MaxSeconds, "heldByPower", findings);
        CheckColumn(frame.HeldByThermal, n, 0, MaxSeconds, "heldByThermal", findings);
        CheckColumn(frame.HeldByHardwareThermal, n, 0, MaxSeconds, "heldByHardwareThermal", findings);
        CheckColumn(frame.HeldByPowerBrake, n, 0, MaxSeconds, "heldByPowerBrake", findings);
        CheckColumn(frame.HeldBySyncBoost, n, 0, MaxSeconds, "heldBySyncBoost", findings);
    }

    private static void CheckDetail(GpuFrame frame, Findings findings)
    {
        var n = frame.Count;
        CheckColumn(frame.UtilizationRepeated, n, false, true, "utilizationRepeated", findings);
        CheckColumn(frame.PowerInstant, n, 0, 100_000, "powerInstant", findings);
        CheckColumn(frame.SmActivity, n, 0, 100, "smActivity", findings);
        CheckColumn(frame.SmOccupancy, n, 0, 100, "smOccupancy", findings);
        CheckColumn(frame.TensorActivity, n, 0, 100, "tensorActivity", findings);
        CheckColumn(frame.DramActivity, n, 0, 100, "dramActivity", findings);
        CheckColumn(frame.PcieSentRate, n, 0, MaxRate, "pcieSentRate", findings);
        CheckColumn(frame.PcieReceivedRate, n, 0, MaxRate, "pcieReceivedRate", findings);
        CheckColumn(frame.LinkSentRate, n, 0, MaxRate, "linkSentRate", findings);
        CheckColumn(frame.LinkReceivedRate, n, 0, MaxRate, "linkReceivedRate", findings);
    }

    // Each figure has its range: what is taken here is told to everybody who watches, and infinity can't be told.
    private static void CheckGpu(GpuInfo gpu, string name, Findings findings)
    {
        CheckRange<int>(gpu.Index, 0, 10_000, $"{name}.index", findings);
        foreach (var (text, most, what) in ((string?, int, string)[])
            [(gpu.Uuid, 96, "uuid"), (gpu.Name, 96, "name"), (gpu.PciBusId, 32, "pciBusId"), (gpu.Serial, 64, "serial"), (gpu.Vbios, 64, "vbios"), (gpu.ComputeMode, 32, "computeMode")])
            CheckText(text, most, $"{name}.{what}", findings);
        CheckRange(gpu.MemoryTotal, 0, MaxMemory, $"{name}.memoryTotal", findings);
        foreach (var (watts, what) in ((double?, string)[])
            [(gpu.PowerLimit, "powerLimit"), (gpu.PowerLimitDefault, "powerLimitDefault"), (gpu.PowerLimitMin, "powerLimitMin"), (gpu.PowerLimitMax, "powerLimitMax")])
            CheckRange(watts, 0, 100_000, $"{name}.{what}", findings);
        foreach (var (celsius, what) in ((double?, string)[])
            [(gpu.TemperatureSlowdown, "temperatureSlowdown"), (gpu.TemperatureShutdown, "temperatureShutdown"), (gpu.MemoryTemperatureMax, "memoryTemperatureMax")])
            CheckRange(celsius, -100, 250, $"{name}.{what}", findings);
        foreach (var (megahertz, what) in ((double?, string)[])[(gpu.SmClockMax, "smClockMax"), (gpu.MemoryClockMax, "memoryClockMax")])
            CheckRange(megahertz, 0, 100_000, $"{name}.{what}", findings);
        CheckRange(gpu.PcieGenerationMax, 0, 20, $"{name}.pcieGenerationMax", findings);
        CheckRange(gpu.PcieWidthMax, 0, 64, $"{name}.pcieWidthMax", findings);
    }

    private static void CheckParts(GpuPartTable table, int gpus, Findings findings)
    {
        if (table.Gpu is null || table.Instance is null || table.Compute is null || table.Profile is null
            || table.MemoryUsed is null || table.MemoryTotal is null)
        {
            findings.Add("parts must have gpu, instance, compute, profile, memoryUsed and memoryTotal");
            return;
        }

        var n = table.Gpu.Length;
        if (n > GpuPartTable.Max)
        {
            findings.Add($"parts has {n} entries; at most {GpuPartTable.Max} are taken");
            return;
        }

        if (table.Gpu.Any(gpu => gpu < 0 || gpu >= gpus))
            findings.Add($"parts.gpu must be 0 to {gpus - 1}");
        if (table.Instance.Length != n || table.Compute.Length != n)
            findings.Add($"parts.instance and parts.compute must have {n} entries, as parts.gpu");
        CheckTexts(table.Profile, n, 64, "parts.profile", findings);
        CheckColumn(table.MemoryUsed, n, 0, MaxMemory, "parts.memoryUsed", findings);
        CheckColumn(table.MemoryTotal, n, 0, MaxMemory, "parts.memoryTotal", findings);
        CheckColumn(table.SmActivity, n, 0, 100, "parts.smActivity", findings);
    }

    private static void CheckEvents(GpuEvent?[] events, GpuFrame frame, DateTimeOffset now, Findings findings)
    {
        if (events.Length > GpuFrame.MaxEvents)
        {
            findings.Add($"events has {events.Length} entries; at most {GpuFrame.MaxEvents} are taken");
            return;
        }

        var latest = (now + MaxAhead).ToUnixTimeMilliseconds();
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i] is not { } one)
            {
                findings.Add($"events[{i}] is null");
                continue;
            }

            if (one.Kind is null || !GpuEventKind.All.Contains(one.Kind))
                findings.Add($"events[{i}].kind must be one of {string.Join(", ", GpuEventKind.All)}");
            CheckRange(one.Gpu, 0, frame.Count - 1, $"events[{i}].gpu", findings);
            CheckRange<int>(one.Code, 0, 100_000, $"events[{i}].code", findings);
            CheckRange<long>(one.At, 0, latest, $"events[{i}].at", findings);
        }
    }
}
