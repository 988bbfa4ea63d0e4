namespace OpsPortal.Gpu.Nvml;

/// <summary>
/// GPU performance monitoring of Hopper and later: the difference of two samples of the hardware's counters. One reader a
/// device; the samples' memory is NVML's and is let go of with <see cref="Dispose"/>.
/// </summary>
internal sealed unsafe class NvmlGpm : IDisposable
{
    /// <summary>NVIDIA asks for at least this much between two samples.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    // The highest number of metrics that any driver knows; it reads only as many as are asked for.
    private const int Room = 333;
    private readonly nint _get;
    private readonly nint _getPart;
    private readonly uint? _instance;
    private readonly nint _metrics;
    private readonly nint _free;
    private readonly TimeProvider _time;
    private nint _before;
    private nint _now;
    private long _beforeAt;
    private bool _hasBefore;

    private NvmlGpm(NvmlLibrary library, TimeProvider time, uint? instance, nint before, nint now)
    {
        _get = library.Find("nvmlGpmSampleGet");
        _getPart = library.Find("nvmlGpmMigSampleGet");
        _instance = instance;
        _metrics = library.Find("nvmlGpmMetricsGet");
        _free = library.Find("nvmlGpmSampleFree");
        (_time, _before, _now) = (time, before, now);
    }

    /// <summary><c>null</c> where driver or card have no such counters.</summary>
    /// <param name="instance">Counts one part of a cut card (a GPU instance by its id); the device is the whole card all the same.</param>
    public static NvmlGpm? TryOpen(NvmlLibrary library, nint device, TimeProvider time, uint? instance = null)
    {
        var query = (delegate* unmanaged[Cdecl]<nint, NvmlGpmSupport*, int>)library.Find("nvmlGpmQueryDeviceSupport");
        var allocate = (delegate* unmanaged[Cdecl]<nint*, int>)library.Find("nvmlGpmSampleAlloc");
        var support = new NvmlGpmSupport { Version = 1 };
        if (query == null || allocate == null || query(device, &support) != 0 || support.Supported == 0)
            return null;

        nint before = 0, now = 0;
        if (allocate(&before) != 0)
            return null;
        var gpm = new NvmlGpm(library, time, instance, before, 0);
        if ((instance is null ? gpm._get : gpm._getPart) != 0 && gpm._metrics != 0 && allocate(&now) == 0)
        {
            gpm._now = now;
            return gpm;
        }

        gpm.Dispose();
        return null;
    }

    /// <summary>Figures since the sample before; <c>null</c> at the first call, too soon after the last, or when one fails.</summary>
    public GpmFigures? Read(nint device)
    {
        if (_hasBefore && _time.GetElapsedTime(_beforeAt) < Shortest)
            return null;
        if (Sample(device) != 0)
        {
            _hasBefore = false;
            return null;
        }

        var figures = _hasBefore ? Difference() : null;
        (_before, _now, _beforeAt, _hasBefore) = (_now, _before, _time.GetTimestamp(), true);
        return figures;
    }

    /// <summary>The next difference must not reach over a pause.</summary>
    public void Forget() => _hasBefore = false;

    public void Dispose()
    {
        foreach (var sample in (nint[])[_before, _now])
        {
            if (sample != 0 && _free != 0)
                _ = ((delegate* unmanaged[Cdecl]<nint, int>)_free)(sample);
        }

        (_before, _now) = (0, 0);
    }

    private int Sample(nint device) => _instance is { } instance
        ? ((delegate* unmanaged[Cdecl]<nint, uint, nint, int>)_getPart)(device, instance, _now)
        : ((delegate* unmanaged[Cdecl]<nint, nint, int>)_get)(device, _now);

    private GpmFigures? Difference()
    {
        var buffer = new byte[sizeof(NvmlGpmHead) + (Room * sizeof(NvmlGpmMetric))];
        fixed (byte* p = buffer)
        {
            var head = (NvmlGpmHead*)p;
            var metrics = (NvmlGpmMetric*)(p + sizeof(NvmlGpmHead));
            *head = new NvmlGpmHead { Version = 1, Count = (uint)NvmlIds.Gpm.Length, Before = _before, Now = _now };
            for (var i = 0; i < NvmlIds.Gpm.Length; i++)
                metrics[i].Id = NvmlIds.Gpm[i];
            if (((delegate* unmanaged[Cdecl]<NvmlGpmHead*, int>)_metrics)(head) != 0)
                return null;

            return new GpmFigures(
                Value(metrics[0], 1), Value(metrics[1], 1), Value(metrics[2], 1), Value(metrics[3], 1),
                Value(metrics[4], Mebi), Value(metrics[5], Mebi), Value(metrics[6], Mebi), Value(metrics[7], Mebi));
        }
    }

    private const double Mebi = 1048576;

    private static double? Value(NvmlGpmMetric metric, double unit) =>
        metric.Code == 0 && double.IsFinite(metric.Value) && metric.Value >= 0 ? Math.Round(metric.Value * unit, 2) : null;
}

/// <summary>Percent 0..100 for the first four, bytes a second for the others.</summary>
internal sealed record GpmFigures(
    double? SmActivity, double? SmOccupancy, double? TensorActivity, double? DramActivity,
    double? PcieSent, double? PcieReceived, double? LinkSent, double? LinkReceived);
