namespace OpsPortal.Gpu;

/// <summary>How grave an XID is for who runs the machine.</summary>
public enum XidSeverity
{
    /// <summary>Mostly a fault of the program that ran; the card is well.</summary>
    Application,

    /// <summary>To be looked at: the card goes on.</summary>
    Warning,

    /// <summary>The card needs a reset, a repair or to be taken out.</summary>
    Critical,
}

/// <summary>What an XID means and what is to be done.</summary>
/// <param name="Code">The XID's number.</param>
public sealed record XidMeaning(int Code, string Meaning, XidSeverity Severity, string Action);

/// <summary>The XIDs that NVIDIA documents for data-centre cards, in short words of ours. Numbers that are not here are shown as unknown.</summary>
public static class XidTable
{
    private const string Reset = "Drain the GPU and reset it; if it comes again, test the hardware.";
    private const string Program = "Look at the program that ran; run it under compute-sanitizer.";
    private const string Replace = "Take the GPU out of use and have it tested or replaced.";
    private const string Watch = "Nothing at once; watch whether it comes again.";

    private static readonly Dictionary<int, XidMeaning> Known = new XidMeaning[]
    {
        new(8, "a kernel on the GPU took too long and was ended", XidSeverity.Application, Program),
        new(13, "a program made a fault in the compute engine (such as an address out of bounds)", XidSeverity.Application, Program),
        new(31, "a program touched memory that is not mapped", XidSeverity.Application, Program),
        new(32, "a broken command stream reached the GPU", XidSeverity.Warning, "Look at the PCI Express link and the driver."),
        new(38, "the driver's firmware had a fault", XidSeverity.Warning, "Update the driver; report it if it comes again."),
        new(43, "a program on the GPU was stopped after a fault", XidSeverity.Application, Program),
        new(45, "the work on a channel was ended, mostly because its program was killed", XidSeverity.Application, Watch),
        new(48, "a memory error of two bits that could not be corrected", XidSeverity.Critical, Reset),
        new(56, "the display engine had a fault", XidSeverity.Warning, Watch),
        new(57, "the memory interface had a fault while it was set up", XidSeverity.Critical, Replace),
        new(58, "the memory clocks could not be set", XidSeverity.Critical, Reset),
        new(61, "the GPU's internal controller reported a breakpoint or warning", XidSeverity.Warning, Reset),
        new(62, "the GPU's internal controller has halted", XidSeverity.Critical, Reset),
        new(63, "a memory page is to be retired or a row remapped", XidSeverity.Warning, "Reset the GPU at the next chance, so that the repair takes place."),
        new(64, "a memory page could not be retired or a row not remapped", XidSeverity.Critical, Replace),
        new(65, "the video processor had a fault", XidSeverity.Warning, Watch),
        new(68, "the video decoder had a fault", XidSeverity.Warning, Watch),
        new(69, "the graphics engine met a class of commands that it does not know", XidSeverity.Application, Program),
        new(74, "an NVLink connection failed", XidSeverity.Critical, "Look at the NVLink bridge, baseboard or cable; reset the GPU."),
        new(79, "the GPU has fallen off the bus", XidSeverity.Critical, "Restart the machine; look at power, heat and the PCI Express slot."),
        new(92, "many memory errors were corrected in a short time", XidSeverity.Warning, "Watch; have the memory tested if it comes again."),
        new(94, "a memory error that could not be corrected was contained: one program was ended", XidSeverity.Warning, "Reset the GPU when its programs allow it."),
        new(95, "a memory error that could not be corrected was not contained", XidSeverity.Critical, Reset),
        new(109, "a program switch on the GPU took too long", XidSeverity.Warning, Reset),
        new(110, "a security fault", XidSeverity.Critical, Reset),
        new(119, "the GPU's system processor does not answer the driver", XidSeverity.Critical, Reset),
        new(120, "the GPU's system processor has failed", XidSeverity.Critical, Reset),
        new(121, "a correctable fault on the chip-to-chip link", XidSeverity.Warning, Watch),
        new(122, "the GPU's own flash could not be read while it was set up", XidSeverity.Critical, Reset),
        new(136, "a link between GPU and fabric failed to train", XidSeverity.Critical, Reset),
        new(137, "an NVLink of another GPU in the fabric met an access that was refused", XidSeverity.Application, Program),
        new(140, "memory errors that could not be corrected, of unknown containment", XidSeverity.Critical, Reset),
        new(143, "the GPU could not be set up", XidSeverity.Critical, Reset),
        new(144, "NVLink: a fault of its connection layer", XidSeverity.Critical, Reset),
        new(145, "NVLink: a fault of its transaction layer", XidSeverity.Critical, Reset),
        new(149, "NVLink: a link is down after its retries", XidSeverity.Critical, Reset),
        new(154, "the driver says that the GPU needs a recovery action", XidSeverity.Critical, "See nvidia-smi -q, \"GPU Recovery Action\"."),
    }.ToDictionary(x => x.Code);

    /// <summary>All that are known, by number.</summary>
    public static IEnumerable<XidMeaning> All => Known.Values.OrderBy(x => x.Code);

    /// <summary>The meaning; one that says that nothing is known of it where that is so.</summary>
    public static XidMeaning Of(int code) => Known.GetValueOrDefault(code)
        ?? new XidMeaning(code, "a fault that is not in the portal's table", XidSeverity.Warning, "Look it up in NVIDIA's documentation of XID errors.");

    /// <summary>An event's meaning, XID or not.</summary>
    public static XidMeaning Of(string kind, int code) => kind switch
    {
        GpuEventKind.Xid => Of(code),
        "ecc-corrected" => new(0, "a memory error of one bit was corrected", XidSeverity.Application, Watch),
        "ecc-uncorrected" => new(0, "a memory error could not be corrected", XidSeverity.Critical, Reset),
        "ecc-storm" => new(0, "very many memory errors were corrected in a short time", XidSeverity.Warning, "Have the memory tested."),
        "dram-retired" => new(0, "a memory page is to be retired", XidSeverity.Warning, "Reset the GPU at the next chance."),
        "dram-retirement-failed" => new(0, "a memory page could not be retired", XidSeverity.Critical, Replace),
        "poison-contained" => new(0, "broken data was met and contained", XidSeverity.Warning, "Reset the GPU when its programs allow it."),
        "poison-fatal" => new(0, "broken data was met and not contained", XidSeverity.Critical, Reset),
        "gpu-unavailable" => new(0, "the GPU can't be reached", XidSeverity.Critical, Reset),
        "gpu-recovery" => new(0, "the GPU's need for recovery has changed", XidSeverity.Warning, "See nvidia-smi -q, \"GPU Recovery Action\"."),
        _ => new(0, "an event of unknown kind", XidSeverity.Warning, Watch),
    };
}
