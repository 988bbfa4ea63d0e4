namespace OpsPortal.Clients.Backend;

/// <summary>A back end that may hold several tenants' data apart.</summary>
public abstract class TenantOptions : BackendOptions
{
    /// <summary>Sent as <c>X-Scope-OrgID</c>; empty for a server without tenants.</summary>
    public string Tenant { get; set; } = "";
}
