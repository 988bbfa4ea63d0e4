using OpsPortal.Domain;
using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogAccessRulesTests
{
    private static readonly LineMask Mask = new(new MaskingOptions());

    [Theory]
    [InlineData("{a=\"b\"} | json | line_format \"{{.password}}\"")]
    [InlineData("{a=\"b\"} | json | label_format x=api_key")]
    [InlineData("{a=\"b\"} | pattern `password=<password> <_>`")]
    [InlineData("sum by (x) (count_over_time({a=\"b\"} | json | label_format x=token [5m]))")]
    public void Problem_CoveredFieldUnderAnotherName_IsRefused(string query) => CoveredQuery.Problem(query, Mask).ShouldNotBeNull();

    [Theory]
    [InlineData("{a=\"b\"} |= \"password\" | json")]
    [InlineData("{a=\"b\"} | json | line_format \"{{.msg}} {{.prompt_tokens}}\"")]
    [InlineData("{a=\"b\"} | logfmt | label_format service=app")]
    public void Problem_OtherQueries_AreAsked(string query) => CoveredQuery.Problem(query, Mask).ShouldBeNull();

    [Theory]
    [InlineData("password:a*")]
    [InlineData("status:500 AND user.password : x")]
    [InlineData("pass\\word:x")]
    [InlineData("pass*:x")]
    [InlineData("user.password.keyword:h*")]
    [InlineData("\\u0070assword:x")]
    public void Named_CoveredFieldInAQueryString_IsRefused(string query) => CoveredQuery.Named(query, Mask).ShouldNotBeNull();

    [Theory]
    [InlineData("service.name:\"api\" AND \"password: hunter\"")]
    [InlineData("_exists_:trace.id AND http.response.status_code:[500 TO 599]")]
    [InlineData("\"http://host/path?token:x\"")]
    [InlineData("timeout*")]
    [InlineData("*:*")]
    public void Named_OtherQueryStrings_AreAsked(string query) => CoveredQuery.Named(query, Mask).ShouldBeNull();

    [Fact]
    public void Options_Mistakes_AreAllNamed()
    {
        var options = new LogsOptions { RawRoles = ["boss"], TraceUrl = "javascript:alert(1)//{trace_id}", MaxTails = 0, MaxTailsPerPerson = 0, RetentionDays = { ["Debugging"] = 0 } };

        var failures = new LogsOptionsCheck().Validate(null, options).Failures!.ToArray();

        failures.Length.ShouldBe(5);
        string[] keys = ["Logs:RawRoles", "Logs:TraceUrl", "Logs:MaxTailsPerPerson", "Logs:MaxTails", "Logs:RetentionDays:Debugging"];
        keys.ShouldAllBe(key => failures.Any(failure => failure.StartsWith(key)));
        new LogsOptionsCheck().Validate(null, new LogsOptions { TraceUrl = "https://traces/t/{trace_id}" }).Succeeded.ShouldBeTrue();
    }
}
