using OpsPortal.Domain;
using OpsPortal.Features.Health;

namespace OpsPortal.Tests.Features.Health;

public sealed class SharedReadingTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private int _asked;

    [Fact]
    public async Task Read_ManyAtOnce_AskOnceAndGetTheSame()
    {
        var answer = new TaskCompletionSource<Outcome<int>>();
        var shared = new SharedReading<int>(() => { _asked++; return answer.Task; }, Pace, _clock);

        var waiting = Enumerable.Range(0, 200).Select(_ => shared.ReadAsync()).ToList();
        // Even if the answer takes longer than the pace.
        _clock.Advance(Pace * 2);
        waiting.Add(shared.ReadAsync());
        answer.SetResult(Outcome<int>.Ok(7, _clock.GetUtcNow()));

        (await Task.WhenAll(waiting)).ShouldAllBe(reading => reading.LastGood!.Value == 7);
        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task Read_WithinThePace_GivesTheOldOneWithItsAge_ThenAsksAgain()
    {
        var shared = new SharedReading<int>(() => Task.FromResult(Outcome<int>.Ok(++_asked, _clock.GetUtcNow())), Pace, _clock);
        var first = await shared.ReadAsync();

        _clock.Advance(Pace - TimeSpan.FromMilliseconds(1));
        (await shared.ReadAsync()).ShouldBe(first);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await shared.ReadAsync();
        (second.LastGood!.Value, second.LastGood.At - first.LastGood!.At).ShouldBe((2, Pace));
    }

    [Fact]
    public async Task Read_Failing_KeepsTheLastGoodAndAsksNoFaster()
    {
        var shared = new SharedReading<int>(() => Task.FromResult(_asked++ == 0 ? Outcome<int>.Ok(7, _clock.GetUtcNow()) : Outcome<int>.Unavailable("away", _clock.GetUtcNow())), Pace, _clock);
        _ = await shared.ReadAsync();
        _clock.Advance(Pace);

        var stale = await shared.ReadAsync();
        _ = await shared.ReadAsync();

        (stale.IsStale, stale.LastGood!.Value, _asked).ShouldBe((true, 7, 2));
    }

    [Fact]
    public async Task Read_TheQuestionThrew_IsAskedAgainAfterThePace()
    {
        var shared = new SharedReading<int>(() => _asked++ == 0 ? throw new InvalidOperationException() : Task.FromResult(Outcome<int>.Ok(7, _clock.GetUtcNow())), Pace, _clock);
        await Should.ThrowAsync<InvalidOperationException>(shared.ReadAsync);
        _clock.Advance(Pace);

        (await shared.ReadAsync()).LastGood!.Value.ShouldBe(7);
    }
}
