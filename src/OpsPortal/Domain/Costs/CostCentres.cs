namespace OpsPortal.Domain.Costs;

/// <summary>Who bears costs, and by which rules.</summary>
/// <param name="Rules">The first that fits a line takes it; what none fits is unallocated.</param>
public sealed record CostCentres(IReadOnlyList<CostCentre> All, IReadOnlyList<AllocationRule> Rules)
{
    public static CostCentres None { get; } = new([], []);
}

/// <param name="Id">Short and stable.</param>
public sealed record CostCentre(string Id, string Name);

/// <summary>By what shared costs are split.</summary>
public enum SplitKey
{
    /// <summary>By stated shares.</summary>
    Shares,

    /// <summary>As what the centres bear directly on that day.</summary>
    Cost,

    /// <summary>As the requests, on that day, of the services that one centre bears alone.</summary>
    Requests,
}

/// <summary>Which lines a rule takes, and who bears them. What is null fits all.</summary>
/// <param name="Shares">0..1 by centre, 1 at most together; what is left is unallocated. Empty for a split by a key.</param>
public sealed record AllocationRule(string? Service, string? Team, string? Category, string? Resource, string? Model, SplitKey Key, IReadOnlyDictionary<string, decimal> Shares)
{
    /// <summary>True when one centre bears all of it.</summary>
    public bool IsDirect => Key == SplitKey.Shares && Shares.Count == 1 && Shares.Values.First() == 1;

    public bool Fits(AllocatedLine line) => Is(Service, line.Service) && Is(Team, line.Team) && Is(Category, line.Category) && Is(Resource, line.Resource) && Is(Model, line.Model ?? "");

    private static bool Is(string? wanted, string value) => wanted is null || wanted == value;
}

/// <summary>Costs of one kind on one day.</summary>
public sealed record AllocatedLine(DateOnly Day, string Service, string Team, string Category, string Resource, string? Model, decimal Cost);

/// <summary>A part of a line.</summary>
/// <param name="Centre">Id; null is unallocated.</param>
/// <param name="By">How it came there.</param>
public sealed record AllocatedPart(AllocatedLine Line, string? Centre, decimal Cost, SplitKey? By)
{
    /// <summary>Others bear a part of the same line, or could.</summary>
    public bool IsShared => By is SplitKey.Cost or SplitKey.Requests || Cost != Line.Cost;
}

/// <summary>Lays costs on those who bear them. Nothing is lost and nothing is made: parts sum to their line exactly.</summary>
public static class Allocation
{
    // As fine as costs are kept.
    private const int Decimals = 12;

    /// <param name="requests">By day and service; for splits by requests.</param>
    public static IReadOnlyList<AllocatedPart> Split(IReadOnlyList<AllocatedLine> lines, CostCentres centres, IReadOnlyDictionary<(DateOnly Day, string Service), decimal> requests)
    {
        var ruled = lines.Select(line => (Line: line, Rule: centres.Rules.FirstOrDefault(rule => rule.Fits(line)))).ToArray();
        var direct = ruled.Where(one => one.Rule is null or { Key: SplitKey.Shares }).SelectMany(one => Parts(one.Line, one.Rule?.Shares, one.Rule?.Key)).ToList();
        var byCost = direct.Where(part => part.Centre is not null).GroupBy(part => part.Line.Day).ToDictionary(day => day.Key, day => Sums(day.Select(part => (part.Centre!, part.Cost))));
        // A service whose every rule names one centre alone is that centre's.
        var owners = centres.Rules.Where(rule => rule is { IsDirect: true, Service: not null }).GroupBy(rule => rule.Service!, StringComparer.Ordinal)
            .Where(service => service.Select(rule => rule.Shares.Keys.First()).Distinct(StringComparer.Ordinal).Count() == 1)
            .ToDictionary(service => service.Key, service => service.First().Shares.Keys.First(), StringComparer.Ordinal);
        var byRequests = requests.Where(one => owners.ContainsKey(one.Key.Service)).GroupBy(one => one.Key.Day).ToDictionary(day => day.Key, day => Sums(day.Select(one => (owners[one.Key.Service], one.Value))));
        foreach (var (line, rule) in ruled.Where(one => one.Rule is { Key: not SplitKey.Shares }))
            direct.AddRange(Parts(line, Shares((rule!.Key == SplitKey.Cost ? byCost : byRequests).GetValueOrDefault(line.Day)), rule.Key));
        return direct;
    }

    private static Dictionary<string, decimal> Sums(IEnumerable<(string Centre, decimal Value)> all)
        => all.GroupBy(one => one.Centre, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(one => one.Value), StringComparer.Ordinal);

    // Without anything to go by there is no share, and the line is unallocated.
    private static IReadOnlyDictionary<string, decimal>? Shares(Dictionary<string, decimal>? weights)
        => weights?.Values.Sum() is > 0 and var sum ? weights.ToDictionary(one => one.Key, one => one.Value / sum, StringComparer.Ordinal) : null;

    private static IEnumerable<AllocatedPart> Parts(AllocatedLine line, IReadOnlyDictionary<string, decimal>? shares, SplitKey? key)
    {
        if (shares is null || shares.Count == 0)
            return [new AllocatedPart(line, null, line.Cost, key)];
        var ordered = shares.OrderBy(share => share.Key, StringComparer.Ordinal).ToArray();
        var parts = ordered.Select(share => new AllocatedPart(line, share.Key, Math.Round(line.Cost * share.Value, Decimals), key)).ToList();
        var rest = line.Cost - parts.Sum(part => part.Cost);
        // Shares of one whole leave nothing but what rounding left: that is the last one's.
        if (rest != 0 && Math.Abs(1 - shares.Values.Sum()) < 0.000_000_001m)
            parts[^1] = parts[^1] with { Cost = parts[^1].Cost + rest };
        else if (rest != 0)
            parts.Add(new AllocatedPart(line, null, rest, key));
        return parts;
    }
}
