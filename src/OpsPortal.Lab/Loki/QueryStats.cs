using System.Text;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki;

/// <summary>What one query read; ends up in the answer's stats.</summary>
internal sealed class QueryStats
{
    public long Lines { get; private set; }

    public long Bytes { get; private set; }

    public void Read(LogLine line)
    {
        Lines++;
        Bytes += Encoding.UTF8.GetByteCount(line.Line);
    }
}
