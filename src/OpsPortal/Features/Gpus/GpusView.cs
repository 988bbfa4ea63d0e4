using System.Globalization;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>
/// What of the GPUs page is in its address: <c>/gpus?host=&amp;sort=&amp;trend=&amp;mode=&amp;colour=&amp;group=&amp;compare=&amp;gpu=</c>. What is
/// unknown falls back to the default.
/// </summary>
/// <param name="Host">One host, or <c>null</c> for all.</param>
/// <param name="Sort">One of <see cref="Sorts"/>.</param>
/// <param name="Trend">One of <see cref="Trends"/>.</param>
/// <param name="Mode">"cards" or "fleet"; <c>null</c> lets the number of hosts decide.</param>
/// <param name="Colour">One of <see cref="Colours"/>.</param>
/// <param name="Group">One of <see cref="Groups"/>.</param>
/// <param name="Compare">GPUs whose lines are drawn together, "host/position" by commas; <c>null</c> for those of the host.</param>
/// <param name="Gpu">Position of the one GPU of the host that is shown, 0-based; <c>null</c> for all.</param>
internal sealed record GpusView(string? Host, string Sort, string Trend, string? Mode = null, string Colour = "utilization", string Group = "host", string? Compare = null, int? Gpu = null)
{
    /// <summary>From so many hosts on the page opens with the fleet.</summary>
    public const int FleetFrom = 5;

    /// <summary>Orders of the GPUs of a host, the default first.</summary>
    public static IReadOnlyList<(string Key, string Text)> Sorts { get; } =
    [
        ("index", "By index"), ("trouble", "Trouble first"), ("utilization", "Busiest first"), ("memory", "Fullest first"), ("temperature", "Hottest first"), ("power", "Most power first"),
    ];

    /// <summary>Figures that can be drawn over the last 15 minutes, the default first.</summary>
    public static IReadOnlyList<(string Key, string Text)> Trends { get; } =
        [("utilization", "Utilization"), ("memory", "Memory"), ("temperature", "Temperature"), ("power", "Power")];

    /// <summary>Figures that colour the fleet's cells, the default first.</summary>
    public static IReadOnlyList<(string Key, string Text)> Colours { get; } = [.. Trends, ("trouble", "Trouble")];

    /// <summary>What the fleet's cells are grouped by, the default first.</summary>
    public static IReadOnlyList<(string Key, string Text)> Groups { get; } = 
        [("host", "By host"), ("model", "By model"), ("service", "By service"), ("job", "By program"), ("mig", "By MIG parts")];

    public static GpusView Parse(string? host, string? sort, string? trend, string? mode = null, string? colour = null, string? group = null, string? compare = null, string? gpu = null) =>
        new(string.IsNullOrWhiteSpace(host) ? null : host, Known(Sorts, sort), Known(Trends, trend), mode is "cards" or "fleet" ? mode : null, Known(Colours, colour), Known(Groups, group), string.IsNullOrWhiteSpace(compare) || compare.Length > 2000 ? null : compare,
            !string.IsNullOrWhiteSpace(host) && int.TryParse(gpu, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < GpuFrame.MaxGpus ? at : null);

    /// <summary>The address' parameters; a default is <c>null</c>, which takes the parameter away and leaves those of others alone.</summary>
    public IReadOnlyDictionary<string, object?> Query => new Dictionary<string, object?>
    {
        ["host"] = Host,
        ["sort"] = Sort == Sorts[0].Key ? null : Sort,
        ["trend"] = Trend == Trends[0].Key ? null : Trend,
        ["mode"] = Mode,
        ["colour"] = Colour == Colours[0].Key ? null : Colour,
        ["group"] = Group == Groups[0].Key ? null : Group,
        ["compare"] = Compare,
        ["gpu"] = Gpu,
    };

    /// <summary>Whether the fleet is shown: asked for, or many hosts and none of them chosen.</summary>
    public bool IsFleet(int hosts) => Mode is null ? Host is null && hosts >= FleetFrom : Mode == "fleet";

    private static string Known(IReadOnlyList<(string Key, string Text)> all, string? key) =>
        all.Any(one => one.Key == key) ? key! : all[0].Key;
}
