using System.Text;
using OpsPortal.Gpu;
using OpsPortal.GpuAgent.Sending;
using static OpsPortal.GpuAgent.Metrics.TextPage;

namespace OpsPortal.GpuAgent.Metrics;

/// <summary>What /metrics shows: the newest frame, what happened, and the agent's own accounts.</summary>
internal sealed class AgentPage(IReadOnlyList<PortalSender> senders, string host, TimeProvider time)
{
    /// <summary>Figures older than this are left out: Prometheus must see a gap, not a straight line.</summary>
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Gpu, int Code), long> _xids = [];
    private readonly Dictionary<int, int> _lastXid = [];
    private GpuFrame? _frame;
    private GpuFrame? _slow;
    private GpuHostInfo? _info;

    /// <summary>Why nothing is read now.</summary>
    public string? Trouble { get; set; }

    public void Take(GpuFrame frame)
    {
        lock (_lock)
        {
            _info = frame.Info ?? _info;
            if (frame.HasSlow)
                _slow = frame;
            _frame = frame;
            foreach (var xid in (frame.Events ?? []).Where(e => e.Kind == GpuEventKind.Xid))
            {
                var key = (xid.Gpu ?? -1, xid.Code);
                _xids[key] = _xids.GetValueOrDefault(key) + 1;
                _lastXid[key.Item1] = xid.Code;
            }
        }
    }

    public void Write(StringBuilder text)
    {
        var page = new TextPage(text);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_frame is { } frame && now - DateTimeOffset.FromUnixTimeMilliseconds(frame.At) < StaleAfter)
                new GpuFamilies(frame, _slow is { } slow && frame.At - slow.At < StaleAfter.TotalMilliseconds ? slow : null, _info, host).Write(page);
            page.Family("gpu_xid_errors_total", "counter", "XIDs by number since the agent started.",
                _xids.OrderBy(x => x.Key).Select(x => ($"{Label("gpu_id", x.Key.Gpu < 0 ? "" : $"{x.Key.Gpu}")},{Label("xid", $"{x.Key.Code}")},{Label("host", host)}", (double?)x.Value)));
            page.Family("DCGM_FI_DEV_XID_ERRORS", "gauge", "Value of the last XID error encountered.",
                _lastXid.OrderBy(x => x.Key).Select(x => ($"{Label("gpu", $"{x.Key}")},{Label("Hostname", host)}", (double?)x.Value)));
            page.Family("gpu_agent_ticks_skipped_total", "counter", "Samples that were not taken because the driver or the machine was slow.", [("", _frame?.Skipped)]);
        }

        page.Family("gpu_agent_build_info", "gauge", "Version of the agent.", [(Label("version", Agent.Version), 1)]);
        page.Family("gpu_agent_reading", "gauge", "1 while the GPUs are read.", [("", _frame is null || Trouble is not null ? 0 : 1)]);
        page.Family("gpu_agent_portal_up", "gauge", "1 when the portal answered the last time.", senders.Select(s => (Label("portal", s.Portal), (double?)(s.Up ? 1 : 0))));
        page.Family("gpu_agent_frames_waiting", "gauge", "Frames that wait for a portal.", senders.Select(s => (Label("portal", s.Portal), (double?)s.Waiting)));
        page.Family("gpu_agent_frames_total", "counter", "Frames by what became of them.", senders.SelectMany(Results));
        page.Family("process_resident_memory_bytes", "gauge", "Memory of the agent.", [("", Environment.WorkingSet)]);
        page.Family("process_cpu_seconds_total", "counter", "Processor time of the agent.", [("", Environment.CpuUsage.TotalTime.TotalSeconds)]);
    }

    private static IEnumerable<(string, double?)> Results(PortalSender s)
    {
        foreach (var (result, count) in ((string, long)[])[("taken", s.Taken), ("duplicate", s.Duplicates), ("refused", s.Refused), ("dropped", s.Dropped)])
            yield return ($"{Label("portal", s.Portal)},{Label("result", result)}", count);
    }
}
