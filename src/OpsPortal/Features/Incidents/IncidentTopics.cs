namespace OpsPortal.Features.Incidents;

/// <summary>Words of the change feed.</summary>
internal static class IncidentTopics
{
    /// <summary>The key is an incident's number, <see cref="LooseAlerts"/>, or everything.</summary>
    public const string Incidents = "incidents";

    /// <summary>Alerts that belong to no incident changed.</summary>
    public const string LooseAlerts = "alerts";
}
