using OpsPortal.Domain;

namespace OpsPortal.Tests.Domain;

public sealed class WholeTextTests
{
    [Theory]
    [InlineData("Gpu.*", "GpuXid", true)]
    [InlineData("Gpu.*", "AGpuXid", false)]
    [InlineData("a|b", "ab", false)]
    [InlineData("", "", true)]
    [InlineData("x", "x\n", false)]
    [InlineData("gpu", "GPU", false)]
    public void TryParse_Pattern_MustMatchAllOfTheText(string pattern, string text, bool isMatch)
    {
        WholeText.TryParse(pattern, out var regex, out _).ShouldBeTrue();

        regex.IsMatch(text).ShouldBe(isMatch);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)(b")]
    [InlineData("(a)\\1")]
    [InlineData("(?=a)")]
    public void TryParse_NoPatternOrOneThatLooksBack_SaysWhy(string pattern)
    {
        WholeText.TryParse(pattern, out var regex, out var problem).ShouldBeFalse();

        regex.ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }
}
