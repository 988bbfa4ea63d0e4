namespace OpsPortal.Features.Dashboards.Import;

/// <summary>What a field makes of places without a value, in the words of Grafana's files.</summary>
internal static class Nulls
{
    /// <summary>In a field's configuration.</summary>
    public const string Key = "nullValueMode";

    /// <summary>Where there is none, it counts and is drawn as 0.</summary>
    public const string AsZero = "null as zero";
}
