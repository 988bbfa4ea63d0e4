using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class TimeRangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 34, 56, TimeSpan.Zero);

    [Theory]
    [InlineData("/", "now-1h", "now", 15)]
    [InlineData("/?from=now-6h&to=now-1h&refresh=30s", "now-6h", "now-1h", 30)]
    [InlineData("/?from=now-6h&refresh=off", "now-6h", "now", null)]
    [InlineData("/?from=1795000000000&to=1795003600000", "1795000000000", "1795003600000", 15)]
    [InlineData("/?from=2026-11-21T10:00:00Z&to=2026-11-21T11:00:00Z", "1795255200000", "1795258800000", 15)]
    [InlineData("/?from=now-7d&refresh=whatever", "now-7d", "now", 15)]
    public void FromUri_ReadsTheUrl(string uri, string from, string to, int? refreshSeconds)
    {
        var range = TimeRange.FromUri(uri, out var error);

        error.ShouldBeNull();
        range.ShouldBe(new TimeRange(from, to, refreshSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
    }

    [Theory]
    [InlineData("/?from=yesterday", "from=yesterday")]
    [InlineData("/?to=now-5parsecs", "to=now-5parsecs")]
    [InlineData("/?from=now&to=now-1h", "ends before it starts")]
    [InlineData("/?from=2000&to=1000", "ends before it starts")]
    [InlineData("/?from=99999999999999999", "from=")]
    [InlineData("/?from=now-9999999999999h", "from=")]
    public void FromUri_WhatIsNoRange_GivesTheDefaultAndSaysWhy(string uri, string words)
    {
        TimeRange.FromUri(uri, out var error).ShouldBe(TimeRange.Default);

        error.ShouldNotBeNull().ShouldContain(words);
    }

    [Theory]
    [InlineData("now-1h", "now", "2026-11-21T11:34:56Z", "2026-11-21T12:34:56Z")]
    [InlineData("now-1d/d", "now-1d/d", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData("now/w", "now", "2026-11-16T00:00:00Z", "2026-11-21T12:34:56Z")]
    [InlineData("now-1M/M", "now-1M/M", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")]
    [InlineData("now/y", "now/h", "2026-01-01T00:00:00Z", "2026-11-21T13:00:00Z")]
    public void Resolve_GivesTheTwoMoments(string from, string to, string start, string end)
        => new TimeRange(from, to, null).Resolve(Now).ShouldBe((DateTimeOffset.Parse(start), DateTimeOffset.Parse(end)));

    [Fact]
    public void ToQuery_Default_LeavesTheUrl() => TimeRange.Default.ToQuery().Values.ShouldAllBe(value => value == null);

    [Fact]
    public void ToQuery_ReadBack_IsTheSame()
    {
        var range = new TimeRange("now-6h", "now-1h", null);
        var uri = "/?" + string.Join('&', range.ToQuery().Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}"));

        TimeRange.FromUri(uri, out _).ShouldBe(range);
    }

    [Theory]
    [InlineData("now-1h", "now", "Last hour")]
    [InlineData("now-1d/d", "now-1d/d", "Yesterday")]
    [InlineData("now/d", "now", "Today so far")]
    [InlineData("now-2d/d", "now-2d/d", "now-2d/d to now-2d/d")]
    [InlineData("1795255200000", "1795258800000", "2026-11-21 10:00 – 2026-11-21 11:00 UTC")]
    public void Words_SayTheRange(string from, string to, string words) => new TimeRange(from, to, null).Words.ShouldBe(words);
}
