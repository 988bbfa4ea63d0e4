using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Gpus.Recorder;
using OpsPortal.Gpu;
using OpsPortal.Storage;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>The ledger as a table; it reads anew when the ledger changes, on whatever replica.</summary>
public sealed partial class LedgerPanel
{
    private Reading<IReadOnlyList<LedgerEntry>> _entries = Reading<IReadOnlyList<LedgerEntry>>.Loading;
    private IReadOnlyList<XidRecording> _recordings = [];
    private string? _problem;
    private string? _readFor = "\0";

    /// <summary>One host's events; <c>null</c> for all.</summary>
    [Parameter] public string? Host { get; set; }

    [Inject] private LedgerStore Store { get; set; } = null!;

    [Inject] private RecordingStore Recordings { get; set; } = null!;

    protected override void OnInitialized() => ReadWhen(LedgerStore.Topic);

    protected override async Task OnParametersSetAsync()
    {
        if (_readFor == Host)
            return;
        _readFor = Host;
        await ReadAsync();
    }

    protected override async Task ReadAsync()
    {
        var read = await OnceAsync(() => DatabaseReads.TryAsync(ListAsync, Clock, "GPU events"), Host);
        if (read.IsOk)
            _recordings = read.Value.Recordings;
        _entries = _entries.Next(read.Map(all => all.Entries));
    }

    private async Task<(IReadOnlyList<LedgerEntry> Entries, IReadOnlyList<XidRecording> Recordings)> ListAsync()
    {
        var entries = await Store.ListAsync(Host, Left);
        return (entries, entries.Count == 0 ? [] : await Recordings.OfXidsAsync(Host, Left));
    }

    /// <summary>The newest recording of its minutes; <c>null</c> when there is none: only XIDs are recorded, and for 90 days.</summary>
    private XidRecording? RecordingOf(LedgerEntry entry) =>
        entry.Kind != GpuEventKind.Xid ? null : _recordings.FirstOrDefault(kept => kept.Holds(entry.Host, entry.FirstAt, entry.LastAt));

    private async Task AcknowledgeAsync(LedgerEntry entry, ClaimsPrincipal who)
    {
        try
        {
            _problem = await Store.AcknowledgeAsync(entry.Id, Actor.From(who), CancellationToken.None) ? null : $"{entry.Title} of {entry.Host} is acknowledged or cleared already.";
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            _problem = "Nothing was changed: the portal's database can't be reached now.";
        }

        await ReadAsync();
    }

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..] + ".";

    private static string? Tone(LedgerEntry entry) => !entry.IsOpen ? null : entry.Meaning.Severity switch
    {
        XidSeverity.Critical => "bad",
        XidSeverity.Warning => "warn",
        _ => "info",
    };
}
