namespace OpsPortal.Gpu.Nvml;

/// <summary>NVML's return codes. A code that is not named here is kept as its number.</summary>
public enum NvmlReturn
{
    Success = 0,
    Uninitialized = 1,
    InvalidArgument = 2,
    NotSupported = 3,
    NoPermission = 4,
    NotFound = 6,
    InsufficientSize = 7,
    DriverNotLoaded = 9,
    Timeout = 10,
    IrqIssue = 11,
    LibraryNotFound = 12,
    FunctionNotFound = 13,
    CorruptedInforom = 14,
    GpuIsLost = 15,
    ResetRequired = 16,
    OperatingSystem = 17,
    VersionMismatch = 18,
    NoData = 21,
    ArgumentVersionMismatch = 25,
    NotReady = 27,
    GpuNotFound = 28,
    InvalidState = 29,
    Unknown = 999,
}

/// <summary>What a return code means for the reader.</summary>
public static class NvmlReturns
{
    /// <summary>The code in words, for the page and the log.</summary>
    public static string Words(this NvmlReturn code) => code switch
    {
        NvmlReturn.Success => "ok",
        NvmlReturn.Uninitialized => "NVML is not initialised",
        NvmlReturn.NotSupported => "not supported by this GPU",
        NvmlReturn.NoPermission => "no permission",
        NvmlReturn.DriverNotLoaded => "the NVIDIA driver is not loaded",
        NvmlReturn.Timeout => "the driver timed out",
        NvmlReturn.IrqIssue => "the driver has an interrupt problem with this GPU",
        NvmlReturn.FunctionNotFound => "this driver lacks the function",
        NvmlReturn.CorruptedInforom => "the GPU's infoROM is corrupted",
        NvmlReturn.GpuIsLost => "GPU is lost: it has fallen off the bus",
        NvmlReturn.ResetRequired => "the GPU needs a reset",
        NvmlReturn.OperatingSystem => "the operating system blocks the GPU",
        NvmlReturn.VersionMismatch => "the driver's kernel module and library differ in version: reboot or reload the driver",
        NvmlReturn.NotReady => "the driver is not ready",
        _ => $"NVML error {(int)code}",
    };

    /// <summary>The GPU as a whole gives nothing any more: no use in asking for its other figures.</summary>
    public static bool IsFatal(this NvmlReturn code) => code
        is NvmlReturn.Uninitialized
        or NvmlReturn.DriverNotLoaded
        or NvmlReturn.GpuIsLost
        or NvmlReturn.ResetRequired
        or NvmlReturn.VersionMismatch
        or NvmlReturn.IrqIssue
        or NvmlReturn.GpuNotFound;
}
