using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests.Catalog;

public sealed class PriceBookReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pricebook-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_ShippedBook_HasThePricesOfTheFleet()
    {
        var book = PriceBookReader.Load(Path.Combine(RepositoryRoot.Path, "catalog", "pricebook.yaml"));

        book.Currency.ShouldBe("USD");
        Price(book, "gpu.H200.hourly").ShouldBe(3.50m);
        Price(book, "gpu.A100.second").ShouldBe(0.00035m);
        Price(book, "egress.r2").ShouldBe(0m);
        book.Item("gpu.H200.hourly")!.Memory.ShouldBe(141);
        book.Item("gpu.H200.second")!.Memory.ShouldBeNull();
        Price(book, "tokens.gpt-4o-mini.output").ShouldBe(0.0015m);
    }

    [Fact]
    public void Load_ShippedCatalog_HasAPriceForEachFixedDriver()
    {
        var book = PriceBookReader.Load(Path.Combine(RepositoryRoot.Path, "catalog", "pricebook.yaml"));
        var services = ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null).Services;

        services.SelectMany(service => service.CostDrivers).Where(driver => !driver.Price.Contains('$'))
            .Where(driver => book.Find(driver.Price, new DateOnly(2026, 1, 1)) is null).ShouldBeEmpty();
        services.ShouldAllBe(service => service.CostDrivers.Count > 0 && service.Counters.Count > 0);
    }

    [Fact]
    public void Load_TimeStepsAndCurrency_AreRead()
    {
        var item = Load("""
            currency: USD
            prices:
              - {key: fx.EUR, unit: EUR, entries: [{from: 2026-01-01, price: 1.08}]}
              - key: egress
                unit: GB
                currency: EUR
                entries:
                  - {from: 2026-01-01, price: 0.10}
                  - {from: 2026-06-01T18:30, price: 0, steps: [{from: 100, price: 0.08}]}
            """).Item("egress")!;

        (item.Currency, item.Entries[1].Instant, item.Entries[1].Steps.Single()).ShouldBe(("EUR", new DateTimeOffset(2026, 6, 1, 18, 30, 0, TimeSpan.Zero), new PriceStep(100, 0.08m)));
    }

    [Fact]
    public void Load_WrongTimeStepsAndRate_NamesEach()
    {
        var error = Should.Throw<CatalogException>(() => Load("""
            currency: USD
            prices:
              - {key: fx.EUR, unit: GBP, entries: [{from: 2026-01-01, price: 1.08}]}
              - {key: plan, unit: month, entries: [{from: 2026-01-01T12:00, price: 1}]}
              - {key: egress, unit: GB, entries: [{from: 2026-01-01T25:00, price: 1, steps: [{from: 5, price: 1}, {from: 5, price: 2}]}]}
            """));

        error.Errors.ShouldContain(line => line.Contains("must be the currency that fx.EUR is the rate of"));
        error.Errors.ShouldContain(line => line.Contains("a price by the month holds for whole UTC days"));
        error.Errors.ShouldContain(line => line.Contains("\"25:00\" is not a time of day"));
        error.Errors.ShouldContain(line => line.Contains("steps begin above 0 and rise"));
    }

    [Fact]
    public void Load_SeveralMistakes_NamesEachWithLineAndKey()
    {
        var error = Should.Throw<CatalogException>(() => Load("""
            currency: dollars
            prices:
              - key: a
                unit: fortnight
                entries: [{from: 2026-13-01, price: 1}]
              - key: a
                unit: hour
                entries: []
              - key: b
                unit: hour
                entries:
                  - {from: 2026-06-01, price: 2}
                  - {from: 2026-01-01, price: -1, why: x}
            """));

        error.Errors.ShouldContain("catalog/pricebook.yaml:1: currency: \"dollars\" is not a currency's three letters, like USD");
        error.Errors.ShouldContain("catalog/pricebook.yaml:4: prices[0].unit: \"fortnight\" is none of hour, second, 1000 tokens, GB, GB-month, month, kWh");
        error.Errors.ShouldContain("catalog/pricebook.yaml:5: prices[0].entries[0].from: \"2026-13-01\" is not a date; write it like 2026-01-01");
        error.Errors.ShouldContain(line => line.StartsWith("catalog/pricebook.yaml:6: prices[1].key: \"a\" is there twice"));
        error.Errors.ShouldContain(line => line.StartsWith("catalog/pricebook.yaml:8: prices[1].entries: needs at least one price"));
        error.Errors.ShouldContain(line => line.StartsWith("catalog/pricebook.yaml:12: prices[2].entries: 2026-01-01 comes after 2026-06-01"));
        error.Errors.ShouldContain("catalog/pricebook.yaml:13: prices[2].entries[1].price: -1 is below 0");
        error.Errors.ShouldContain(line => line.StartsWith("catalog/pricebook.yaml:13: prices[2].entries[1].why: is not known here"));
    }

    [Fact]
    public void Load_NoFile_IsABookWithoutPrices()
        => PriceBookReader.Load(Path.Combine(_folder, "none.yaml")).Items.ShouldBeEmpty();

    private static decimal? Price(PriceBook book, string key) => book.Find(key, new DateOnly(2026, 11, 1))?.Entry.Price;

    private PriceBook Load(string text)
    {
        var file = Path.Combine(_folder, "pricebook.yaml");
        File.WriteAllText(file, text);
        return PriceBookReader.Load(file);
    }
}
