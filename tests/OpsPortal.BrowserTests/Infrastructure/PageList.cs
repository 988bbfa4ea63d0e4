namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>Every page a person can open, with the element that says it is of use: measured by the bench, visited by the tests.</summary>
public static class PageList
{
    /// <summary>Path, name for files and tables, selector of the first useful element (not of a loading state).</summary>
    public static IReadOnlyList<(string Path, string Name, string Useful)> All { get; } =
    [
        ("/", "overview", "[data-testid=tile-h200] [data-testid=figure-requests] [data-raw]"),
        ("/services/h200", "service", "[data-testid=figure-requests] [data-raw]"),
        ("/dashboards", "dashboards", "[data-testid=dashboard-h200]"),
        ("/d/h200", "dashboard", "[data-testid=dashboard-grid] op-panel[data-state=ready]"),
        ("/dashboards/import", "dashboard-import", "[data-testid=drop][data-ready]"),
        ("/dashboards/deleted", "dashboards-deleted", "[data-testid=empty], [data-testid^=deleted-]"),
        ("/gpus", "gpus", "[data-testid=gpu-card] [data-testid=utilization]"),
        ("/models", "models", "[data-testid=model-gpt-4] [data-raw]"),
        ("/business", "business", "[data-testid=business-h200] [data-testid=requests] [data-raw]"),
        ("/business?service=h200", "business-service", "[data-testid=now-requests][data-raw]"),
        ("/costs", "costs", "[data-testid=cost-total] [data-raw]"),
        ("/costs/prices?key=gpu.H200.hourly", "prices", "[data-testid=price-history]"),
        ("/costs/revisions?service=h200", "revisions", "[data-testid=revisions], [data-testid=empty]"),
        ("/costs/budgets?scope=service&name=h200", "budgets", "[data-testid=budget-history]"),
        ("/costs/what-if?traffic=*:2", "what-if", "[data-testid=what-if-table]"),
        ("/costs/report", "cost-report", "[data-testid=report-words], [data-testid=empty]"),
        ("/costs/centres", "cost-centres", "[data-testid=centre-unallocated]"),
        ("/costs/anomalies", "cost-anomalies", "[data-testid=anomaly], [data-testid=anomaly-hours], [data-testid=empty]"),
        ("/costs/optimisations", "cost-optimisations", "[data-testid=proposal], [data-testid=empty]"),
        ("/costs/ledger", "ledger", "[data-testid=ledger], [data-testid=empty]"),
        ("/costs/invoices", "invoices", "[data-testid=providers], [data-testid=empty]"),
        ("/incidents", "incidents", "[data-testid=incident-row], [data-testid=empty]"),
        ("/incidents/metrics", "incident-metrics", "[data-testid=metrics-table], [data-testid=empty]"),
        ("/incidents/silences", "silences", "[data-testid=silences], [data-testid=empty]"),
        ("/on-call", "on-call", "[data-testid=schedule], [data-testid=empty]"),
        ("/on-call/policies", "policies", "[data-testid=policy], [data-testid=empty]"),
        ("/on-call/simulate", "simulate", "[data-testid=answer]"),
        ("/on-call/schedules/new", "schedule", "[data-testid=layer]"),
        ("/on-call/policies/new", "policy", "[data-testid=step]"),
        ("/notifications/channels", "channels", "[data-testid=channel], [data-testid=empty]"),
        ("/notifications/me", "my-ways", "[data-testid=channel], [data-testid=empty]"),
        ("/notifications/log", "sent-messages", "[data-testid=message], [data-testid=empty]"),
        ("/logs", "logs", "[data-testid=log-line]"),
        ("/logs/patterns", "log-patterns", "[data-testid=pattern], [data-testid=empty]"),
        ("/traces", "trace", "[data-testid=not-configured], [data-testid=empty]"),
        ("/explore?q=up", "explore", "[data-testid=graph] canvas"),
        ("/explore/targets", "targets", "[data-testid=target]"),
        ("/explore/rules", "rules", "[data-testid=rule]"),
        ("/jobs", "jobs", "[data-testid^=job-daily]"),
        ("/system", "system", "[data-testid=backend-Prometheus]"),
        ("/access", "access", "[data-testid=user-local-admin]"),
        ("/account", "account", "h1"),
    ];
}
