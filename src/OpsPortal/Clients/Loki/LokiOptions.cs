using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Loki;

/// <summary>Section <c>Loki</c>.</summary>
public sealed class LokiOptions : TenantOptions
{
    /// <summary>Most lines of one question: Loki's <c>max_entries_limit_per_query</c>. The default is 5,000.</summary>
    public int MaxLines { get; set; } = 5000;
}
