using OpsPortal.Domain;
using OpsPortal.Features.Logs;
using OpsPortal.Features.Logs.Access;

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
