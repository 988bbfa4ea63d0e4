namespace OpsPortal.Features.Costs.WhatIf;

/// <summary>What is assumed otherwise than it was. Empty: nothing, and nothing changes.</summary>
/// <param name="PricesOf">Prices as the book has them for that UTC day; null: those that each line was computed with.</param>
/// <param name="Prices">Other prices for one unit, by key.</param>
/// <param name="Traffic">How many times as much was done, by service; what is paid by use grows with it, what is held does not.</param>
/// <param name="Moves">Requests of a model that another one answers.</param>
/// <param name="Deployments">GPUs of a service that are paid otherwise.</param>
public sealed record Scenario(
    DateOnly? PricesOf, IReadOnlyDictionary<string, decimal> Prices, IReadOnlyDictionary<string, decimal> Traffic, IReadOnlyList<ModelMove> Moves, IReadOnlyList<DeploymentMove> Deployments)
{
    /// <summary>The key of <see cref="Traffic"/> that stands for every service.</summary>
    public const string Everyone = "*";

    public static Scenario Nothing { get; } = new(null, new Dictionary<string, decimal>(), new Dictionary<string, decimal>(), [], []);

    public bool IsEmpty => PricesOf is null && Prices.Count == 0 && Traffic.Count == 0 && Moves.Count == 0 && Deployments.Count == 0;

    public decimal TrafficOf(string service) => Traffic.TryGetValue(service, out var own) ? own : Traffic.GetValueOrDefault(Everyone, 1);
}

/// <param name="Share">0..1 of its tokens or seconds, the same number of them at the other model's price.</param>
public sealed record ModelMove(string Service, string From, string To, decimal Share);

/// <param name="Gpus">GPUs that are held all day, for <see cref="DeploymentKind.Timed"/>.</param>
public sealed record DeploymentMove(string Service, DeploymentKind To, int Gpus);

/// <summary>How GPUs are paid.</summary>
public enum DeploymentKind
{
    /// <summary>By the second of work: what was idle costs nothing.</summary>
    Serverless,

    /// <summary>By the hour, used or not.</summary>
    Timed,
}
