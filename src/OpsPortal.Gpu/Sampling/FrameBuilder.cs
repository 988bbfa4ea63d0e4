namespace OpsPortal.Gpu.Sampling;

/// <summary>Turns the readings of a host's GPUs into the columns of a frame.</summary>
public static class FrameBuilder
{
    /// <summary>The frame with its figures; a column that nobody fills is left out.</summary>
    public static GpuFrame Build(GpuFrame head, IReadOnlyList<GpuReading> readings) => SlowColumns.Fill(head with
    {
        Count = readings.Count,
        Utilization = Column(readings, r => r.Utilization),
        MemoryUtilization = Column(readings, r => r.MemoryUtilization),
        MemoryUsed = Column(readings, r => r.MemoryUsed),
        Temperature = Column(readings, r => r.Temperature),
        MemoryTemperature = Column(readings, r => r.MemoryTemperature),
        TemperatureMargin = Column(readings, r => r.TemperatureMargin),
        Power = Column(readings, r => r.Power is { } watts ? Math.Round(watts, 1) : (double?)null),
        SmClock = Column(readings, r => r.SmClock),
        MemoryClock = Column(readings, r => r.MemoryClock),
        PState = Column(readings, r => r.PState),
        Fan = Column(readings, r => r.Fan),
        Throttle = Column(readings, r => r.Throttle),
        EccCorrected = Column(readings, r => r.EccCorrected),
        EccUncorrected = Column(readings, r => r.EccUncorrected),
        Errors = readings.Any(r => r.Error is not null) ? [.. readings.Select(r => r.Error)] : null,
        PowerInstant = Column(readings, r => r.PowerInstant is { } watts ? Math.Round(watts, 1) : (double?)null),
        UtilizationRepeated = readings.Any(r => r.UtilizationRepeated == true) ? Column(readings, r => r.UtilizationRepeated) : null,
        Processes = Processes(readings),
    }, readings);

    internal static T?[]? Column<T>(IReadOnlyList<GpuReading> readings, Func<GpuReading, T?> figure) where T : struct
    {
        var column = new T?[readings.Count];
        var any = false;
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = figure(readings[i]);
            any |= column[i].HasValue;
        }

        return any ? column : null;
    }

    private static GpuProcessTable? Processes(IReadOnlyList<GpuReading> readings)
    {
        if (readings.All(r => r.Processes is null))
            return null;

        var rows = readings
            .SelectMany((reading, gpu) => (reading.Processes ?? []).Select(process => (gpu, process)))
            .OrderByDescending(row => row.process.Memory ?? 0)
            .Take(GpuFrame.MaxProcesses)
            .OrderBy(row => row.gpu)
            .ToList();
        return new GpuProcessTable
        {
            Gpu = [.. rows.Select(r => r.gpu)],
            Pid = [.. rows.Select(r => r.process.Pid)],
            Name = [.. rows.Select(r => r.process.Name)],
            Memory = [.. rows.Select(r => r.process.Memory)],
            Sm = rows.Any(r => r.process.Sm is not null) ? [.. rows.Select(r => r.process.Sm)] : null,
        };
    }
}
