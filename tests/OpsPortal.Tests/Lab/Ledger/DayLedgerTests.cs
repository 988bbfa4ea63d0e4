using OpsPortal.Lab.Ledger;
using OpsPortal.Lab.Simulation;
using OpsPortal.Lab.State;

namespace OpsPortal.Tests.Lab.Ledger;

public sealed class DayLedgerTests
{
    private const long Midnight = LabWorld.Noon + (12 * 3600);

    [Fact]
    public void Emitted_DayThatIsOver_IsTheDifferenceOfScrapesAtItsTwoMidnights()
    {
        var fleet = LabWorld.Fleet(LabWorld.Noon);
        var ledger = new DayLedger(new CounterIndex(fleet.Pages));
        void Live(long until)
        {
            while (fleet.Now < until)
            {
                ledger.Open(fleet.Now);
                fleet.Run(1, 30);
            }
        }

        Live(Midnight);
        var first = fleet.Pages.ToDictionary(p => p, LabWorld.Samples);
        Live(Midnight + 86_400);
        var second = fleet.Pages.ToDictionary(p => p, LabWorld.Samples);
        Live(Midnight + 90_000);

        var emitted = ledger.Emitted(Midnight).ShouldNotBeNull();
        for (var i = 0; i < emitted.Length; i++)
        {
            var series = ledger.Index.Series[i];
            var name = OpsPortal.Lab.Exposition.TextExposition.SeriesName(series.Family, series.Metric, series.Slot, "");
            var scraped = second[series.Page][name] - first[series.Page][name];
            ((decimal)emitted[i] / series.Scale).ShouldBe(scraped, series.Key);
        }

        emitted.Sum().ShouldBeGreaterThan(0);
        ledger.Emitted(Midnight + 86_400).ShouldNotBeNull("today, so far");
        ledger.Emitted(Midnight + (3 * 86_400)).ShouldBeNull("a day that nobody knows");
    }

    [Fact]
    public void Open_DaysOfStandingStill_AreEmptyDays()
    {
        var fleet = LabWorld.Fleet().Run(60);
        var ledger = new DayLedger(new CounterIndex(fleet.Pages));
        ledger.Open(fleet.Now);
        fleet.Run(60);
        fleet.Skip(fleet.Now + (2 * 86_400));
        ledger.Open(fleet.Now);
        ledger.Days.Count.ShouldBe(3);
        ledger.Emitted(UtcHours.Day(LabWorld.Noon) + 86_400).ShouldNotBeNull().ShouldAllBe(v => v == 0);
        ledger.Emitted(UtcHours.Day(LabWorld.Noon)).ShouldNotBeNull().Sum().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void SaveAndLoad_World_GoesOnWithoutASeam()
    {
        using var folder = new LabWorld.Folder();
        var fleet = LabWorld.Fleet(Midnight - 120);
        var ledger = new DayLedger(new CounterIndex(fleet.Pages));
        ledger.Open(fleet.Now);
        fleet.Run(120);
        ledger.Open(fleet.Now);
        fleet.Run(30);
        new StateFile(folder.Path).Save(fleet, ledger);

        var (loaded, again) = new StateFile(folder.Path).Load(LabWorld.Seed).ShouldNotBeNull();
        loaded.Now.ShouldBe(fleet.Now);
        loaded.Started.ShouldBe(fleet.Started);
        again.Index.Read().ShouldBe(ledger.Index.Read());
        again.Emitted(Midnight - 86_400).ShouldBe(ledger.Emitted(Midnight - 86_400));
        again.Emitted(Midnight).ShouldBe(ledger.Emitted(Midnight));

        var before = again.Index.Read();
        loaded.Run(60);
        again.Index.Read().Zip(before).ShouldAllBe(x => x.First >= x.Second);
    }

    [Fact]
    public void Load_BrokenFileOrAnotherSeed_SaysWhichFileAndWhatToDo()
    {
        using var folder = new LabWorld.Folder();
        new StateFile(folder.Path).Load(LabWorld.Seed).ShouldBeNull("nothing was saved yet");
        var fleet = LabWorld.Fleet().Run(2);
        new StateFile(folder.Path).Save(fleet, new DayLedger(new CounterIndex(fleet.Pages)));
        Should.Throw<InvalidDataException>(() => new StateFile(folder.Path).Load(99)).Message.ShouldContain("seed 7");
        File.WriteAllText(folder.File("world.json"), "{");
        Should.Throw<InvalidDataException>(() => new StateFile(folder.Path).Load(LabWorld.Seed)).Message.ShouldContain("world.json can't be read");
    }
}
