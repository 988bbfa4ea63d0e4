using OpsPortal.Domain;
using OpsPortal.Features.Marks;

namespace OpsPortal.Tests.Features.Marks;

public sealed class MarkReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 7, TimeSpan.Zero);
    private readonly FakeClock _clock = new(Now);
    private readonly FakeSource _incidents = new();
    private readonly FakeSource _deployments = new();

    private MarkReader Reader => field ??= new MarkReader([_incidents, _deployments], _clock);

    [Fact]
    public async Task Read_TwoSources_GivesTheirMarksInOrderOfTime()
    {
        _incidents.Answer = Outcome<IReadOnlyList<Mark>>.Ok([At("late", -1)], Now);
        _deployments.Answer = Outcome<IReadOnlyList<Mark>>.Ok([At("early", -5)], Now);

        var answers = await Reader.ReadAsync(Now.AddHours(-1), Now, null);

        answers.Marks.Select(mark => mark.Text).ShouldBe(["early", "late"]);
        answers.Failed.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_OneSourceAway_GivesTheOtherAndSaysWhatIsMissing()
    {
        _incidents.Answer = Outcome<IReadOnlyList<Mark>>.Unavailable("The database does not answer.", Now);
        _deployments.Answer = Outcome<IReadOnlyList<Mark>>.Ok([At("deploy", -5)], Now);

        var answers = await Reader.ReadAsync(Now.AddHours(-1), Now, null);

        answers.Marks.Count.ShouldBe(1);
        answers.Missing.ShouldBe(["The database does not answer."]);
        answers.Failed.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_SpansThatDifferByASecond_AreAskedOnce_AndAgainAfterFiveSeconds()
    {
        await Reader.ReadAsync(Now.AddHours(-1), Now, null);
        await Reader.ReadAsync(Now.AddHours(-1).AddSeconds(1), Now.AddSeconds(1), null);
        _incidents.Asked.ShouldBe(1);

        await Reader.ReadAsync(Now.AddHours(-1), Now, "h200");
        _incidents.Asked.ShouldBe(2);

        _clock.Advance(TimeSpan.FromSeconds(6));
        await Reader.ReadAsync(Now.AddHours(-1), Now, null);
        _incidents.Asked.ShouldBe(3);
    }

    [Fact]
    public async Task Read_MoreThanTheMost_KeepsTheNewest()
    {
        _incidents.Answer = Outcome<IReadOnlyList<Mark>>.Ok([.. Enumerable.Range(0, MarkReader.Most + 50).Select(i => At("mark " + i, -i))], Now);

        var answers = await Reader.ReadAsync(Now.AddDays(-1), Now, null);

        answers.Marks.Count.ShouldBe(MarkReader.Most);
        answers.Marks[^1].Text.ShouldBe("mark 0");
    }

    private static Mark At(string text, int minutes) => new("incident", Now.AddMinutes(minutes), null, text, "bad", null, "/incidents/1");

    private sealed class FakeSource : IMarkSource
    {
        public Outcome<IReadOnlyList<Mark>> Answer { get; set; } = Outcome<IReadOnlyList<Mark>>.Ok([], Now);

        public int Asked { get; private set; }

        public Task<Outcome<IReadOnlyList<Mark>>> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? service, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(Answer);
        }
    }
}
