using OpsPortal.Features.Costs.Invoices;

namespace OpsPortal.Tests.Features.Costs;

public sealed class InvoiceTests
{
    private const string Head = "provider,number,month,currency,kind,price_key,description,amount\n";

    [Fact]
    public void Read_RowsOfTwoInvoices_AreTwo()
    {
        var (invoices, problems) = InvoiceFile.Read("\uFEFF" + Head
            + "RunPod,R-1,2026-11,USD,usage,gpu.H200.hourly,\"H200, on demand\",120.50\r\nRunPod,R-1,2026-11,usd,credit,,\"said \"\"sorry\"\"\",-20\r\n\r\nMongoDB,M-7,2026-11,EUR,,,,57\nMongoDB,M-7,2026-11,EUR,tax,,VAT,10.83");

        problems.ShouldBeEmpty();
        invoices.Select(invoice => (invoice.Provider, invoice.Number, invoice.Currency, invoice.Lines.Sum(line => line.Amount))).ShouldBe([("RunPod", "R-1", "USD", 100.50m), ("MongoDB", "M-7", "EUR", 67.83m)]);
        invoices[0].Lines[0].ShouldBe(new InvoiceLine(InvoiceKind.Usage, "gpu.H200.hourly", "H200, on demand", 120.50m));
        invoices[0].Lines[1].Description.ShouldBe("said \"sorry\"");
        invoices[1].Lines[0].Kind.ShouldBe(InvoiceKind.Usage);
    }

    [Theory]
    [InlineData("a,b\n1,2", "The first row must name the columns")]
    [InlineData("", "The first row must name the columns")]
    [InlineData(Head, "There is no row below the head.")]
    [InlineData(Head + ",R-1,2026-11,USD,usage,,,1", "Row 2: provider and number must be there")]
    [InlineData(Head + "A,R-1,november,USD,usage,,,1", "\"november\" is not a month")]
    [InlineData(Head + "A,R-1,2026-11,dollars,usage,,,1", "is not a currency's three letters")]
    [InlineData(Head + "A,R-1,2026-11,USD,gift,,,1", "\"gift\" is none of usage, commitment, credit, tax")]
    [InlineData(Head + "A,R-1,2026-11,USD,usage,,,\"1,000\"", "\"1,000\" is not an amount")]
    [InlineData(Head + "A,R-1,2026-11,USD,credit,,,5", "a credit is below 0")]
    [InlineData(Head + "A,R-1,2026-11,USD,usage,,,5\nA,R-1,2026-12,USD,usage,,,5", "rows of several months or currencies")]
    public void Read_WhatIsWrong_IsSaidAndNothingRead(string text, string words)
    {
        var (invoices, problems) = InvoiceFile.Read(text);

        invoices.ShouldBeEmpty();
        problems.ShouldContain(problem => problem.Contains(words));
    }

    [Fact]
    public void Match_OverTheThreshold_IsFlaggedAndTaxIsNoVariance()
    {
        InvoicedAmount[] invoiced =
        [
            new("RunPod", "R-1", InvoiceKind.Usage, "gpu.H200.hourly", 104), new("RunPod", "R-1", InvoiceKind.Tax, null, 20), new("MongoDB", "M-1", InvoiceKind.Usage, null, 70),
            new("MongoDB", "M-1", InvoiceKind.Credit, null, -3), new("New", "N-1", InvoiceKind.Commitment, null, 5),
        ];
        EstimatedAmount[] estimated = [new("RunPod", "gpu.H200.hourly", 60), new("RunPod", "egress", 40), new("MongoDB", "plan", 57), new("Redis", "plan.redis", 15)];

        var months = InvoiceMatch.Of(invoiced, estimated, 0.05m);

        months.Select(one => (one.Provider, one.Estimated, one.Variance, one.IsFlagged, one.Charged)).ShouldBe(
            [("MongoDB", 57m, 10m, true, 67m), ("New", 0m, 5m, true, 5m), ("Redis", 15m, null, false, 0m), ("RunPod", 100m, 4m, false, 124m)]);
        months[3].Keys.ShouldBe([new KeyVariance("gpu.H200.hourly", 60, 104, true)]);
    }

    [Theory]
    [InlineData(0.01, false)]
    [InlineData(0.02, true)]
    public void Match_ACentOfRounding_IsNone(decimal variance, bool flagged)
        => InvoiceMatch.Of([new("A", "1", InvoiceKind.Usage, null, variance)], [new("A", "k", 0)], 0.05m).Single().IsFlagged.ShouldBe(flagged);
}
