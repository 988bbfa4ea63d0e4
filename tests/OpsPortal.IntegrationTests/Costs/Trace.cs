using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>A recorded trace of requests, and what a Prometheus scraped of its counters.</summary>
internal sealed class Trace
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "OpsPortal.IntegrationTests", "Fixtures", "traces");

    /// <summary>When it begins, Unix seconds: a UTC midnight.</summary>
    public static readonly long Start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>Each request: seconds from the start, model, tokens in and out.</summary>
    public static IReadOnlyList<(decimal At, string Model, long Input, long Output)> Requests { get; } = ReadRequests();

    /// <summary>Exact totals by day and model, made by other code: requests, tokens in, tokens out.</summary>
    public static IReadOnlyList<(DateOnly Day, string Model, long Requests, long Input, long Output)> Reference { get; } =
        [.. File.ReadLines(Path.Combine(Folder, "reference_servegen_dev.csv")).Skip(1).Select(line => line.Split(',')).Select(part => (
            DateOnly.ParseExact(part[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), part[1], Long(part[2]), Long(part[4]), Long(part[5])))];

    /// <summary>Backfills it into a data folder of Prometheus.</summary>
    /// <param name="job">The series' job.</param>
    /// <returns>Every series as it was scraped: metric, labels and samples.</returns>
    public static async Task<IReadOnlyDictionary<string, List<(double Time, double Value)>>> BackfillAsync(string data, string job, params string[] options)
    {
        var kept = Directory.CreateTempSubdirectory("opsportal-trace-").FullName;
        var start = new ProcessStartInfo("python3") { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-B", "csv_to_prometheus.py", "servegen_dev.csv.gz", "--data", data, "--job", job, "--keep", kept, .. options])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var failed = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await said + failed);
        var series = new Dictionary<string, List<(double, double)>>(StringComparer.Ordinal);
        foreach (var line in Directory.GetFiles(kept).Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Where(line => line[0] != '#'))
        {
            var parts = line.Split(' ');
            if (!series.TryGetValue(parts[0], out var samples))
                series[parts[0]] = samples = [];
            samples.Add((double.Parse(parts[2], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture)));
        }
        Directory.Delete(kept, recursive: true);
        return series;
    }

    private static List<(decimal, string, long, long)> ReadRequests()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, "servegen_dev.csv.gz")), CompressionMode.Decompress));
        reader.ReadLine();
        var all = new List<(decimal, string, long, long)>();
        while (reader.ReadLine() is { } line)
        {
            var part = line.Split(',');
            all.Add((decimal.Parse(part[0], CultureInfo.InvariantCulture), part[1], Long(part[2]), Long(part[3])));
        }
        return all;
    }

    private static long Long(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
