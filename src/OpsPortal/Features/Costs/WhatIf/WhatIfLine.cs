namespace OpsPortal.Features.Costs.WhatIf;

/// <summary>A kept line of cost, as it was and as it would be.</summary>
/// <param name="Unit">Of the price; null without one.</param>
/// <param name="UnitPrice">That it was computed with.</param>
/// <param name="Cost">Null without a price: unknown.</param>
public sealed record WhatIfLine(
    string Service, DateOnly Day, string Category, string Resource, string? Model, string? Deployment, string? Usage, string PriceKey, string? Unit, decimal? UnitPrice, decimal Amount,
    DateTimeOffset? PricedAt, decimal? UsedBefore, decimal? Cost)
{
    /// <summary>True of what is paid for by what is done: tokens, seconds of inference, gigabytes sent.</summary>
    public bool IsByUse => Unit is "1000 tokens" or "second" or "GB";
}

/// <summary>A line and what it would cost.</summary>
/// <param name="Was">Null for what wasn't there.</param>
/// <param name="Would">Null for what wouldn't be.</param>
public sealed record WhatIfPair(WhatIfLine? Was, WhatIfLine? Would)
{
    public WhatIfLine Any => Would ?? Was!;
}
