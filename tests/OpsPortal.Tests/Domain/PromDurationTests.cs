using OpsPortal.Domain;

namespace OpsPortal.Tests.Domain;

public sealed class PromDurationTests
{
    [Theory]
    [InlineData(86400, "1d")]
    [InlineData(7200, "2h")]
    [InlineData(300, "5m")]
    [InlineData(61, "61s")]
    [InlineData(0, "1s")]
    public void From_WholeSeconds_TakesTheLargestUnitThatDivides(int seconds, string text) => PromDuration.From(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}
