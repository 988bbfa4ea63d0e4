using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Tests.Lab;

/// <summary>Fleets at a known time, and what is read off their pages.</summary>
internal static class LabWorld
{
    public const ulong Seed = 7;

    /// <summary>Tuesday 2026-11-10 12:00 UTC.</summary>
    public const long Noon = 1_794_312_000;

    public static readonly IEffectSource Calm = new EffectSources();

    public static Fleet Fleet(long started = Noon, ulong seed = Seed) => new(seed, started);

    public static Fleet Run(this Fleet fleet, int steps, int seconds = 1, IEffectSource? effects = null)
    {
        for (var i = 0; i < steps; i++)
            fleet.Advance(seconds, effects ?? Calm);
        return fleet;
    }

    public static string Text(MetricPage page)
    {
        var buffer = new ExpositionBuffer();
        TextExposition.Write(page, buffer);
        return System.Text.Encoding.UTF8.GetString(buffer.Written.Span);
    }

    public static string AllText(Fleet fleet) => string.Join("\n", fleet.Pages.Select(Text));

    /// <summary>Samples of a page by full name, as a scrape would read them.</summary>
    public static Dictionary<string, decimal> Samples(MetricPage page) => Text(page)
        .Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(
            line => line[..line.LastIndexOf(' ')],
            line => decimal.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture));

    public static MetricPage Page(Fleet fleet, string job) => fleet.Pages.First(p => p.Job == job);

    /// <summary>Sum of the samples of a name whose labels hold a text.</summary>
    public static decimal Sum(Fleet fleet, string job, string name, string labels = "") => Samples(Page(fleet, job))
        .Where(s => (s.Key == name || s.Key.StartsWith(name + "{", StringComparison.Ordinal)) && s.Key.Contains(labels, StringComparison.Ordinal))
        .Sum(s => s.Value);

    /// <summary>A temporary folder that is gone with the test.</summary>
    public sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("opsportal-lab-").FullName;

        public string File(string name) => System.IO.Path.Combine(Path, name);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
