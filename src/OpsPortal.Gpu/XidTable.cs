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

/// <summary>
/// The XIDs of NVIDIA's catalogue for Ampere and later that are in use, and those of older cards that still run, in short words
/// of ours (docs.nvidia.com/deploy/xid-errors). Numbers that are not here are shown as unknown.
/// </summary>
public static class XidTable
{
    private const string Reset = "Drain the GPU and reset it; if it comes again, test the hardware.";
    private const string Program = "Look at the program that ran; run it under compute-sanitizer.";
    private const string Restart = "Start the program again; if it comes again, look at driver and hardware.";
    private const string Replace = "Take the GPU out of use and have it tested or replaced.";
    private const string Watch = "Nothing at once; watch whether it comes again.";
    private const string Repair = "Reset the GPU at the next chance, so that the repair takes place.";
    private const string Beside = "Look for XID 48, 94, 95 and 154 beside it: they say what it did and what is needed.";
    private const string Smoothing = "No reset is needed; look at heat, and whether swings of power can be borne.";

    private static readonly Dictionary<int, XidMeaning> Known = new XidMeaning[][]
    {
        [
            new(8, "a kernel on the GPU took too long and was ended", XidSeverity.Application, Program),
            .. Each([11, 25], "a broken command stream reached the GPU", XidSeverity.Application, Program),
            new(13, "a program made a fault in the compute engine (such as an address out of bounds)", XidSeverity.Application, Program),
            new(14, "a fault that a test put in", XidSeverity.Application, Watch),
            new(31, "a program touched memory that is not mapped", XidSeverity.Application, Program),
            new(32, "a broken command stream reached the GPU, mostly over a bad PCI Express link", XidSeverity.Warning, "Look at the PCI Express link; start the program again."),
            .. Each([37, 38], "the driver's firmware had a fault", XidSeverity.Warning, "Update the driver; report it if it comes again."),
            .. Each([39, 40, 41, 70, 71, 72, 75, 76, 77, 85, .. Enumerable.Range(126, 10)], "a copy engine had a fault", XidSeverity.Application, Restart),
            new(43, "a program on the GPU was stopped after a fault; the card is well", XidSeverity.Application, Program),
            new(44, "a fault while the GPU went from one program to another", XidSeverity.Warning, Watch),
            new(45, "the work on a channel was ended, mostly because its program was killed", XidSeverity.Application, Watch),
            new(46, "the GPU stopped working", XidSeverity.Critical, Reset),
            new(48, "a memory error of two bits that could not be corrected", XidSeverity.Critical, Reset),
            new(54, "the board's own power cable gives nothing", XidSeverity.Critical, "Look at the power cable of the board."),
            new(56, "the display engine had a fault", XidSeverity.Warning, Watch),
            new(57, "the memory interface had a fault while it was set up", XidSeverity.Critical, Replace),
            new(58, "the memory clocks could not be set", XidSeverity.Critical, Reset),
            new(60, "the security or video processor had a fault", XidSeverity.Application, Restart),
            new(61, "the GPU's internal controller reported a breakpoint or warning", XidSeverity.Warning, Reset),
            .. Each([62, 169], "one of the GPU's internal controllers has halted", XidSeverity.Critical, Reset),
            new(63, "a memory page is to be retired or a row remapped", XidSeverity.Warning, Repair),
            new(64, "a memory page could not be retired or a row not remapped", XidSeverity.Critical, Replace),
            .. Each([65, 142], "the video encoder had a fault", XidSeverity.Warning, Watch),
            .. Each([66, 67], "the driver made an access that is not allowed", XidSeverity.Warning, "Update the driver; report it if it comes again."),
            .. Each([68, 83, 84, 88, 89, 96, 97, 98], "a video decoder had a fault", XidSeverity.Application, Restart),
            new(69, "the graphics engine met a class of commands that it does not know", XidSeverity.Application, Program),
            new(74, "an NVLink connection failed, here or at its other end", XidSeverity.Critical, "Look at the NVLink bridge, baseboard or cable; reset the GPU."),
            new(78, "a virtual GPU could not be started", XidSeverity.Warning, "Look whether driver and vGPU software belong together."),
            new(79, "the GPU has fallen off the bus", XidSeverity.Critical, "Restart the machine; look at power, heat and the PCI Express slot."),
            new(80, "broken data was sent to the GPU", XidSeverity.Application, "Look at the host's memory and PCI Express link first; then at the program."),
            .. Each([82, .. Enumerable.Range(99, 7)], "a JPEG decoder had a fault", XidSeverity.Application, Restart),
            .. Each([86, 139], "the optical flow engine had a fault", XidSeverity.Application, Restart),
            new(92, "many memory errors were corrected in a short time", XidSeverity.Warning, "Watch; have the memory tested if it comes again."),
            new(93, "the wear limit of the card's own memory of settings is reached", XidSeverity.Warning, "Clear the limit with nvflash, if it was not set on purpose."),
            new(94, "a memory error that could not be corrected was contained: one program was ended", XidSeverity.Warning, "Start the program again; reset the GPU when its programs allow it."),
            new(95, "a memory error that could not be corrected was not contained", XidSeverity.Critical, Reset),
        ],
        [
            .. Each([106, 107], "a test message of the board's controller", XidSeverity.Application, "Nothing."),
            new(109, "a program switch on the GPU took too long", XidSeverity.Critical, Reset),
            new(110, "a security fault", XidSeverity.Critical, "Take back what was changed in the hardware, and switch the machine off and on."),
            new(119, "the GPU's system processor does not answer the driver", XidSeverity.Critical, Reset),
            new(120, "the GPU's system processor has failed", XidSeverity.Critical, Reset),
            new(121, "errors on the chip-to-chip link were corrected", XidSeverity.Warning, "Nothing at once; a reset at the next chance trains the link anew."),
            .. Each([122, 123, 124, 125], "the GPU's own flash could not be read or written", XidSeverity.Critical, Reset),
            new(136, "a link between GPU and fabric failed to train", XidSeverity.Critical, Reset),
            new(137, "an access over NVLink to another GPU was refused", XidSeverity.Application, Program),
            new(140, "memory errors that could not be corrected, nor their places be retired", XidSeverity.Critical, Reset),
            new(141, "a fault in CUDA's fast path", XidSeverity.Warning, Watch),
            new(143, "the GPU could not be set up", XidSeverity.Critical, Reset),
            .. Each(Enumerable.Range(144, 7), "a fault in one of NVLink's blocks (fifth generation); some are harmless, some end programs", XidSeverity.Warning, Beside),
            new(151, "a key could not be changed", XidSeverity.Critical, "Restart the virtual machine."),
            new(154, "the driver has changed what the GPU needs: nothing, draining, a reset or a restart of the machine", XidSeverity.Critical, "See nvidia-smi -q, \"GPU Recovery Action\"."),
            new(155, "NVLink went down, on purpose or by software", XidSeverity.Critical, Reset),
            new(156, "a broken part of the GPU is to be taken out of use", XidSeverity.Warning, Repair),
            new(157, "a broken part of the GPU could not be taken out of use: there is no spare", XidSeverity.Critical, Replace),
            new(158, "the GPU ran into a time limit that is fatal", XidSeverity.Critical, Reset),
            new(159, "a fault on the coherent link to the processor", XidSeverity.Warning, Beside),
            .. Each([160, 161], "a memory channel is to be retired", XidSeverity.Warning, Watch),
            .. Each([162, 163, 164, 165], "the circuits that smooth power went on, off, or near their end", XidSeverity.Warning, Smoothing),
            .. Each([166, 170], "a fault of confidential computing over NVLink", XidSeverity.Critical, Reset),
            new(167, "the PCI Express link ran into a time limit that is fatal", XidSeverity.Critical, Reset),
            new(168, "the GPU runs with less memory than it has: errors in the driver's own part", XidSeverity.Critical, "Switch ECC on, so that rows can be remapped, and restart."),
            .. Each([171, 172], "says of XID 48 where the memory error was (DRAM or SRAM)", XidSeverity.Critical, Reset),
        ],
    }.SelectMany(some => some).ToDictionary(x => x.Code);

    private static IEnumerable<XidMeaning> Each(IEnumerable<int> codes, string meaning, XidSeverity severity, string action) =>
        codes.Select(code => new XidMeaning(code, meaning, severity, action));

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
