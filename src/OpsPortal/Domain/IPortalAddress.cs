namespace OpsPortal.Domain;

/// <summary>Where people reach the portal, for links that leave it.</summary>
public interface IPortalAddress
{
    /// <summary>Without a trailing slash; known once the portal listens.</summary>
    string BaseUrl { get; }
}
