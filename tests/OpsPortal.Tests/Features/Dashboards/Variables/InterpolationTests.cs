using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Tests.Features.Dashboards.Variables;

public sealed class InterpolationTests
{
    private static readonly string[] Servers = ["test1", "test2"];

    [Theory]
    [InlineData("csv", "test1,test2")]
    [InlineData("raw", "test1,test2")]
    [InlineData("pipe", "test1|test2")]
    [InlineData("glob", "{test1,test2}")]
    [InlineData("nonsense", "{test1,test2}")]
    [InlineData("regex", "(test1|test2)")]
    [InlineData("json", "[\"test1\",\"test2\"]")]
    [InlineData("singlequote", "'test1','test2'")]
    [InlineData("doublequote", "\"test1\",\"test2\"")]
    [InlineData("sqlstring", "'test1','test2'")]
    [InlineData("distributed", "test1,servers=test2")]
    [InlineData("lucene", "(\"test1\" OR \"test2\")")]
    [InlineData("percentencode", "test1%2Ctest2")]
    [InlineData("queryparam", "var-servers=test1&var-servers=test2")]
    [InlineData("text", "test1 + test2")]
    [InlineData("join:/", "test1/test2")]
    public void Fill_Format_IsAsDocumented(string format, string expected)
        => Of(Multi("servers", Servers)).Fill($"${{servers:{format}}}", FillFor.Query).ShouldBe(expected);

    [Theory]
    [InlineData("foo()bar BAZ", "percentencode", "foo%28%29bar%20BAZ")]
    [InlineData("https://a.b/c?d=e f(1)", "uriencode", "https://a.b/c?d=e%20f%281%29")]
    [InlineData("100%25/é", "uriencode", "100%2525/%C3%A9")]
    [InlineData("a'b", "singlequote", "'a\\'b'")]
    [InlineData("a'b", "sqlstring", "'a''b'")]
    [InlineData("1.2/3", "regex", "1\\.2\\/3")]
    [InlineData("1594671549254", "date", "2020-07-13T20:19:09.254Z")]
    [InlineData("1594671549254", "date:seconds", "1594671549")]
    [InlineData("1594671549254", "date:YYYY-MM-DD HH:mm", "2020-07-13 20:19")]
    public void Fill_FormatOfOne_IsAsDocumented(string value, string format, string expected)
        => Of(Single("v", value)).Fill($"${{v:{format}}}", FillFor.Query).ShouldBe(expected);

    [Theory]
    [InlineData("$v", "x")]
    [InlineData("${v}", "x")]
    [InlineData("[[v]]", "x")]
    [InlineData("[[v:csv]]", "x")]
    [InlineData("${v.text}", "The X")]
    [InlineData("$vv ${unknown} $__value", "$vv ${unknown} $__value")]
    public void Fill_Syntax_IsKnown(string text, string expected)
        => Of(new ResolvedVariable(Single("v", "x").Variable, [new VariableOption("The X", "x", true)], ["x"])).Fill(text, FillFor.Name).ShouldBe(expected);

    [Fact]
    public void Fill_MultiInQuery_IsARegexOfLiteralValues()
        => Of(Multi("instance", ["10.0.0.1:9100", "a+b"])).Fill("up{instance=~\"$instance\"}", FillFor.Query).ShouldBe("up{instance=~\"(10\\\\.0\\\\.0\\\\.1:9100|a\\\\+b)\"}");

    [Fact]
    public void Fill_OneOfMulti_IsEscapedWithoutBrackets()
        => Of(Multi("i", ["a.b"])).Fill("x{i=~\"$i\"}", FillFor.Query).ShouldBe("x{i=~\"a\\\\.b\"}");

    [Fact]
    public void Fill_SingleInQuery_CannotEndItsLiteral()
        => Of(Single("v", "a\"} or up{b=\"\\")).Fill("x{v=\"$v\"}", FillFor.Query).ShouldBe("x{v=\"a\\\"} or up{b=\\\"\\\\\"}");

    [Fact]
    public void Fill_InBackticks_IsEscapedOnceOnly()
        => Of(Multi("v", ["a.b", "c"])).Fill("{app=~`$v`}", FillFor.Query).ShouldBe("{app=~`(a\\.b|c)`}");

    [Fact]
    public void Fill_OutsideOfLiterals_StaysAsItIs()
        => Of(Multi("interval", ["0.5s"])).Fill("rate(x[$interval])", FillFor.Query).ShouldBe("rate(x[0.5s])");

    [Fact]
    public void Fill_AllWithAllValue_IsNotEscaped()
        => Of(All("v", ".*", "a.b", "c")).Fill("x{v=~\"$v\"}", FillFor.Query).ShouldBe("x{v=~\".*\"}");

    [Fact]
    public void Fill_AllWithoutAllValue_IsEveryOption()
        => Of(All("v", null, "a.b", "c")).Fill("x{v=~\"$v\"}", FillFor.Query).ShouldBe("x{v=~\"(a\\\\.b|c)\"}");

    [Theory]
    [InlineData("text", "All")]
    [InlineData("queryparam", "var-v=%24__all")]
    public void Fill_AllAsTextOrParameter_SaysAll(string format, string expected) => Of(All("v", ".*", "a")).Fill($"${{v:{format}}}", FillFor.Query).ShouldBe(expected);

    [Fact]
    public void Interpolate_Title_IsWhatPeopleRead()
        => Of(All("v", ".*", "a"), Multi("m", ["x", "y"])).Interpolate("CPU of $v on ${m}").ShouldBe("CPU of All on x + y");

    [Fact]
    public void Interpolate_Scope_Wins()
        => Of(Multi("m", ["x", "y"])).Interpolate("On $m", new Dictionary<string, string> { ["m"] = "y" }).ShouldBe("On y");

    [Fact]
    public void Fill_Globals_AreFilled()
        => new ResolvedVariables([], new Dictionary<string, string> { ["__from"] = "1594671549254", ["__range_s"] = "3600" })
            .Fill("${__from:date:iso} $__range_s ${__interval}", FillFor.Query, null, new Dictionary<string, string> { ["__interval"] = "15s" }).ShouldBe("2020-07-13T20:19:09.254Z 3600 15s");

    private static ResolvedVariables Of(params ResolvedVariable[] items) => new(items);

    private static ResolvedVariable Single(string name, string value) => new(Make(name, false, false, null), [new VariableOption(value, value, true)], [value]);

    private static ResolvedVariable Multi(string name, string[] values) => new(Make(name, true, false, null), [.. values.Select(value => new VariableOption(value, value, true))], values);

    private static ResolvedVariable All(string name, string? allValue, params string[] options)
        => new(Make(name, true, true, allValue), [new VariableOption("All", "$__all", true), .. options.Select(value => new VariableOption(value, value, false))], ["$__all"]);

    private static Variable Make(string name, bool multi, bool all, string? allValue)
        => new() { Name = name, Kind = VariableKind.Custom, Multi = multi, IncludeAll = all, AllValue = allValue, Source = [] };
}
