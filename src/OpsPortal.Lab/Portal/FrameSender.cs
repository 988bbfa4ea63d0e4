using System.Text.Json;
using System.Threading.Channels;
using OpsPortal.Gpu;
using OpsPortal.Lab.Control;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Hosting;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Portal;

/// <summary>
/// Pushes a frame of each GPU host each second. While the portal is away the last minute of frames waits and then goes in
/// one batch; older ones are lost, as with a real agent.
/// </summary>
internal sealed class FrameSender : BackgroundService, IStatusPart
{
    private const string Path = "/api/v1/gpu/frames";
    private const int Waiting = 120;

    private readonly Channel<GpuFrame> _frames = Channel.CreateBounded<GpuFrame>(
        new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly PortalLink _link;
    private readonly TimeProvider _time;
    private readonly LinkState _state;
    private readonly IReadOnlyList<FrameMaker> _makers;
    private long _sent;

    public FrameSender(PortalLink link, Ticker ticker, TimeProvider time, ILogger<FrameSender> log)
    {
        (_link, _time) = (link, time);
        _state = new LinkState("GPU frames", log);
        _makers = FrameMaker.Of(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (link.IsConfigured)
            ticker.Stepped += Make;
    }

    private void Make(Fleet fleet)
    {
        foreach (var maker in _makers)
            _frames.Writer.TryWrite(maker.Make(fleet, fleet.Now * 1000));
    }

    public string Name => "gpuFrames";

    public object Report() => new { configured = _link.IsConfigured, sent = _sent, waiting = _frames.Reader.Count, trouble = _state.Trouble };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var batch = new List<GpuFrame>();
            while (await _frames.Reader.WaitToReadAsync(stoppingToken))
            {
                while (batch.Count < Waiting && _frames.Reader.TryRead(out var frame))
                    batch.Add(frame);
                if (await SendAsync(batch, stoppingToken))
                {
                    batch.Clear();
                }
                else
                {
                    // The newest half of what waits stays; meanwhile the channel keeps the last minute.
                    batch.RemoveRange(0, batch.Count / 2);
                    await Task.Delay(TimeSpan.FromSeconds(2), _time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> SendAsync(List<GpuFrame> batch, CancellationToken cancellation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes([.. batch], GpuFrameJson.Default.GpuFrameArray);
        var answer = await _link.PostAsync(Path, json, cancellation);
        switch (answer.Kind)
        {
            case PortalAnswerKind.Taken:
                _sent += batch.Count;
                ReadAnswer(answer.Body);
                return true;
            case PortalAnswerKind.Refused:
                // A frame that is refused for good is dropped, the next one may be right.
                _state.Failed(answer.Reason);
                return true;
            default:
                foreach (var maker in _makers)
                    maker.InfoWanted = true;
                _state.Failed(answer.Reason);
                return false;
        }
    }

    private void ReadAnswer(byte[] body)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(body, GpuFrameJson.Default.GpuIntakeAnswer);
            foreach (var maker in _makers)
                maker.InfoWanted = answer?.InfoWanted?.Contains(maker.Host) == true;
            if (answer?.Rejected is { Length: > 0 } rejected)
                _state.Failed($"frame refused: {rejected[0].Reason}");
            else
                _state.Well();
        }
        catch (JsonException e)
        {
            _state.Failed($"the answer is not understood: {e.Message}");
        }
    }
}
