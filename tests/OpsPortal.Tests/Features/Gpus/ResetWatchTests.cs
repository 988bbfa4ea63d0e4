using OpsPortal.Features.Gpus.Ledger;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class ResetWatchTests
{
    private readonly ResetWatch _watch = new();

    [Fact]
    public void Read_Xid_NamesTheCard()
    {
        var frame = GpuFrames.Of(gpus: 2) with { Events = [new GpuEvent { Gpu = 1, Kind = GpuEventKind.Xid, Code = 79, At = 5 }] };

        var note = _watch.Read(frame, frame.Info).ShouldHaveSingleItem();

        note.GpuUuid.ShouldBe(frame.Info!.Gpus[1].Uuid);
        note.GpuIndex.ShouldBe(1);
        note.Happened!.Code.ShouldBe(79);
        note.At.ToUnixTimeMilliseconds().ShouldBe(5);
    }

    [Fact]
    public void Read_EventOfAGpuThatNobodyDescribed_IsKeptByItsPlace()
    {
        var frame = GpuFrames.Of(gpus: 1, info: false) with { Events = [new GpuEvent { Gpu = 0, Kind = GpuEventKind.Xid, Code = 48, At = 5 }, new GpuEvent { Kind = "ecc-storm", At = 6 }] };

        _watch.Read(frame, null).Select(n => n.GpuUuid).ShouldBe(["index-0", ""]);
    }

    [Fact]
    public void Read_EnergyBelowWhatItWas_IsAResetAndComesBeforeTheEventsOfThatFrame()
    {
        var frame = GpuFrames.Of(gpus: 2);
        _watch.Read(frame with { Energy = [100, 200] }, frame.Info).ShouldBeEmpty();
        _watch.Read(frame with { Energy = [150, null] }, frame.Info).ShouldBeEmpty();

        var notes = _watch.Read(frame with { Energy = [160, 3], Events = [new GpuEvent { Gpu = 1, Kind = GpuEventKind.Xid, Code = 63, At = 5 }] }, frame.Info);

        notes.Count.ShouldBe(2);
        notes[0].Happened.ShouldBeNull();
        notes[0].GpuIndex.ShouldBe(1);
        notes[1].Happened!.Code.ShouldBe(63);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Remember_CounterThatWasHigherBeforeThePortalStarted_IsAReset(bool readFirst)
    {
        var frame = GpuFrames.Of(gpus: 2) with { Energy = [50, 900] };
        GpuCounter[] known =
        [
            new(frame.Host, frame.Info!.Gpus[0].Uuid, 700, GpuFrames.Now.AddHours(-1)), new(frame.Host, frame.Info.Gpus[1].Uuid, 700, GpuFrames.Now.AddHours(-1)),
        ];
        var notes = new List<LedgerNote>();

        if (!readFirst)
            notes.AddRange(_watch.Remember(known));
        notes.AddRange(_watch.Read(frame, frame.Info));
        if (readFirst)
            notes.AddRange(_watch.Remember(known));

        var note = notes.ShouldHaveSingleItem();
        note.GpuUuid.ShouldBe(frame.Info.Gpus[0].Uuid);
        note.At.ShouldBe(GpuFrames.Now);
        _watch.TakeChanged().Select(c => c.Energy).ShouldBe([50, 900]);
        _watch.TakeChanged().ShouldBeEmpty();
    }

    [Fact]
    public void Read_GpuThatIsInAnotherHostNow_IsAResetWhereItWas()
    {
        var before = GpuFrames.Of("old-host", gpus: 1);
        _watch.Read(before with { Energy = [900] }, before.Info).ShouldBeEmpty();
        var after = GpuFrames.Of("new-host", gpus: 1, at: GpuFrames.Now.AddMinutes(30).ToUnixTimeMilliseconds());

        var note = _watch.Read(after with { Energy = [5] }, after.Info).ShouldHaveSingleItem();

        (note.Host, note.GpuUuid, note.Happened).ShouldBe(("old-host", before.Info!.Gpus[0].Uuid, null));
        _watch.Read(after with { Energy = [6] }, after.Info).ShouldBeEmpty();
    }

    [Fact]
    public void Read_OneGpuUnderTwoNames_IsNoReset()
    {
        // Two agents on one machine, or a host that was given another name: the counter goes on.
        foreach (var (host, minute, energy) in new[] { ("a", 0, 900), ("b", 0, 5), ("a", 1, 910), ("b", 1, 6), ("c", 90, 2000) })
        {
            var frame = GpuFrames.Of(host, gpus: 1, at: GpuFrames.Now.AddMinutes(minute).ToUnixTimeMilliseconds());
            _watch.Read(frame with { Energy = [energy] }, frame.Info).ShouldBeEmpty($"{host} at minute {minute}");
        }
    }

    [Fact]
    public void Read_EverNewCards_AreBounded()
    {
        for (var i = 0; i < (ResetWatch.Most / 64) + 50; i++)
        {
            var frame = GpuFrames.Of(gpus: 64, at: GpuFrames.Now.ToUnixTimeMilliseconds() + i, processesEach: 0);
            var info = frame.Info! with { Gpus = [.. frame.Info.Gpus.Select((gpu, g) => gpu with { Uuid = $"GPU-{i}-{g}" })] };
            _ = _watch.Read(frame with { Energy = [.. Enumerable.Repeat((double?)1, 64)] }, info);
        }

        _watch.TakeChanged().Count.ShouldBeLessThanOrEqualTo(ResetWatch.Most);
    }

    [Theory]
    [InlineData(79, XidSeverity.Critical, "fallen off the bus")]
    [InlineData(31, XidSeverity.Application, "not mapped")]
    [InlineData(63, XidSeverity.Warning, "remapped")]
    [InlineData(9999, XidSeverity.Warning, "not in the portal's table")]
    public void Of_Xid_SaysWhatItMeansAndHowGraveItIs(int code, XidSeverity severity, string words)
    {
        var meaning = XidTable.Of(code);

        meaning.Severity.ShouldBe(severity);
        meaning.Meaning.ShouldContain(words);
        meaning.Action.ShouldNotBeEmpty();
    }
}
