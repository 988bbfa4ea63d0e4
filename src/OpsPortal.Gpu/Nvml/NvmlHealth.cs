namespace OpsPortal.Gpu.Nvml;

/// <summary>What of NVML tells how the card and its links are: asked every few seconds, since it seldom changes or is slow to read.</summary>
internal sealed unsafe class NvmlHealth(NvmlLibrary library)
{
    private const uint AllLinks = uint.MaxValue;
    private const uint MaxLinks = 18;

    private readonly delegate* unmanaged[Cdecl]<nint, uint*, uint*, uint*, uint*, int> _remapped =
        (delegate* unmanaged[Cdecl]<nint, uint*, uint*, uint*, uint*, int>)library.Find("nvmlDeviceGetRemappedRows");

    private readonly delegate* unmanaged[Cdecl]<nint, uint, uint*, ulong*, int> _retired =
        (delegate* unmanaged[Cdecl]<nint, uint, uint*, ulong*, int>)library.Find("nvmlDeviceGetRetiredPages");

    private readonly delegate* unmanaged[Cdecl]<nint, uint, NvmlViolation*, int> _violation =
        (delegate* unmanaged[Cdecl]<nint, uint, NvmlViolation*, int>)library.Find("nvmlDeviceGetViolationStatus");

    private readonly NvmlFigure _linkState = Function("nvmlDeviceGetNvLinkState", library);

    public NvmlFigure Energy { get; } = Function("nvmlDeviceGetTotalEnergyConsumption", library);
    public NvmlFigure Encoder { get; } = Function("nvmlDeviceGetEncoderUtilization", library);
    public NvmlFigure Decoder { get; } = Function("nvmlDeviceGetDecoderUtilization", library);
    public NvmlFigure PcieGeneration { get; } = Function("nvmlDeviceGetCurrPcieLinkGeneration", library);
    public NvmlFigure PcieGenerationMax { get; } = Function("nvmlDeviceGetMaxPcieLinkGeneration", library);
    public NvmlFigure PcieWidth { get; } = Function("nvmlDeviceGetCurrPcieLinkWidth", library);
    public NvmlFigure PcieWidthMax { get; } = Function("nvmlDeviceGetMaxPcieLinkWidth", library);
    public NvmlFigure PcieReplays { get; } = Function("nvmlDeviceGetPcieReplayCounter", library);

    /// <summary>KB/s over the 20 ms that each call takes; 0 for sent, 1 for received.</summary>
    public NvmlFigure PcieThroughput { get; } = Function("nvmlDeviceGetPcieThroughput", library);
    public NvmlFigure RetirementPending { get; } = Function("nvmlDeviceGetRetiredPagesPendingStatus", library);
    public NvmlFigure EccMode { get; } = Function("nvmlDeviceGetEccMode", library);
    public NvmlFigure ComputeMode { get; } = Function("nvmlDeviceGetComputeMode", library);
    public NvmlFigure Persistence { get; } = Function("nvmlDeviceGetPersistenceMode", library);
    public NvmlFigure PowerLimitDefault { get; } = Function("nvmlDeviceGetPowerManagementDefaultLimit", library);
    public NvmlFigure PowerLimits { get; } = Function("nvmlDeviceGetPowerManagementLimitConstraints", library);

    public RemappedRows? Remapped(nint device)
    {
        uint corrected = 0, uncorrected = 0, pending = 0, failed = 0;
        return _remapped != null && _remapped(device, &corrected, &uncorrected, &pending, &failed) == 0
            ? new RemappedRows(corrected, uncorrected, pending != 0, failed != 0)
            : null;
    }

    /// <summary>Pages retired for both causes together; cards since Ampere remap rows instead.</summary>
    public uint? RetiredPages(nint device)
    {
        uint? sum = null;
        for (var cause = 0u; cause <= 1 && _retired != null; cause++)
        {
            uint count = 0;
            var code = (NvmlReturn)_retired(device, cause, &count, null);
            if (code is NvmlReturn.Success or NvmlReturn.InsufficientSize)
                sum = (sum ?? 0) + count;
        }

        return sum;
    }

    /// <summary>Links that are up; <c>null</c> where the card has none.</summary>
    public int? LinksUp(nint device)
    {
        int? up = null;
        for (var link = 0u; link < MaxLinks; link++)
        {
            if (_linkState.Of(device, link) is not { } state)
                break;
            up = (up ?? 0) + (state == 0 ? 0 : 1);
        }

        return up;
    }

    /// <summary>Bytes over all links since the driver was loaded.</summary>
    public long? LinkBytes(nint device, bool sent) =>
        Field(device, sent ? NvmlIds.FieldLinkSent : NvmlIds.FieldLinkReceived, AllLinks) is { } kibibytes and < long.MaxValue / 1024
            ? (long)kibibytes * 1024
            : null;

    /// <summary>Replays, recoveries and checksum errors of all links together; <c>null</c> where the card counts none of them.</summary>
    public long? LinkErrors(nint device)
    {
        long? sum = null;
        foreach (var field in NvmlIds.FieldsLinkErrors)
        {
            if (Field(device, field) is { } count and <= long.MaxValue)
                sum = (sum ?? 0) + (long)count;
        }

        return sum;
    }

    /// <summary>Seconds that clocks were held back for one reason since the driver was loaded.</summary>
    /// <param name="field">The counter's field, nanoseconds.</param>
    /// <param name="policy">The older call's name for the same, where it has one.</param>
    public double? HeldBack(nint device, uint field, uint? policy = null)
    {
        if (Field(device, field) is { } nanoseconds)
            return nanoseconds / 1e9;
        if (policy is not { } which || _violation == null)
            return null;

        NvmlViolation violation;
        return _violation(device, which, &violation) == 0 && violation.Time != ulong.MaxValue ? violation.Time / 1e9 : null;
    }

    public ulong? Field(nint device, uint id, uint scope = 0) =>
        library.Field(device, id, out var value, scope) == NvmlReturn.Success ? value : null;

    private static NvmlFigure Function(string name, NvmlLibrary library) => new(library.Find(name));
}

/// <summary>Memory rows that spare ones have taken the place of.</summary>
internal readonly record struct RemappedRows(uint Corrected, uint Uncorrected, bool Pending, bool Failed);
