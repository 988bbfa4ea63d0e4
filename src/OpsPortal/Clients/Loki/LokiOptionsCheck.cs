using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Loki;

internal sealed class LokiOptionsCheck() : BackendOptionsCheck<LokiOptions>("Loki", "http://127.0.0.1:3100")
{
    protected override IEnumerable<string> Own(LokiOptions o)
    {
        if (o.MaxLines is < 100 or > 50_000)
            yield return "Loki:MaxLines must be between 100 and 50000.";
    }
}
