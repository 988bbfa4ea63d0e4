namespace OpsPortal.Gpu.Sampling;

/// <summary>The columns of a frame that are not in each of them.</summary>
internal static class SlowColumns
{
    public static GpuFrame Fill(GpuFrame frame, IReadOnlyList<GpuReading> readings) => frame with
    {
        MemoryReserved = Slow(readings, r => r.MemoryReserved),
        Energy = Slow(readings, r => r.Energy),
        Encoder = Slow(readings, r => r.Encoder),
        Decoder = Slow(readings, r => r.Decoder),
        PcieGeneration = Slow(readings, r => r.PcieGeneration),
        PcieWidth = Slow(readings, r => r.PcieWidth),
        PcieSent = Slow(readings, r => r.PcieSent),
        PcieReceived = Slow(readings, r => r.PcieReceived),
        PcieReplays = Slow(readings, r => r.PcieReplays),
        LinksUp = Slow(readings, r => r.LinksUp),
        LinkSent = Slow(readings, r => r.LinkSent),
        LinkReceived = Slow(readings, r => r.LinkReceived),
        LinkErrors = Slow(readings, r => r.LinkErrors),
        EccCorrectedLife = Slow(readings, r => r.EccCorrectedLife),
        EccUncorrectedLife = Slow(readings, r => r.EccUncorrectedLife),
        RemappedCorrected = Slow(readings, r => r.RemappedCorrected),
        RemappedUncorrected = Slow(readings, r => r.RemappedUncorrected),
        RepairPending = Slow(readings, r => r.RepairPending),
        RemapFailed = Slow(readings, r => r.RemapFailed),
        RetiredPages = Slow(readings, r => r.RetiredPages),
        HeldByPower = Slow(readings, r => r.HeldByPower),
        HeldByThermal = Slow(readings, r => r.HeldByThermal),
        HeldByHardwareThermal = Slow(readings, r => r.HeldByHardwareThermal),
        HeldByPowerBrake = Slow(readings, r => r.HeldByPowerBrake),
        HeldBySyncBoost = Slow(readings, r => r.HeldBySyncBoost),
        Parts = Parts(readings),
        SmActivity = FrameBuilder.Column(readings, r => r.Detail?.SmActivity),
        SmOccupancy = FrameBuilder.Column(readings, r => r.Detail?.SmOccupancy),
        TensorActivity = FrameBuilder.Column(readings, r => r.Detail?.TensorActivity),
        DramActivity = FrameBuilder.Column(readings, r => r.Detail?.DramActivity),
        PcieSentRate = FrameBuilder.Column(readings, r => r.Detail?.PcieSent),
        PcieReceivedRate = FrameBuilder.Column(readings, r => r.Detail?.PcieReceived),
        LinkSentRate = FrameBuilder.Column(readings, r => r.Detail?.LinkSent),
        LinkReceivedRate = FrameBuilder.Column(readings, r => r.Detail?.LinkReceived),
    };

    private static T?[]? Slow<T>(IReadOnlyList<GpuReading> readings, Func<SlowReading, T?> figure) where T : struct =>
        FrameBuilder.Column(readings, r => r.Slow is { } slow ? figure(slow) : null);

    private static GpuPartTable? Parts(IReadOnlyList<GpuReading> readings)
    {
        var rows = readings
            .SelectMany((reading, gpu) => (reading.Slow?.Parts ?? []).Select(part => (gpu, part)))
            .Take(GpuPartTable.Max)
            .ToList();
        return rows.Count == 0 ? null : new GpuPartTable
        {
            Gpu = [.. rows.Select(r => r.gpu)],
            Instance = [.. rows.Select(r => r.part.Instance)],
            Compute = [.. rows.Select(r => r.part.Compute)],
            Profile = [.. rows.Select(r => r.part.Profile)],
            MemoryUsed = [.. rows.Select(r => r.part.MemoryUsed)],
            MemoryTotal = [.. rows.Select(r => r.part.MemoryTotal)],
            SmActivity = rows.Any(r => r.part.SmActivity is not null) ? [.. rows.Select(r => r.part.SmActivity)] : null,
        };
    }
}
