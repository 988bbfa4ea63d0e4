namespace OpsPortal.Gpu;

/// <summary>What a frame must be like to be taken: bounded, columns of one length, figures that can be, a clock that is right.</summary>
public static partial class GpuFrameRules
{
    /// <summary>The oldest frame that is taken: as long as the portal remembers frames.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);

    /// <summary>How far a host's clock may be ahead of the portal's.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(30);

    private const int MaxFindings = 20;
    private const long MaxMemory = 1L << 50;

    /// <summary>Says what is wrong with the frame, in words, the first 20 findings; empty when nothing is.</summary>
    public static IReadOnlyList<string> Check(GpuFrame frame, DateTimeOffset now)
    {
        var findings = new Findings();
        CheckHead(frame, now, findings);
        if (frame.Count is < 0 or > GpuFrame.MaxGpus)
        {
            findings.Add($"count is {frame.Count}; it must be 0 to {GpuFrame.MaxGpus}");
            return findings.Words;
        }

        if (frame.Info is { } info)
            CheckInfo(info, frame.Count, findings);
        CheckColumns(frame, findings);
        CheckSlow(frame, findings);
        CheckDetail(frame, findings);
        if (frame.Parts is { } parts)
            CheckParts(parts, frame.Count, findings);
        if (frame.Events is { } events)
            CheckEvents(events, frame, now, findings);
        if (frame.Processes is { } processes)
            CheckProcesses(processes, frame.Count, findings);
        return findings.Words;
    }

    private static void CheckHead(GpuFrame frame, DateTimeOffset now, Findings findings)
    {
        if (!IsName(frame.Host))
            findings.Add("host must be 1 to 128 letters, digits, '.', '_', '-' or ':'");
        if (!GpuSource.All.Contains(frame.Source))
            findings.Add($"source must be one of {string.Join(", ", GpuSource.All)}");
        if (frame.InfoHash is null or { Length: 0 or > 64 } || frame.InfoHash.Any(char.IsControl))
            findings.Add("infoHash must be 1 to 64 printable characters");
        if (frame.Seq < 0)
            findings.Add("seq must not be negative");
        if (frame.Epoch < 0)
            findings.Add("epoch must not be negative");
        if (frame.Skipped < 0)
            findings.Add("skipped must not be negative");

        var age = now.ToUnixTimeMilliseconds() - (double)frame.At;
        if (age > MaxAge.TotalMilliseconds)
            findings.Add($"at is {age / 1000:0} s behind the portal's clock; at most {MaxAge.TotalSeconds:0} s are taken: is the host's clock right?");
        if (-age > MaxAhead.TotalMilliseconds)
            findings.Add($"at is {-age / 1000:0} s ahead of the portal's clock; at most {MaxAhead.TotalSeconds:0} s are taken: is the host's clock right?");
    }

    private static void CheckInfo(GpuHostInfo info, int count, Findings findings)
    {
        if (info.Gpus is null || info.Gpus.Length != count)
        {
            findings.Add($"info.gpus must have {count} entries, as count says");
            return;
        }

        CheckText(info.Driver, 64, "info.driver", findings);
        CheckText(info.Cuda, 64, "info.cuda", findings);
        for (var i = 0; i < info.Gpus.Length; i++)
        {
            if (info.Gpus[i] is not { } gpu)
            {
                findings.Add($"info.gpus[{i}] is null");
                continue;
            }

            if (string.IsNullOrEmpty(gpu.Uuid) || string.IsNullOrEmpty(gpu.Name))
                findings.Add($"info.gpus[{i}] must have a uuid and a name");
            CheckGpu(gpu, $"info.gpus[{i}]", findings);
        }
    }

    private static void CheckColumns(GpuFrame frame, Findings findings)
    {
        var n = frame.Count;
        CheckColumn(frame.Utilization, n, 0, 100, "utilization", findings);
        CheckColumn(frame.MemoryUtilization, n, 0, 100, "memoryUtilization", findings);
        CheckColumn(frame.MemoryUsed, n, 0, MaxMemory, "memoryUsed", findings);
        CheckColumn(frame.Temperature, n, -100, 250, "temperature", findings);
        CheckColumn(frame.MemoryTemperature, n, -100, 250, "memoryTemperature", findings);
        CheckColumn(frame.TemperatureMargin, n, -250, 250, "temperatureMargin", findings);
        CheckColumn(frame.Power, n, 0, 100_000, "power", findings);
        CheckColumn(frame.SmClock, n, 0, 100_000, "smClock", findings);
        CheckColumn(frame.MemoryClock, n, 0, 100_000, "memoryClock", findings);
        CheckColumn(frame.PState, n, 0, 15, "pState", findings);
        CheckColumn(frame.Fan, n, 0, 200, "fan", findings);
        CheckColumn(frame.Throttle, n, 0, long.MaxValue, "throttle", findings);
        CheckColumn(frame.EccCorrected, n, 0, long.MaxValue, "eccCorrected", findings);
        CheckColumn(frame.EccUncorrected, n, 0, long.MaxValue, "eccUncorrected", findings);
        CheckTexts(frame.Errors, n, 200, "errors", findings);
    }

    private static void CheckProcesses(GpuProcessTable table, int gpus, Findings findings)
    {
        if (table.Gpu is null || table.Pid is null || table.Name is null || table.Memory is null)
        {
            findings.Add("processes must have gpu, pid, name and memory");
            return;
        }

        var n = table.Gpu.Length;
        if (n > GpuFrame.MaxProcesses)
        {
            findings.Add($"processes has {n} entries; at most {GpuFrame.MaxProcesses} are taken");
            return;
        }

        if (table.Pid.Length != n)
            findings.Add($"processes.pid has {table.Pid.Length} entries, processes.gpu {n}");
        if (table.Gpu.Any(gpu => gpu < 0 || gpu >= gpus))
            findings.Add($"processes.gpu must be 0 to {gpus - 1}");
        if (table.Pid.Any(pid => pid < 0))
            findings.Add("processes.pid must not be negative");
        CheckTexts(table.Name, n, 128, "processes.name", findings);
        CheckColumn(table.Memory, n, 0, MaxMemory, "processes.memory", findings);
        CheckColumn(table.Sm, n, 0, 100, "processes.sm", findings);
    }

    private static void CheckColumn<T>(T?[]? column, int length, T min, T max, string name, Findings findings)
        where T : struct, IComparable<T>
    {
        if (column is null)
            return;
        if (column.Length != length)
            findings.Add($"{name} has {column.Length} entries instead of {length}");
        for (var i = 0; i < column.Length; i++)
            CheckRange(column[i], min, max, $"{name}[{i}]", findings);
    }

    private static void CheckRange<T>(T? value, T min, T max, string name, Findings findings)
        where T : struct, IComparable<T>
    {
        // NaN compares below everything, so it is out of every range.
        if (value is { } v && (v.CompareTo(min) < 0 || v.CompareTo(max) > 0))
            findings.Add($"{name} is {v}; it must be {min} to {max}");
    }

    private static void CheckTexts(string?[]? column, int length, int most, string name, Findings findings)
    {
        if (column is null)
            return;
        if (column.Length != length)
            findings.Add($"{name} has {column.Length} entries instead of {length}");
        for (var i = 0; i < column.Length; i++)
            CheckText(column[i], most, $"{name}[{i}]", findings);
    }

    private static void CheckText(string? text, int most, string name, Findings findings)
    {
        if (text is not null && (text.Length > most || text.Any(char.IsControl)))
            findings.Add($"{name} must be at most {most} printable characters");
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= 128 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':');

    /// <summary>Bounded, so that a frame of a million faults costs no million sentences.</summary>
    private sealed class Findings
    {
        private readonly List<string> _words = [];

        public IReadOnlyList<string> Words => _words;

        public void Add(string words)
        {
            if (_words.Count < MaxFindings)
                _words.Add(words);
        }
    }
}
