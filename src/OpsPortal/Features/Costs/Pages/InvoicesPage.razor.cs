using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Invoices;
using OpsPortal.Features.Costs.Report;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>A month's invoices against what was computed. Its state is its URL: <c>?month=2026-11</c>.</summary>
public sealed partial class InvoicesPage
{
    private Reading<InvoiceReport> _reading = Reading<InvoiceReport>.Loading;
    private IReadOnlyList<InvoiceDraft> _drafts = [];
    private IReadOnlyList<string> _problems = [];
    private DaySpan? _read;
    private string _file = "";
    private string? _problem, _done;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "month")] public string? MonthText { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private InvoiceStore Store { get; set; } = default!;

    [Inject] private ManagerDesk Desk { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private IOptions<CostsOptions> Options { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private DaySpan Month => DaySpan.Month(DaySpan.TryReadDay(MonthText + "-01", out var first) ? first : UtcSpan.DayOf(Clock.GetUtcNow()));

    private string Csv => new CostView(Month).ToUri("/costs/invoices.csv");

    protected override async Task OnParametersSetAsync()
    {
        if (_read == Month)
            return;
        (_read, _done, _problem) = (Month, null, null);
        await ReadAsync();
    }

    private async Task ReadAsync() => _reading = _reading.Next(await OnceAsync(() => Store.ReadAsync(Month, CancellationToken.None)));

    private async Task LookAsync(InputFileChangeEventArgs change)
    {
        (_drafts, _problems, _done, _problem) = ([], [], null, null);
        if (change.File.Size > InvoiceFile.MostCharacters)
        {
            _problems = ["The file is larger than 2 MB."];
            return;
        }
        using var reader = new StreamReader(change.File.OpenReadStream(InvoiceFile.MostCharacters));
        (_drafts, _problems) = InvoiceFile.Read(await reader.ReadToEndAsync());
        _file = change.File.Name.Length > 200 ? change.File.Name[^200..] : change.File.Name;
    }

    private async Task LoadAsync()
    {
        var drafts = _drafts;
        await ActAsync(actor => Store.LoadAsync(actor, _file, drafts, CancellationToken.None), Counted.Of(drafts.Count, "invoice is", "invoices are") + " loaded.");
        if (_problem is null)
            _drafts = [];
    }

    private Task WithdrawAsync(InvoiceHead invoice) => ActAsync(actor => Store.WithdrawAsync(actor, invoice.Id, CancellationToken.None), $"{invoice.Number} of {invoice.Provider} is withdrawn.");

    private async Task ActAsync(Func<Actor, Task<string?>> act, string done)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _problem = await Desk.ChangeAsync(Session, act);
            _done = _problem is null ? done : null;
            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private string Text(decimal amount) => Money.Text(amount, Figures.Currency);

    private string Of(ProviderMonth one, decimal amount) => one.Numbers.Count == 0 ? "–" : Text(amount);

    private string Link(int by) => "/costs/invoices?month=" + Month.Shifted(by).From.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
