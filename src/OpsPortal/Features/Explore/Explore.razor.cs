using System.Globalization;
using Microsoft.AspNetCore.Components;
using OpsPortal.Ui;

namespace OpsPortal.Features.Explore;

/// <summary>Draws what the URL says; wwwroot/js/explore does the rest and writes the URL.</summary>
public sealed partial class Explore
{
    private static readonly (string Promql, string Words)[] Examples =
    [
        ("up", "which targets answer"),
        ("topk(10, count by (__name__) ({__name__=~\".+\"}))", "the metrics with the most series"),
        ("sum by (job) (rate(scrape_samples_scraped[5m]))", "how fast samples come in"),
        ("ALERTS{alertstate=\"firing\"}", "what is firing"),
    ];

    private ExploreState _state = new([], null, false);
    private IReadOnlyList<ExploreQuery> _editors = [];
    private IReadOnlyList<ChartQuery> _charted = [];
    private TimeRange _range = TimeRange.Default;

    [CascadingParameter] private TimeRange? PageRange { get; set; }

    private string GraphTitle => _state.Shown is [var only] ? only.Text : $"{_state.Shown.Count} queries";

    private string? Refresh => _range.EndsNow ? _range.Refresh?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) : null;

    protected override void OnParametersSet()
    {
        _range = PageRange ?? TimeRange.Default;
        _state = ExploreState.FromUri(Navigation.Uri);
        // There is always somewhere to write.
        _editors = _state.Queries.Count > 0 ? _state.Queries : [new ExploreQuery("", false)];
        _charted = [.. _state.Shown.Select(query => new ChartQuery(query.Text, "{}", Server: _state.Server))];
    }

    private static string Letter(int index) => ((char)('A' + index)).ToString();
}
