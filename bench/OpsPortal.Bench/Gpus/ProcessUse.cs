using System.Globalization;

namespace OpsPortal.Bench.Gpus;

/// <summary>Processor time and memory of processes, from /proc; a group of processes is summed.</summary>
internal static class ProcessUse
{
    private const double TicksASecond = 100;

    /// <summary>Seconds of processor time and bytes of resident memory; processes that are gone count nothing.</summary>
    public static (double Seconds, long Bytes) Of(IEnumerable<int> pids)
    {
        var (seconds, bytes) = (0.0, 0L);
        foreach (var pid in pids)
        {
            try
            {
                // The name may hold blanks and brackets: what is counted stands after its end.
                var stat = File.ReadAllText($"/proc/{pid}/stat");
                var parts = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                seconds += (long.Parse(parts[11], CultureInfo.InvariantCulture) + long.Parse(parts[12], CultureInfo.InvariantCulture)) / TicksASecond;
                bytes += long.Parse(parts[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            }
            catch (IOException)
            {
                // It ended.
            }
        }

        return (seconds, bytes);
    }

    /// <summary>Processes whose command line has the words, and their descendants where wished.</summary>
    public static IReadOnlyList<int> Find(Func<int, string, bool> matches) =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(pid => Matches(pid, matches))];

    /// <summary>A process and all that it started.</summary>
    public static IReadOnlyList<int> Tree(int root)
    {
        var parents = Find((_, _) => true).ToDictionary(pid => pid, Parent);
        return [.. parents.Keys.Where(pid => IsUnder(pid, root, parents))];
    }

    public static string Environ(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static bool IsUnder(int pid, int root, Dictionary<int, int> parents)
    {
        for (var steps = 0; steps < 50 && pid > 1; steps++)
        {
            if (pid == root)
                return true;
            pid = parents.GetValueOrDefault(pid);
        }

        return false;
    }

    private static int Parent(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static bool Matches(int pid, Func<int, string, bool> matches)
    {
        try
        {
            return matches(pid, File.ReadAllText($"/proc/{pid}/cmdline"));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
