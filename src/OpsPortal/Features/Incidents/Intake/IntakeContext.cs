using OpsPortal.Catalog;
using OpsPortal.Features.Incidents.Correlating;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>What the intake knows beside the database: the catalog's tables and the settings.</summary>
public sealed record IntakeContext(SeverityTable Severities, ServiceCatalog Catalog, CorrelationRules Rules, IncidentsOptions Options);
