using OpsPortal.Domain.Costs;

namespace OpsPortal.Catalog;

/// <summary>Reads <c>catalog/cost-centres.yaml</c>, noting everything that is wrong with it.</summary>
public static class CostCentreReader
{
    private const string Name = "catalog/cost-centres.yaml";
    private static readonly Dictionary<string, SplitKey> Keys = new(StringComparer.Ordinal) { ["cost"] = SplitKey.Cost, ["requests"] = SplitKey.Requests };

    /// <returns>None when there is no such file: every cost is unallocated then.</returns>
    /// <exception cref="CatalogException">Anything is wrong; carries every error.</exception>
    public static CostCentres Load(string file) => File.Exists(file) ? CatalogFile.Load(file, Name, "centres:", Read) : CostCentres.None;

    private static CostCentres Read(YamlMap map)
    {
        var centres = new List<CostCentre>();
        foreach (var one in map.Maps("centres"))
        {
            var centre = new CostCentre(one.Required("id", "research"), one.Required("name", "Research"));
            if (centres.Any(other => other.Id == centre.Id))
                one.Problem("id", $"\"{centre.Id}\" is there twice");
            one.RejectUnknown();
            centres.Add(centre);
        }
        var rules = map.Maps("rules").Select(rule => Rule(rule, centres)).ToArray();
        map.RejectUnknown();
        return new CostCentres(centres, rules);
    }

    private static AllocationRule Rule(YamlMap map, List<CostCentre> centres)
    {
        var shares = new Dictionary<string, decimal>(StringComparer.Ordinal);
        if (map.Map("to") is { } to)
        {
            foreach (var centre in to.Keys)
            {
                if (centres.All(known => known.Id != centre))
                    to.Problem(centre, "is none of the centres above");
                if (to.Number(centre) is > 0 and <= 1 and var share)
                    shares[centre] = share;
                else
                    to.Problem(centre, "needs a share above 0 and at most 1, like 0.5");
            }
            if (shares.Values.Sum() > 1)
                map.Problem("to", "the shares are more than 1 together");
        }
        var by = map.Optional("by");
        var key = SplitKey.Shares;
        if (by is not null && !Keys.TryGetValue(by, out key))
            map.Problem("by", $"\"{by}\" is none of {string.Join(", ", Keys.Keys)}");
        if (by is null == (shares.Count == 0))
            map.Problem("to", "a rule says who bears it (\"to: {research: 1}\") or by what it is split (\"by: cost\"), one of them");
        var rule = new AllocationRule(map.Optional("service"), map.Optional("team"), map.Optional("category"), map.Optional("resource"), map.Optional("model"), key, shares);
        map.RejectUnknown();
        return rule;
    }
}
