using OpsPortal.Domain;

namespace OpsPortal.Tests.Domain;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 days")]
    [InlineData(1, "1 day")]
    [InlineData(2, "2 days")]
    [InlineData(1204, "1,204 days")]
    public void Of_AnyNumber_SaysOneOrMany(int count, string words) => Counted.Of(count, "day").ShouldBe(words);

    [Fact]
    public void Of_WordsOfTheirOwn_AreTaken() => (Counted.Of(1, "alert fires", "alerts fire"), Counted.Of(3, "alert fires", "alerts fire")).ShouldBe(("1 alert fires", "3 alerts fire"));
}
