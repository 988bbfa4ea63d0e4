using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace OpsPortal.Features.Gpus.Recorder;

/// <summary>What the script draws.</summary>
/// <param name="History">The columns as they were kept.</param>
internal sealed record ScriptRecording(string Host, IReadOnlyList<RecordedGpu> Gpus, HistoryColumns History);

/// <summary>One recording: its chart is drawn by the live page's script, once.</summary>
public sealed partial class RecordingPage
{
    private ElementReference _root;
    private GpuScript? _script;
    private Recording? _drawn;

    [Inject] private IJSRuntime Browser { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_recording.LastGood?.Value is not { } kept || ReferenceEquals(kept, _drawn))
            return;
        _drawn = kept;
        _script ??= new GpuScript(Browser);
        await _script.MountAsync(Assets["dist/js/gpus.js"], "mountRecording", _root, new ScriptRecording(kept.Host, kept.Gpus, kept.Figures));
    }

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;
}
