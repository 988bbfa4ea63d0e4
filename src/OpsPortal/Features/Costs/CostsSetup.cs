using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Budgets;
using OpsPortal.Features.Costs.Centres;
using OpsPortal.Features.Costs.Focus;
using OpsPortal.Features.Costs.Invoices;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Prices;
using OpsPortal.Features.Costs.Report;
using OpsPortal.Features.Costs.Revisions;
using OpsPortal.Features.Costs.WhatIf;

namespace OpsPortal.Features.Costs;

public static class CostsSetup
{
    public static WebApplicationBuilder AddCosts(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddTransient<DayAmounts>();
        builder.Services.AddSingleton<CostStore>();
        builder.Services.AddTransient<CostComputer>();
        builder.Services.AddTransient<MonthUsage>();
        builder.Services.AddSingleton<PriceStore>();
        builder.Services.AddSingleton<IPrices>(services => services.GetRequiredService<PriceStore>());
        builder.Services.AddSingleton<PriceImpactReader>();
        builder.Services.AddHostedService<PriceWatch>();
        builder.Services.AddScoped<ManagerDesk>();
        builder.Services.AddKeyedSingleton<DayBackfill>(CostStore.Topic);
        builder.Services.AddSingleton<ICostFigures, CostFigures>();
        builder.Services.AddScoped<IPortalJob, DailyCostJob>();
        builder.Services.AddScoped<IPortalJob, RunningCostJob>();
        builder.Services.AddSingleton<CostReportReader>();
        builder.Services.AddSingleton<ForecastReader>();
        builder.Services.AddSingleton<BudgetStore>();
        builder.Services.AddSingleton<BudgetReader>();
        builder.Services.AddSingleton<RevisionReader>();
        builder.Services.AddOptions<CostsOptions>().BindConfiguration(CostsOptions.Section).ValidateOnStart()
            .Validate(costs => costs.FiscalYearStart is >= 1 and <= 12, "Costs:FiscalYearStart must be a month, from 1 to 12.")
            .Validate(costs => costs.InvoiceVariancePercent is >= 0 and <= 100, "Costs:InvoiceVariancePercent must be from 0 to 100.")
            .Validate(costs => costs is { BillingAccountId.Length: > 0, BillingAccountName.Length: > 0 }, "Costs:BillingAccountId and Costs:BillingAccountName must not be empty.");
        builder.Services.AddSingleton<MonthClosingStore>();
        builder.Services.AddSingleton<MonthReportReader>();
        builder.Services.AddSingleton<LedgerStore>();
        builder.Services.AddSingleton<LedgerReader>();
        builder.Services.AddSingleton<ReportChannels>();
        builder.Services.AddSingleton<ReportScheduleStore>();
        builder.Services.AddSingleton<ReportPrinter>();
        builder.Services.AddScoped<IPortalJob, MonthReportJob>();
        builder.Services.AddSingleton<WhatIfReader>();
        builder.Services.AddSingleton<CentreReader>();
        builder.Services.AddSingleton<InvoiceStore>();
        builder.Services.AddSingleton<FocusReader>();
        builder.Services.AddSingleton<FocusCsv>();
        builder.Services.AddTransient<CostReviser>();
        builder.Services.AddHostedService<CostGauges>();
        return builder;
    }

    public static WebApplication MapCosts(this WebApplication app)
    {
        app.MapGet("/costs.csv", CostCsv.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet("/costs/focus.csv", (FocusCsv focus, HttpContext context, CancellationToken cancellationToken) => focus.GetAsync(context, cancellationToken))
            .RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet("/costs/report/{month}.csv", MonthFiles.GetCsvAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet("/costs/report/{month}.html", MonthFiles.GetHtmlAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet("/costs/centres.csv", CentreCsv.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet("/costs/invoices.csv", InvoiceCsv.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet("/costs/ledger.csv", LedgerCsv.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet("/costs/table.csv", TableCsv.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet("/costs/prices.csv", PriceCsv.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        return app;
    }
}
