namespace OpsPortal.Features.Costs.Pages;

/// <summary>What costs can be looked at by.</summary>
public enum CostDimension
{
    Service,
    Category,
    Resource,
    Model,
    Deployment,
    Team,
    Usage,
    Day,
}

/// <summary>The dimensions in words, in URLs and in SQL.</summary>
public static class CostDimensions
{
    public static IReadOnlyList<CostDimension> All { get; } = Enum.GetValues<CostDimension>();

    /// <summary>As in a URL.</summary>
    public static string Word(this CostDimension dimension) => dimension.ToString().ToLowerInvariant();

    public static string Title(this CostDimension dimension) => dimension == CostDimension.Usage ? "GPU use" : dimension.ToString();

    /// <summary>What is shown where a line has none.</summary>
    public static string None(this CostDimension dimension) => dimension switch
    {
        CostDimension.Usage => "not told apart",
        CostDimension.Team => "no team",
        _ => $"no {dimension.Word()}",
    };

    public static bool TryRead(string? word, out CostDimension dimension) => Enum.TryParse(word, ignoreCase: true, out dimension) && Enum.IsDefined(dimension) && !char.IsAsciiDigit(word![0]);

    /// <summary>Where a click on a value leads to: what it is made of.</summary>
    public static CostDimension Deeper(this CostDimension dimension) => dimension switch
    {
        CostDimension.Team => CostDimension.Service,
        CostDimension.Service or CostDimension.Category or CostDimension.Deployment or CostDimension.Usage => CostDimension.Resource,
        CostDimension.Model or CostDimension.Resource => CostDimension.Day,
        _ => CostDimension.Resource,
    };

    /// <summary>Of a line <c>l</c>; "" where it has none.</summary>
    internal static string Sql(this CostDimension dimension) => dimension switch
    {
        CostDimension.Team => CostReportReader.Team,
        CostDimension.Day => "to_char(l.day, 'YYYY-MM-DD')",
        _ => $"coalesce(l.{dimension.Word()}, '')",
    };
}
