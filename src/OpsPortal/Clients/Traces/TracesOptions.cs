using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Traces;

/// <summary>Section <c>Traces</c>: a Jaeger or a Tempo, told apart by what they answer.</summary>
public sealed class TracesOptions : TenantOptions;

internal sealed class TracesOptionsCheck() : BackendOptionsCheck<TracesOptions>("Traces", "http://127.0.0.1:16686");
