using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>One row of the ledger: one kind of event of one GPU, from its first time until it is cleared.</summary>
/// <param name="GpuUuid">"" where the driver named no GPU.</param>
/// <param name="Code">The XID's number; 0 for other kinds.</param>
/// <param name="FirstAt">By the host's clock.</param>
/// <param name="ClearedWhy">In words.</param>
public sealed record LedgerEntry(
    long Id, string Host, string GpuUuid, int? GpuIndex, string? GpuName, string Kind, int Code, DateTimeOffset FirstAt, DateTimeOffset LastAt,
    long Count, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, DateTimeOffset? ClearedAt, string? ClearedWhy)
{
    public XidMeaning Meaning => XidTable.Of(Kind, Code);

    public string Title => Kind == GpuEventKind.Xid ? $"XID {Code}" : Kind;

    public bool IsOpen => ClearedAt is null;
}

/// <summary>What is to be written: an event, or that a GPU's counters began anew.</summary>
/// <param name="Happened"><c>null</c> for a reset.</param>
/// <param name="At">By the host's clock.</param>
internal sealed record LedgerNote(string Host, string GpuUuid, int? GpuIndex, string? GpuName, GpuEvent? Happened, DateTimeOffset At);
