namespace OpsPortal.Features.Costs.Report;

/// <summary>Settings under <c>Costs</c>.</summary>
public sealed class CostsOptions
{
    public const string Section = "Costs";

    /// <summary>The month with which fiscal years begin; the default is January.</summary>
    public int FiscalYearStart { get; set; } = 1;

    /// <summary>Per cent of what was computed over which an invoice's variance is flagged; the default is 5.</summary>
    public decimal InvoiceVariancePercent { get; set; } = 5;

    /// <summary>Who is billed, in the FOCUS export; the default is <c>opsportal</c>.</summary>
    public string BillingAccountId { get; set; } = "opsportal";

    /// <summary>Its name; the default is OpsPortal.</summary>
    public string BillingAccountName { get; set; } = "OpsPortal";
}
