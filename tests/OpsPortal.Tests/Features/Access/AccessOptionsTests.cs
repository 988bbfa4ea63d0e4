using OpsPortal.Features.Access;

namespace OpsPortal.Tests.Features.Access;

public sealed class AccessOptionsTests
{
    [Fact]
    public void Validate_Defaults_Succeed() => new AccessOptionsCheck().Validate(null, new AccessOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_SeveralMistakes_NamesEachKey()
    {
        var options = new AccessOptions
        {
            PublicUrl = "ops.example.org",
            SignInTriesPerMinute = 0,
            ProvisionedTokens = [new() { Name = "", Scopes = "alerts:wriet", File = "/nowhere/token" }, new() { Name = "a", Scopes = "", File = "/nowhere/token" }],
        };

        var errors = new AccessOptionsCheck().Validate(null, options).Failures!.ToArray();

        errors.ShouldContain(error => error.StartsWith("Access:PublicUrl must be"));
        errors.ShouldContain(error => error.StartsWith("Access:SignInTriesPerMinute must be"));
        errors.ShouldContain(error => error.StartsWith("Access:ProvisionedTokens:0:Name must"));
        errors.ShouldContain(error => error.StartsWith("Access:ProvisionedTokens:0:Scopes has \"alerts:wriet\""));
        errors.ShouldContain(error => error.StartsWith("Access:ProvisionedTokens:0:File names \"/nowhere/token\""));
        errors.ShouldContain(error => error.StartsWith("Access:ProvisionedTokens:1:Scopes must name"));
    }

    [Fact]
    public void Validate_ShortTokenFile_IsRefused()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "secret\n");

        var result = new AccessOptionsCheck().Validate(null, new AccessOptions { ProvisionedTokens = [new() { Name = "a", Scopes = "api:read", File = file }] });

        result.Failures!.ShouldHaveSingleItem().ShouldContain("shorter than 20 characters");
        File.Delete(file);
    }
}
