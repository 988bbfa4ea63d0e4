using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.WhatIf;

namespace OpsPortal.Tests.Features.Costs;

public sealed class WhatIfTests
{
    private static readonly DateOnly From = new(2024, 1, 1);
    private static readonly PriceBook Book = new("USD",
    [
        Item("gpu.H200.hourly", "hour", 3.5m), Item("gpu.H200.second", "second", 0.00097m), Item("tokens.big.input", "1000 tokens", 0.03m), Item("tokens.small.input", "1000 tokens", 0.0015m),
        Item("plan", "month", 57m), Item("store", "GB-month", 0.015m),
        new PriceItem("egress", "GB", null, [new(From, 0m) { Steps = [new(100, 0.08m), new(500, 0.05m)] }]),
    ]);

    [Fact]
    public void Apply_Nothing_ChangesNothing()
    {
        var lines = Random(500);

        WhatIfEngine.Apply(lines, Scenario.Nothing, Book).ShouldAllBe(pair => pair.Was == pair.Would);
    }

    [Fact]
    public void Apply_TheSamePricesOfADay_ChangesNothing()
        => WhatIfEngine.Apply(Random(500), Scenario.Nothing with { PricesOf = new DateOnly(2024, 3, 1) }, Book).ShouldAllBe(pair => pair.Was!.Cost == pair.Would!.Cost);

    [Fact]
    public void Apply_EachPriceAsItWas_ChangesNothing()
        => WhatIfEngine.Apply([.. Random(500).Where(line => line.PriceKey != "egress")], Scenario.Nothing with { Prices = Book.Items.ToDictionary(item => item.Key, item => item.Entries[0].Price) }, Book)
            .ShouldAllBe(pair => pair.Was!.Cost == pair.Would!.Cost);

    [Fact]
    public void Apply_KeptPriceThatTheBookHasOtherwiseNow_StaysAsItWas()
    {
        var line = Line("tokens.big.input", 10) with { UnitPrice = 0.02m, Cost = 0.2m };

        WhatIfEngine.Apply([line], Scenario.Nothing with { Traffic = new Dictionary<string, decimal> { ["*"] = 3 } }, Book).Single().Would!.Cost.ShouldBe(0.6m);
    }

    [Fact]
    public void Apply_TwiceTheTraffic_DoublesWhatIsPaidByUseOnly()
    {
        var pairs = WhatIfEngine.Apply([Line("tokens.big.input", 10), Line("gpu.H200.hourly", 24), Line("plan", 1), Line("store", 40)], Scenario.Nothing with { Traffic = new Dictionary<string, decimal> { ["s"] = 2 } }, Book);

        pairs.Select(pair => pair.Would!.Cost / pair.Was!.Cost).ShouldBe([2m, 1m, 1m, 1m]);
    }

    [Fact]
    public void Apply_HalfOfAModelMoved_SumsTheTokensAndPricesThemApart()
    {
        var pairs = WhatIfEngine.Apply([Line("tokens.big.input", 11) with { Model = "big", Resource = "big, input tokens" }], Scenario.Nothing with { Moves = [new ModelMove("s", "big", "small", 0.5m)] }, Book);

        pairs.Sum(pair => pair.Would!.Amount).ShouldBe(11);
        pairs.Sum(pair => pair.Would!.Cost).ShouldBe(5.5m * 0.03m + 5.5m * 0.0015m);
        pairs[1].Would!.ShouldSatisfyAllConditions(line => line.PriceKey.ShouldBe("tokens.small.input"), line => line.Resource.ShouldBe("small, input tokens"));
    }

    [Fact]
    public void Apply_ModelWithoutAPrice_IsUnknownNotFree()
        => new WhatIfReport(WhatIfEngine.Apply([Line("tokens.big.input", 11) with { Model = "big" }], Scenario.Nothing with { Moves = [new ModelMove("s", "big", "new", 1)] }, Book), Book)
            .ShouldSatisfyAllConditions(report => report.Unpriced.ShouldBe(["tokens.new.input"]), report => report.Would.ShouldBeNull());

    [Fact]
    public void Apply_TimedGpusServerless_PaysTheBusySecondsOnly()
    {
        var pairs = WhatIfEngine.Apply([Line("gpu.H200.hourly", 6) with { Usage = "busy" }, Line("gpu.H200.hourly", 18) with { Usage = "idle" }],
            Scenario.Nothing with { Deployments = [new DeploymentMove("s", DeploymentKind.Serverless, 0)] }, Book);

        pairs.Sum(pair => pair.Was?.Cost ?? 0).ShouldBe(84);
        pairs.Sum(pair => pair.Would?.Cost ?? 0).ShouldBe(6 * 3600 * 0.00097m);
    }

    [Fact]
    public void Apply_ServerlessHeldByTheHour_PaysWholeDays()
    {
        var pairs = WhatIfEngine.Apply([Line("gpu.H200.second", 5_000) with { Model = "a" }, Line("gpu.H200.second", 900) with { Model = "b" }],
            Scenario.Nothing with { Deployments = [new DeploymentMove("s", DeploymentKind.Timed, 2)] }, Book);

        pairs.Sum(pair => pair.Would?.Cost ?? 0).ShouldBe(48 * 3.5m);
        pairs.Sum(pair => pair.Was?.Cost ?? 0).ShouldBe(5_900 * 0.00097m);
    }

    [Theory]
    [InlineData("/costs/what-if?month=2026-11")]
    [InlineData("/costs/what-if?month=2026-11&service=h200&prices=2026-11-20&price=gpu.H200.hourly:3.1&traffic=*:2&traffic=h200:1.5&move=aurelis:gpt-4o:gpt-4o-mini:0.5&deploy=h200:serverless&deploy=ai-gateway:timed:2")]
    public void View_FromUriAndBack_IsTheSame(string uri)
    {
        Uri.UnescapeDataString(WhatIfView.FromUri(uri, new DateOnly(2026, 11, 21), out var error).ToUri()).ShouldBe(uri);
        error.ShouldBeNull();
    }

    [Fact]
    public void View_Unreadable_IsLeftOutAndSaid()
    {
        var view = WhatIfView.FromUri("/costs/what-if?price=gpu&traffic=h200:-1&move=a:b:c:2&deploy=h200:timed:0&prices=soon", new DateOnly(2026, 11, 21), out var error);

        view.Scenario.IsEmpty.ShouldBeTrue();
        foreach (var part in new[] { "price=gpu", "traffic=h200:-1", "move=a:b:c:2", "deploy=h200:timed:0", "prices=soon" })
            error!.ShouldContain(part);
    }

    private static List<WhatIfLine> Random(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i => Line(Book.Items[random.Next(Book.Items.Count)].Key, Math.Round((decimal)random.NextDouble() * 1_000, 12)))
            .Select(line => line with { Day = From.AddDays(random.Next(366)) }).Select(line => line.PriceKey == "egress" ? line with { UsedBefore = Math.Round((decimal)random.NextDouble() * 600, 12) } : line).Select(Priced)];
    }

    private static WhatIfLine Line(string key, decimal amount) => Priced(new("s", new DateOnly(2024, 2, 29), key.StartsWith("gpu", StringComparison.Ordinal) ? "compute" : "services", key, null, null, null, key, null, null, amount, null, null, null));

    private static WhatIfLine Priced(WhatIfLine line)
    {
        var price = Book.Find(line.PriceKey, line.Day)!;
        return line with { Unit = price.Item.Unit, UnitPrice = price.UnitPrice, Cost = Math.Round(price.Cost(line.Amount, line.Day, line.UsedBefore ?? 0), 12) };
    }

    private static PriceItem Item(string key, string unit, decimal price) => new(key, unit, null, [new PriceEntry(From, price)]);
}
