namespace OpsPortal.Domain;

/// <summary>Something small of a feature that lives on every page of a signed-in person while it is open.</summary>
public interface IPageCompanion
{
    /// <summary>A component without parameters.</summary>
    Type Component { get; }
}
