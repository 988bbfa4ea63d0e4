using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>One choice of a variable.</summary>
public sealed record VariableOption(string Text, string Value, bool Selected);

/// <summary>A variable with its choices and what is chosen.</summary>
/// <param name="Options">In the order of the variable's sort; All first where there is one, with the value <c>$__all</c>.</param>
/// <param name="Values">What is chosen, as in the address: <c>["$__all"]</c> for All.</param>
/// <param name="Error">Why there are no options, in words; null when all went well.</param>
public sealed record ResolvedVariable(Variable Variable, IReadOnlyList<VariableOption> Options, IReadOnlyList<string> Values, string? Error = null)
{
    /// <summary>The value that stands for All.</summary>
    public const string All = "$__all";

    /// <summary>What the value of an interval variable begins with when it follows the range; its name comes behind.</summary>
    public const string Auto = "$__auto_interval_";

    public string Name => Variable.Name;

    public bool IsAll => Values is [All];

    /// <summary>What is chosen, All written out as its options.</summary>
    public IReadOnlyList<string> ExpandedValues => IsAll ? [.. Options.Where(option => option.Value != All).Select(option => option.Value)] : Values;

    /// <summary>What is chosen as people read it: <c>All</c>, <c>a + b</c>.</summary>
    public string Text => IsAll ? "All" : string.Join(" + ", Values.Select(TextOf));

    public string TextOf(string value) => Options.FirstOrDefault(option => option.Value == value)?.Text ?? value;
}

/// <summary>All variables of a dashboard at one time range.</summary>
public sealed partial class ResolvedVariables(IReadOnlyList<ResolvedVariable> items, IReadOnlyDictionary<string, string>? globals = null)
{
    private readonly Dictionary<string, ResolvedVariable> _byName = items.GroupBy(item => item.Name).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> _globals = globals ?? new Dictionary<string, string>();

    public static ResolvedVariables Empty { get; } = new([]);

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ResolvedVariable> Items { get; } = items;

    public ResolvedVariable? Find(string name) => _byName.GetValueOrDefault(name);
}
