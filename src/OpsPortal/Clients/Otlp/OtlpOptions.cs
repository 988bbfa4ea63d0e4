using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Otlp;

/// <summary>Section <c>Logs:Own:Otlp</c>: an OpenTelemetry collector, or Loki's <c>/otlp</c>.</summary>
public sealed class OtlpOptions : TenantOptions
{
    internal const string Section = "Logs:Own:Otlp";
}

internal sealed class OtlpOptionsCheck() : BackendOptionsCheck<OtlpOptions>(OtlpOptions.Section, "http://127.0.0.1:4318");
