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
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private long? _drawn;
    private bool _left;

    [Inject] private IJSRuntime Script { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_recording.LastGood?.Value is not { } kept || _drawn == Id)
            return;
        _drawn = Id;
        try
        {
            await ReleaseAsync();
            _module = await Script.InvokeAsync<IJSObjectReference>("import", "./" + Assets["dist/js/gpus.js"]);
            _chart = await _module.InvokeAsync<IJSObjectReference>("mountRecording", _root, new ScriptRecording(kept.Host, kept.Gpus, kept.Figures));
            if (_left)
                await ReleaseAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has left; there is nothing to draw on.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _left = true;
        try
        {
            await ReleaseAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone with its scripts.
        }
    }

    private async Task ReleaseAsync()
    {
        var (chart, module) = (_chart, _module);
        (_chart, _module) = (null, null);
        if (chart is not null)
        {
            await chart.InvokeVoidAsync("dispose");
            await chart.DisposeAsync();
        }

        if (module is not null)
            await module.DisposeAsync();
    }
}
