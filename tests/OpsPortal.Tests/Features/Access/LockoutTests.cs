using OpsPortal.Features.Access.Sessions;

namespace OpsPortal.Tests.Features.Access;

public sealed class LockoutTests
{
    [Theory]
    [InlineData(1, null)]
    [InlineData(4, null)]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(7, 120)]
    [InlineData(10, 900)]
    [InlineData(1000, 900)]
    public void After_Failures_GrowsToAQuarterOfAnHour(int failures, int? seconds)
        => Lockout.After(failures).ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
}

public sealed class ReturnUrlTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/incidents/12?tab=gpu#top", "/incidents/12?tab=gpu#top")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("incidents", "/")]
    [InlineData("//evil.example/x", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/signout", "/")]
    [InlineData("/SignIn?returnUrl=/x", "/")]
    public void Local_Anything_StaysOnThisPortal(string? asked, string expected) => ReturnUrl.Local(asked).ShouldBe(expected);
}
