using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.WhatIf;

/// <summary>
/// The page's state, as it stands in its URL: the span and service of <see cref="CostView"/>, and what is assumed:
/// <c>prices=2026-11-20&amp;price=gpu.H200.hourly:3.1&amp;traffic=h200:1.5&amp;move=aurelis:gpt-4o:gpt-4o-mini:0.5&amp;deploy=h200:serverless</c>
/// or <c>deploy=ai-gateway:timed:2</c>.
/// </summary>
public sealed record WhatIfView(CostView Costs, Scenario Scenario)
{
    public const string Path = "/costs/what-if";

    /// <param name="error">What of the URL can't be read, in words; it is left out.</param>
    public static WhatIfView FromUri(string uri, DateOnly today, out string? error)
    {
        var costs = CostView.FromUri(uri, today, out error);
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..]);
        var wrong = new List<string>();
        DateOnly? of = null;
        if (All(query, "prices").LastOrDefault() is { Length: > 0 } text)
        {
            if (DaySpan.TryReadDay(text, out var day))
                of = day;
            else
                wrong.Add("prices=" + text);
        }
        var scenario = new Scenario(of, Amounts(query, "price", wrong), Amounts(query, "traffic", wrong), Read(query, "move", ReadMove, wrong), Read(query, "deploy", ReadDeployment, wrong));
        error ??= wrong.Count == 0 ? null : $"This can't be read and is left out: {string.Join(", ", wrong)}.";
        return new WhatIfView(costs, scenario);
    }

    public string ToUri()
    {
        var query = new List<KeyValuePair<string, string?>> { new("prices", Scenario.PricesOf is { } day ? DaySpan.Write(day) : null) };
        query.AddRange(Scenario.Prices.Select(price => new KeyValuePair<string, string?>("price", $"{price.Key}:{Money.Exact(price.Value)}")));
        query.AddRange(Scenario.Traffic.Select(one => new KeyValuePair<string, string?>("traffic", $"{one.Key}:{Money.Exact(one.Value)}")));
        query.AddRange(Scenario.Moves.Select(move => new KeyValuePair<string, string?>("move", $"{move.Service}:{move.From}:{move.To}:{Money.Exact(move.Share)}")));
        query.AddRange(Scenario.Deployments.Select(one => new KeyValuePair<string, string?>("deploy", one.To == DeploymentKind.Timed ? $"{one.Service}:timed:{one.Gpus}" : $"{one.Service}:serverless")));
        return QueryHelpers.AddQueryString(Costs.ToUri(Path), query.Where(pair => pair.Value is not null));
    }

    private static string[] All(Dictionary<string, StringValues> query, string name) => query.TryGetValue(name, out var values) ? [.. values.OfType<string>().Take(50)] : [];

    private static List<T> Read<T>(Dictionary<string, StringValues> query, string name, Func<string, T?> read, List<string> wrong)
        where T : class
    {
        var all = new List<T>();
        foreach (var text in All(query, name))
        {
            if (read(text) is { } one)
                all.Add(one);
            else
                wrong.Add($"{name}={text}");
        }
        return all;
    }

    private static Dictionary<string, decimal> Amounts(Dictionary<string, StringValues> query, string name, List<string> wrong)
        => Read(query, name, text => text.LastIndexOf(':') is > 0 and var colon && Number(text[(colon + 1)..]) is { } amount ? new Named(text[..colon], amount) : null, wrong)
            .GroupBy(one => one.Name, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last().Amount, StringComparer.Ordinal);

    private static ModelMove? ReadMove(string text) => text.Split(':') is [var service, var from, var to, var share] && Number(share) is > 0 and <= 1 and var part ? new ModelMove(service, from, to, part) : null;

    private static DeploymentMove? ReadDeployment(string text) => text.Split(':') switch
    {
        [var service, "serverless"] => new DeploymentMove(service, DeploymentKind.Serverless, 0),
        [var service, "timed", var gpus] when int.TryParse(gpus, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 10_000 => new DeploymentMove(service, DeploymentKind.Timed, count),
        _ => null,
    };

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000m ? number : null;

    private sealed record Named(string Name, decimal Amount);
}
