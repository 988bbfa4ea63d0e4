using System.Collections.Concurrent;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Tests.Domain.Counters;

public sealed class DayBackfillTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 5, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeClock _clock = new(Now);
    private readonly ConcurrentQueue<(string Service, DateOnly Day)> _closed = [];

    [Fact]
    public async Task Run_SomeDaysClosed_ClosesTheOthersUpToYesterday()
    {
        var result = await RunAsync(new DateOnly(2026, 11, 1), [new DateOnly(2026, 11, 2)]);

        result.Summary.ShouldBe("3 of 3 days closed");
        _closed.Select(one => one.Day.Day).Order().ShouldBe([1, 3, 4]);
    }

    [Fact]
    public async Task Run_JustAfterMidnight_LeavesYesterdayOpenUntilItSettled()
    {
        _clock.Set(new DateTimeOffset(2026, 11, 5, 0, 1, 59, TimeSpan.Zero));

        await RunAsync(new DateOnly(2026, 11, 4), []);

        _closed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_NoSamplesEver_HasNothingToDo() => (await RunAsync(null, [])).Summary.ShouldStartWith("Nothing to do");

    [Fact]
    public async Task Run_BackEndAway_StopsAndSaysWhyOnce()
    {
        var result = await RunAsync(new DateOnly(2026, 10, 1), [], close: Outcome<bool>.Unavailable("Prometheus is away.", Now));

        result.Problems.Single().ShouldContain("Prometheus is away.");
        result.Summary.ShouldBe("0 of 35 days closed");
    }

    [Fact]
    public async Task Run_NotConfigured_IsNoProblem()
    {
        var result = await new DayBackfill(_clock).RunAsync(
            ["a"], Closed([]), (_, _, _) => Task.FromResult(Outcome<DateOnly?>.NotConfigured("No Prometheus is configured.", Now)),
            (_, _, _) => throw new InvalidOperationException(), new Silent(), default);

        result.Problems.ShouldBeEmpty();
        result.Summary.ShouldBe("Nothing to do: No Prometheus is configured.");
    }

    private Task<JobResult> RunAsync(DateOnly? first, DateOnly[] closed, Outcome<bool>? close = null) => new DayBackfill(_clock).RunAsync(
        ["a"], Closed(closed), (_, _, _) => Task.FromResult(Outcome<DateOnly?>.Ok(first, Now)),
        (service, day, _) =>
        {
            _closed.Enqueue((service, day));
            return Task.FromResult(close ?? Outcome<bool>.Ok(true, Now));
        }, new Silent(), default);

    private static ILookup<string, DateOnly> Closed(DateOnly[] days) => days.ToLookup(_ => "a");

    private sealed class Silent : IJobProgress
    {
        public Task ReportAsync(int done, int total, string words) => Task.CompletedTask;
    }
}
