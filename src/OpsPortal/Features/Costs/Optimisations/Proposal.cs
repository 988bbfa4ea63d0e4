namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>A way to pay less for the same.</summary>
/// <param name="Kind">One of <see cref="ProposalKinds"/>.</param>
/// <param name="Subject">What it is about, so that the same is known again: a resource, a pair of models.</param>
/// <param name="Low">What the days that were looked at would have been cheaper by, at least; in the price book's currency.</param>
/// <param name="High">At most; the same where it is known.</param>
/// <param name="Steps">The arithmetic, in order.</param>
/// <param name="SameMoney">Proposals of one key save the same money: only one of them can be had.</param>
/// <param name="Drivers">The cost drivers that it would change.</param>
public sealed record Proposal(
    string Kind, string Service, string Subject, string Title, decimal Low, decimal High, IReadOnlyList<ProposalStep> Steps, string SameMoney, IReadOnlyList<string> Drivers)
{
    public string Id => $"{Kind}:{Service}:{Subject}";
}

/// <param name="Value">With its unit, as shown.</param>
/// <param name="Source">Where it is from, or how it is made of those before.</param>
public sealed record ProposalStep(string What, string Value, string Source);

public static class ProposalKinds
{
    /// <summary>GPUs that are paid by the hour could have been off.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>GPUs that are paid by the hour would have been cheaper by the second of work.</summary>
    public const string Serverless = "serverless";

    /// <summary>Another model that people rate as high costs less for the same tokens.</summary>
    public const string Model = "model";

    /// <summary>GPUs that are paid by the hour could be of a cheaper type.</summary>
    public const string Size = "size";

    /// <summary>GPUs that are paid by the hour could be spot instances.</summary>
    public const string Spot = "spot";

    /// <summary>More of the tokens could have come from a cache.</summary>
    public const string Cache = "cache";
}

/// <summary>A line of the days that are looked at, summed over them.</summary>
internal sealed record UsedLine(string Service, string Driver, string Resource, string? Model, string? Usage, string PriceKey, string? Unit, decimal Amount, decimal Cost);

/// <summary>What a service used on the days that are looked at.</summary>
/// <param name="First">First UTC day.</param>
/// <param name="Last">Last UTC day, included.</param>
internal sealed record UsedDays(DateOnly First, DateOnly Last, int Days, IReadOnlyList<UsedLine> Lines)
{
    /// <summary>What was read of busy counters, by driver and price: several proposers ask for the same.</summary>
    public Dictionary<(string Driver, string PriceKey), BusySamples> Busy { get; } = [];
}

/// <summary>One kind of proposal.</summary>
internal interface IProposer
{
    /// <returns>Nothing found is an empty list; not ok when what it needs can't be read now.</returns>
    Task<Domain.Outcome<IReadOnlyList<Proposal>>> FindAsync(Catalog.ServiceEntry service, UsedDays used, CancellationToken cancellationToken);
}
