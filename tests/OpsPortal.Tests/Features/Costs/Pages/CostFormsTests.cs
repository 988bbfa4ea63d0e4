using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs;
using OpsPortal.Features.Costs.Budgets;
using OpsPortal.Features.Costs.Invoices;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Prices;
using OpsPortal.Features.Costs.Report;
using OpsPortal.Tests.Ui;

namespace OpsPortal.Tests.Features.Costs.Pages;

/// <summary>The forms of costs, clicked, with a database that is away: what is wrong is said before it is asked, and that nothing was saved after.</summary>
public sealed class CostFormsTests : PortalTestBase
{
    private static readonly DateTimeOffset Now = new(2026, 12, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly DaySpan November = DaySpan.Month(new DateOnly(2026, 11, 1));
    private readonly PriceBook _book = PriceBookReader.Load(Path.Combine(RepositoryRoot.Path, "catalog", "pricebook.yaml"));

    public CostFormsTests()
        : base(Now, Roles.Manager)
    {
        Services.AddSingleton(_book).AddSingleton(Options.Create(new CostsOptions()))
            .AddSingleton<PriceStore>().AddSingleton<IPrices>(services => services.GetRequiredService<PriceStore>()).AddSingleton<PriceImpactReader>().AddSingleton<BudgetStore>().AddSingleton<LedgerStore>().AddSingleton<LedgerReader>()
            .AddSingleton<MonthClosingStore>().AddSingleton<ReportScheduleStore>().AddSingleton<ReportChannels>().AddSingleton<InvoiceStore>().AddSingleton<ICostFigures, CostFigures>()
            .AddSingleton<INotifications, NoChannels>().AddSingleton<ManagerDesk>();
        SignIn();
    }

    [Fact]
    public void PriceEditor_WhatCannotBeAPrice_IsSaidAndNotPreviewed()
    {
        var form = Render<PriceEditor>(parameters => parameters.Add(one => one.Book, _book).Add(one => one.Item, _book.Item("gpu.H200.hourly")));

        form.On("#price-price", element => element.Change("three fifty"));
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("must be a number"));
        form.On("#price-price", element => element.Change("3.10"));
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("Say why"));
        form.FindAll("[data-testid=price-impact]").ShouldBeEmpty();
        form.FindAll("[data-testid=price-enter]").ShouldBeEmpty();
    }

    [Fact]
    public void PriceEditor_DatabaseAway_SaysSoInPlaceOfAPreview()
    {
        var form = Render<PriceEditor>(parameters => parameters.Add(one => one.Book, _book).Add(one => one.Item, _book.Item("gpu.H200.hourly")));

        form.On("#price-price", element => element.Change("3.10"));
        form.On("#price-reason", element => element.Change("new contract"));
        form.On("form", element => element.Submit());

        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("database does not answer"));
        form.FindAll("[data-testid=price-enter]").ShouldBeEmpty();
    }

    [Fact]
    public void PricePreview_OfAnImpact_SaysWhatADayAndClosedDaysWouldCost()
    {
        var draft = new PriceDraft("gpu.H200.hourly", "hour", null, new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), 3.10m, [], "", "new contract");

        var preview = Render<PricePreview>(parameters => parameters.Add(one => one.Draft, draft).Add(one => one.Currency, "USD")
            .Add(one => one.Impact, new PriceImpact(_book.Find("gpu.H200.hourly", draft.From), null, ["H200"], 12, 840, 744, 7, 70, 62)));

        preview.Find("[data-testid=price-impact]").TextContent.ShouldSatisfyAllConditions(
            text => text.ShouldContain("$3.50 / hour"), text => text.ShouldContain("$3.10 / hour"), text => text.ShouldContain("$70.00"), text => text.ShouldContain("$62.00"),
            text => text.ShouldContain("12 used it there and keep what they cost, $840.00; revised they would cost $744.00"));
    }

    [Fact]
    public void BudgetForm_OfAViewer_IsNotThere()
    {
        Role = Roles.Viewer;

        Budget().Markup.ShouldContain("Budgets are set by managers.");
    }

    [Fact]
    public void BudgetForm_WhatIsWrong_IsSaidAndThenThatNothingWasSaved()
    {
        var form = Budget();

        form.On("#budget-period", element => element.Change("Month"));
        form.On("#budget-from", element => element.Change("2026-12-15"));
        form.On("#budget-amount", element => element.Change("500"));
        form.On("#budget-reason", element => element.Change("plan"));
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("first of a month"));
        form.On("#budget-from", element => element.Change("2026-12-01"));
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("Nothing was saved"));
    }

    [Fact]
    public void LedgerForm_WhatIsWrong_IsSaid()
    {
        var form = Render<LedgerForm>();

        form.On("#ledger-amount", element => element.Change("much"));
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("must be a number"));
        form.On("#ledger-amount", element => element.Change("300"));
        form.On("#ledger-price", element => element.Change("gpu.H200.hourly"));
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("Units a day"));
        form.On("#ledger-discount", element => element.Change("a fifth"));
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("number of percent"));
        form.On("#ledger-discount", element => element.Change("20"));
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("database does not answer"));
        // A credit pays for no price.
        form.On("#ledger-kind", element => element.Change("Credit"));
        form.FindAll("#ledger-price").ShouldBeEmpty();
        form.On("form", element => element.Submit());
        form.WaitForAssertion(() => form.Find("[data-testid=problem]").TextContent.ShouldContain("database does not answer"));
    }

    [Fact]
    public void ReportDesk_Signed_NamesTheSumAndSaysWhenNothingWasSaved()
    {
        var desk = Desk(Report());

        desk.Find("[data-testid=sign]").TextContent.ShouldBe("Sign November 2026 at $150.00");
        desk.Find("[data-testid=sign]").Closest("form")!.Submit();

        desk.WaitForAssertion(() => desk.Find("[data-testid=problem]").TextContent.ShouldContain("Nothing was saved"));
    }

    [Fact]
    public void ReportDesk_SentByWhoMayNot_IsRefused()
    {
        Role = Roles.Viewer;
        var desk = Desk(Report());

        desk.Find("[data-testid=sign]").Closest("form")!.Submit();

        desk.WaitForAssertion(() => desk.Find("[data-testid=problem]").TextContent.ShouldContain("Ask an administrator"));
    }

    [Fact]
    public void ReportSchedule_NoSuchTimeZone_IsSaid()
    {
        var form = Render<ReportScheduleForm>();
        form.WaitForElement("[data-testid=schedule-problem]");

        form.On("#report-zone", element => element.Change("Berlin"));
        form.On("form", element => element.Submit());

        form.WaitForAssertion(() => form.Find("[data-testid=schedule-problem]").TextContent.ShouldContain("no time zone"));
    }

    [Fact]
    public void Invoices_FileWithMistakes_SaysEachWithItsRowAndOffersNothing()
    {
        var page = Upload("provider,number,month,currency,kind,price_key,description,amount\nRunPod,R-1,2026-11,USD,gift,,,1\nRunPod,R-1,november,USD,usage,,,1\n");

        page.WaitForAssertion(() => page.Find("[data-testid=invoice-problems]").TextContent.ShouldContain("Row 2: \"gift\" is none of"));
        page.Find("[data-testid=invoice-problems]").TextContent.ShouldContain("Row 3: \"november\" is not a month");
        page.FindAll("[data-testid=invoice-save]").ShouldBeEmpty();
    }

    [Fact]
    public void Invoices_GoodFile_IsShownBeforeItIsLoadedAndSaysWhyItWasNot()
    {
        var page = Upload("provider,number,month,currency,kind,price_key,description,amount\nRunPod,R-1,2026-11,USD,usage,gpu.H200.hourly,GPUs,120.50\nRunPod,R-1,2026-11,USD,tax,,VAT,20\n");

        page.WaitForAssertion(() => page.Find("[data-testid=invoice-load]").TextContent.ShouldContain("RunPod R-1, 2026-11: 2 lines, $140.50"));
        page.On("[data-testid=invoice-save]", element => element.Click());
        page.WaitForAssertion(() => page.Find("[data-testid=done]").TextContent.ShouldContain("database does not answer"));
    }

    private IRenderedComponent<InvoicesPage> Upload(string csv)
    {
        var page = Render<InvoicesPage>();
        page.WaitForElement("#invoice-file");
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(csv, "november.csv"));
        return page;
    }

    private IRenderedComponent<BudgetHistory> Budget() => Render<BudgetHistory>(parameters => parameters.Add(one => one.Book, new BudgetBook([])).Add(one => one.Currency, "USD")
        .Add(one => one.Line, new BudgetLine(BudgetScope.Service, "h200", "H200", null, 1, null, 2, null, null, null, null)));

    private IRenderedComponent<ReportDesk> Desk(MonthReport report) => Render<ReportDesk>(parameters => parameters.Add(one => one.Report, report));

    private static MonthReport Report() => new(
        November, "USD", new CostReport([], [new CostCell(November.From, "h200", "compute", 150, 0)], [], [], [], [], null), [], [], [], null, [], [], FiscalYear.Of(November.From, 1), 150);

    private sealed class NoChannels : INotifications
    {
        public Task<IReadOnlyList<string>> TellPersonAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string person, Announcement notice, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<string?> TellChannelAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid channel, Announcement notice, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public Task FollowUpAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Announcement notice, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Outcome<IReadOnlyList<ChannelName>>> ChannelsAsync(CancellationToken cancellationToken) => Task.FromResult(Outcome<IReadOnlyList<ChannelName>>.Ok([], Now));
    }
}
