using System.Globalization;
using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Centres;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Who bears a period's costs. Its state is its URL.</summary>
public sealed partial class CentresPage
{
    private const string Path = "/costs/centres";
    private Reading<CentreReport> _reading = Reading<CentreReport>.Loading;

    [Inject] private CentreReader Reader { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    protected override Task OnInitializedAsync()
    {
        ReadAt(Path);
        return ReadAsync();
    }

    protected override CostView Parse(string uri, DateOnly today, out string? error) => CostView.FromUri(uri, today, out error);

    protected override async Task ReadAsync() => _reading = _reading.Next(await OnceAsync(() => Reader.ReadAsync(View.Span, Left)));

    private static IReadOnlyList<string> Categories(CentreReport report)
        => [.. report.Parts.GroupBy(part => part.Line.Category, StringComparer.Ordinal).OrderByDescending(same => same.Sum(part => part.Cost)).Select(same => same.Key)];

    private static string Which(AllocationRule rule)
    {
        var parts = new[] { ("service", rule.Service), ("team", rule.Team), ("category", rule.Category), ("resource", rule.Resource), ("model", rule.Model) };
        return parts.Where(part => part.Item2 is not null).Select(part => $"{part.Item1} {part.Item2}").DefaultIfEmpty("everything").Aggregate((all, one) => $"{all}, {one}");
    }

    private static string Who(AllocationRule rule, CostCentres centres) => rule.Key switch
    {
        SplitKey.Cost => "split as what the centres bear directly on that day",
        SplitKey.Requests => "split by the requests on that day of the services that one centre bears alone",
        _ => string.Join(", ", rule.Shares.Select(share => $"{centres.All.First(centre => centre.Id == share.Key).Name} {(share.Value * 100).ToString("0.##", CultureInfo.InvariantCulture)} %"))
            + (rule.Shares.Values.Sum() < 1 ? ", the rest unallocated" : ""),
    };
}
