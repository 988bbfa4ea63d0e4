namespace OpsPortal.Features.Incidents;

/// <summary>How soon people must come. The number is what the database keeps.</summary>
public enum Priority
{
    /// <summary>At once.</summary>
    P1 = 1,

    /// <summary>Within 30 minutes.</summary>
    P2 = 2,

    /// <summary>Within 2 hours.</summary>
    P3 = 3,

    /// <summary>By the end of the next business day.</summary>
    P4 = 4,
}
