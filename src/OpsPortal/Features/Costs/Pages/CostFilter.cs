namespace OpsPortal.Features.Costs.Pages;

/// <summary>Which lines are looked at; null is all, "" those that have none.</summary>
public sealed record CostFilter
{
    public string? Service { get; init; }

    public string? Category { get; init; }

    public string? Resource { get; init; }

    public string? Model { get; init; }

    public string? Deployment { get; init; }

    public string? Team { get; init; }

    public string? Usage { get; init; }

    /// <summary>True when whole services are looked at: then their requests and budgets belong to the sum.</summary>
    public bool IsWholeServices => this == new CostFilter { Service = Service };

    /// <summary>What is chosen, in the order of <see cref="CostDimensions.All"/>.</summary>
    public IEnumerable<(CostDimension Dimension, string Value)> Chosen
        => CostDimensions.All.Where(one => Get(one) is not null).Select(one => (one, Get(one)!));

    public string? Get(CostDimension dimension) => dimension switch
    {
        CostDimension.Service => Service,
        CostDimension.Category => Category,
        CostDimension.Resource => Resource,
        CostDimension.Model => Model,
        CostDimension.Deployment => Deployment,
        CostDimension.Team => Team,
        CostDimension.Usage => Usage,
        _ => null,
    };

    /// <summary>A day is no filter but a span: it is left as it is.</summary>
    public CostFilter With(CostDimension dimension, string? value) => dimension switch
    {
        CostDimension.Service => this with { Service = value },
        CostDimension.Category => this with { Category = value },
        CostDimension.Resource => this with { Resource = value },
        CostDimension.Model => this with { Model = value },
        CostDimension.Deployment => this with { Deployment = value },
        CostDimension.Team => this with { Team = value },
        CostDimension.Usage => this with { Usage = value },
        _ => this,
    };
}
