using OpsPortal.Features.Access.Accounts;

namespace OpsPortal.Tests.Features.Access;

public sealed class PasswordsTests
{
    private readonly Passwords _passwords = new();

    [Fact]
    public void Verify_RightAndWrong_AreTold()
    {
        var hash = _passwords.Hash("correct horse battery");

        _passwords.Verify(hash, "correct horse battery", out _).ShouldBeTrue();
        _passwords.Verify(hash, "correct horse batterx", out _).ShouldBeFalse();
        hash.ShouldNotContain("horse");
    }

    [Fact]
    public void Verify_NoAccount_IsFalseAndDoesTheSameWork()
    {
        var hash = _passwords.Hash("correct horse battery");
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        _passwords.Verify(hash, "wrong", out _);
        var known = clock.GetElapsedTime(start);
        start = clock.GetTimestamp();

        _passwords.Verify(null, "wrong", out _).ShouldBeFalse();

        // The hash takes tens of milliseconds; an answer without it would take none.
        clock.GetElapsedTime(start).ShouldBeGreaterThan(known / 10);
    }

    [Theory]
    [InlineData("elevenchars", "anna", false)]
    [InlineData("twelve chars", "anna", true)]
    [InlineData("aaaabbbbaaaabbbb", "anna", false)]
    [InlineData("my name is ANNA, hello", "anna", false)]
    public void Problem_Password_IsJudged(string password, string userName, bool good) => (Passwords.Problem(password, userName) is null).ShouldBe(good);
}
