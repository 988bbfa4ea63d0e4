namespace OpsPortal.Gpu.Nvml;

/// <summary>Lists of a device: its processes, and what the driver sampled of them and of itself.</summary>
public sealed unsafe partial class NvmlLibrary
{
    private const int SampleRoom = 128;

    internal NvmlReturn ComputeProcesses(nint device, out NvmlProcessInfo[] processes) => Processes(_compute, device, out processes);

    internal NvmlReturn GraphicsProcesses(nint device, out NvmlProcessInfo[] processes) => Processes(_graphics, device, out processes);

    /// <summary>The driver's samples newer than <paramref name="since"/> (its own microseconds).</summary>
    internal NvmlReturn ProcessSamples(nint device, ulong since, out NvmlProcessSample[] samples)
    {
        samples = [];
        if (_processSamples == null)
            return NvmlReturn.FunctionNotFound;

        uint count = 0;
        var code = (NvmlReturn)_processSamples(device, null, &count, since);
        if (code is not (NvmlReturn.InsufficientSize or NvmlReturn.Success) || count == 0)
            return code;

        var buffer = new NvmlProcessSample[Math.Min(count, 4096)];
        count = (uint)buffer.Length;
        fixed (NvmlProcessSample* p = buffer)
            code = (NvmlReturn)_processSamples(device, p, &count, since);
        if (code == NvmlReturn.Success)
            samples = buffer[..(int)Math.Min(count, (uint)buffer.Length)];
        return code;
    }

    private static NvmlReturn Processes(
        delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessInfo*, int> function, nint device, out NvmlProcessInfo[] processes)
    {
        processes = [];
        if (function == null)
            return NvmlReturn.FunctionNotFound;

        // The list can grow between asking and reading, so there is room to spare, and one more try.
        var room = 64u;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var buffer = new NvmlProcessInfo[room];
            var count = room;
            NvmlReturn code;
            fixed (NvmlProcessInfo* p = buffer)
                code = (NvmlReturn)function(device, &count, p);
            if (code == NvmlReturn.Success)
                processes = buffer[..(int)Math.Min(count, room)];
            if (code != NvmlReturn.InsufficientSize)
                return code;
            room = Math.Min(Math.Max(count, room) * 2, 8192);
        }

        return NvmlReturn.InsufficientSize;
    }

    /// <summary>Stamp of the driver's newest sample of utilisation, its own microseconds; <c>null</c> where it can't be had.</summary>
    /// <remarks>Not found means that nothing came since: the stamp that was given is the newest.</remarks>
    internal ulong? NewestUtilization(nint device, ulong since)
    {
        if (_samples == null)
            return null;

        int type = 0;
        var count = (uint)SampleRoom;
        var buffer = stackalloc NvmlSample[SampleRoom];
        var code = (NvmlReturn)_samples(device, 1, since, &type, &count, buffer);
        if (code == NvmlReturn.NotFound)
            return since;
        if (code != NvmlReturn.Success)
            return null;
        for (var i = 0; i < Math.Min(count, SampleRoom); i++)
            since = Math.Max(since, buffer[i].TimeStamp);
        return since;
    }
}
