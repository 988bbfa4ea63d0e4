namespace OpsPortal.Features.Gpus;

/// <summary>What of the GPUs page is in its address: <c>/gpus?host=&amp;sort=&amp;trend=</c>. What is unknown falls back to the default.</summary>
/// <param name="Host">One host, or <c>null</c> for all.</param>
/// <param name="Sort">One of <see cref="Sorts"/>.</param>
/// <param name="Trend">One of <see cref="Trends"/>.</param>
internal sealed record GpusView(string? Host, string Sort, string Trend)
{
    /// <summary>Orders of the GPUs of a host, the default first.</summary>
    public static IReadOnlyList<(string Key, string Text)> Sorts { get; } =
    [
        ("index", "By index"), ("trouble", "Trouble first"), ("utilization", "Busiest first"), ("memory", "Fullest first"), ("temperature", "Hottest first"), ("power", "Most power first"),
    ];

    /// <summary>Figures that can be drawn over the last 15 minutes, the default first.</summary>
    public static IReadOnlyList<(string Key, string Text)> Trends { get; } =
        [("utilization", "Utilization"), ("memory", "Memory"), ("temperature", "Temperature"), ("power", "Power")];

    public static GpusView Parse(string? host, string? sort, string? trend) =>
        new(string.IsNullOrWhiteSpace(host) ? null : host, Known(Sorts, sort), Known(Trends, trend));

    /// <summary>The address' parameters; a default is <c>null</c>, which takes the parameter away and leaves those of others alone.</summary>
    public IReadOnlyDictionary<string, object?> Query => new Dictionary<string, object?>
    {
        ["host"] = Host,
        ["sort"] = Sort == Sorts[0].Key ? null : Sort,
        ["trend"] = Trend == Trends[0].Key ? null : Trend,
    };

    private static string Known(IReadOnlyList<(string Key, string Text)> all, string? key) =>
        all.Any(one => one.Key == key) ? key! : all[0].Key;
}
