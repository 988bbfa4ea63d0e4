using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "s", "0 s")]
    [InlineData(0.0123, "s", "12.3 ms")]
    [InlineData(1.5, "s", "1.50 s")]
    [InlineData(5400, "s", "1.50 h")]
    [InlineData(250, "ms", "250 ms")]
    [InlineData(1500, "ms", "1.50 s")]
    [InlineData(0.4321, "percentunit", "43.2%")]
    [InlineData(99.9, "percent", "99.9%")]
    [InlineData(143771.0 * 1024 * 1024, "bytes", "140 GiB")]
    [InlineData(1500, "decbytes", "1.50 kB")]
    [InlineData(12345, "short", "12.3K")]
    [InlineData(17, "short", "17")]
    [InlineData(0.25, "reqps", "0.25 req/s")]
    [InlineData(1234, "reqps", "1.23K req/s")]
    [InlineData(71.4, "celsius", "71 °C")]
    [InlineData(700, "watt", "700 W")]
    [InlineData(5600, "watt", "5.60 kW")]
    [InlineData(1234.5, "currencyUSD", "$1,234.50")]
    [InlineData(0.0042, "currencyUSD", "$0.0042")]
    [InlineData(-3, "currencyUSD", "−$3.00")]
    [InlineData(-0.00001, "none", "0.0000")]
    [InlineData(3, "none", "3")]
    [InlineData(3.14159, "none", "3.14")]
    [InlineData(2, "furlongs", "2.00 furlongs")]
    [InlineData(double.NaN, "s", "not a number")]
    [InlineData(double.PositiveInfinity, "s", "∞")]
    public void Format_WritesAsPeopleRead(double value, string unit, string words) => Units.Format(value, unit).ToString().ShouldBe(words);
}
