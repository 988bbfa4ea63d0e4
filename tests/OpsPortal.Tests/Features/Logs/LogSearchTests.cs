using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogSearchTests
{
    [Fact]
    public void FromUri_NothingGiven_IsTheDefault()
    {
        var search = LogSearch.FromUri("http://portal/logs");

        search.ShouldBe(LogSearch.Default with { Levels = search.Levels });
        search.Levels.ShouldBeEmpty();
    }

    [Fact]
    public void FromUri_AllGiven_IsRead()
    {
        var search = LogSearch.FromUri("http://portal/logs?service=hdc&level=error,nonsense,fatal&contains=a%26b&limit=1000&order=oldest");

        (search.Service, search.Contains, search.Limit, search.OldestFirst, search.Query).ShouldBe(("hdc", "a&b", 1000, true, null));
        search.Levels.ShouldBe(["fatal", "error"]);
    }

    [Theory]
    [InlineData("limit=0", 1)]
    [InlineData("limit=999999", 5000)]
    [InlineData("limit=-5", 500)]
    [InlineData("limit=many", 500)]
    public void FromUri_Limit_IsKeptInBounds(string query, int limit) => LogSearch.FromUri("http://portal/logs?" + query).Limit.ShouldBe(limit);

    [Fact]
    public void ToQuery_WhatWasRead_ReadsTheSame()
    {
        var search = new LogSearch("h200", ["warn"], "x y", "{a=\"b\"}", 100, true);
        var uri = "http://portal/logs?" + string.Join('&', search.ToQuery().Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!.ToString()!)}"));

        LogSearch.FromUri(uri).ToQuery().ShouldBe(search.ToQuery());
        LogSearch.Default.ToQuery().Values.ShouldAllBe(value => value == null);
    }

    [Fact]
    public void Toggle_Twice_IsAsBefore()
    {
        var search = LogSearch.Default with { Levels = ["error"] };

        search.Toggle("fatal").Levels.ShouldBe(["fatal", "error"]);
        search.Toggle("fatal").Toggle("fatal").Levels.ShouldBe(["error"]);
    }
}
