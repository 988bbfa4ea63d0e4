using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.History;
using OpsPortal.Lab.Ledger;
using OpsPortal.Lab.Simulation;
using OpsPortal.Lab.State;

namespace OpsPortal.Tests.Lab.History;

public sealed class HistoryTests
{
    private static HistoryOptions Options(string folder, int days = 2) => new(folder, days, LabWorld.Noon, 1, 30, 300);

    [Fact]
    public void Write_TwoDays_OneFileAUtcDayInOrder()
    {
        using var folder = new LabWorld.Folder();
        var figures = new HistoryRun(Options(folder.Path), LabWorld.Seed).Write();
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order()
            .ShouldBe(["2026-11-08.om", "2026-11-09.om", "2026-11-10.om"]);
        figures.Files.ShouldBe(3);
        foreach (var path in Directory.GetFiles(folder.Path))
        {
            var (families, last) = (new HashSet<string>(), ("", 0L));
            var lines = File.ReadAllLines(path);
            lines[^1].ShouldBe("# EOF");
            foreach (var line in lines[..^1])
            {
                if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                    families.Add(line.Split(' ')[2]).ShouldBeTrue($"{line} comes once, samples of a family together");
                if (line[0] == '#')
                    continue;
                var (series, at) = (line[..line.LastIndexOf('}')], long.Parse(line[(line.LastIndexOf(' ') + 1)..]));
                if (series == last.Item1)
                    at.ShouldBeGreaterThan(last.Item2);
                DateTimeOffset.FromUnixTimeSeconds(at).ToString("yyyy-MM-dd").ShouldBe(Path.GetFileNameWithoutExtension(path));
                last = (series, at);
            }

            families.ShouldNotContain(f => f.EndsWith("_total"));
            families.ShouldContain("up");
        }
    }

    [Fact]
    public void Write_End_IsWhereTheLiveWorldGoesOn()
    {
        using var folder = new LabWorld.Folder();
        var run = new HistoryRun(Options(folder.File("om"), 1), LabWorld.Seed);
        run.Write();
        new StateFile(folder.File("state")).Save(run.Fleet, run.Ledger);
        var (live, ledger) = new StateFile(folder.File("state")).Load(LabWorld.Seed).ShouldNotBeNull();
        live.Now.ShouldBe(LabWorld.Noon);

        // The last sample of each counter series in the files is what the first live scrape shows.
        var written = File.ReadLines(Directory.GetFiles(folder.File("om")).Order().Last())
            .Where(l => l[0] != '#')
            .GroupBy(l => l[..(l.LastIndexOf('}') + 1)])
            .ToDictionary(g => g.Key, g => g.Last()[(g.Key.Length + 1)..].Split(' '));
        foreach (var series in ledger.Index.Series)
        {
            var sample = written[series.Key];
            sample[1].ShouldBe(LabWorld.Noon.ToString());
            var name = TextExposition.SeriesName(series.Family, series.Metric, series.Slot, "");
            decimal.Parse(sample[0]).ShouldBe(LabWorld.Samples(series.Page)[name], series.Key);
        }

        var before = ledger.Index.Read();
        live.Run(30);
        ledger.Index.Read().Zip(before).ShouldAllBe(x => x.First >= x.Second);
    }

    [Fact]
    public void Write_LabelsAndBuckets_AreThoseOfALiveScrape()
    {
        using var folder = new LabWorld.Folder();
        new HistoryRun(Options(folder.Path, 1), LabWorld.Seed).Write();
        var written = File.ReadLines(folder.File("2026-11-10.om")).Where(l => l[0] != '#').Select(l => l[..(l.LastIndexOf('}') + 1)]).ToHashSet();
        foreach (var page in LabWorld.Fleet().Run(2000).Pages)
        {
            foreach (var name in LabWorld.Samples(page).Keys.Where(n => !n.StartsWith("aurelis_system_info", StringComparison.Ordinal)))
            {
                var full = name.Contains('{') ? name[..^1] + "," + page.TargetLabels + "}" : $"{name}{{{page.TargetLabels}}}";
                written.ShouldContain(full);
            }
        }
    }

    [Fact]
    public void Write_ADay_PromtoolMakesBlocksOfIt()
    {
        using var folder = new LabWorld.Folder();
        new HistoryRun(Options(folder.File("om"), 1), LabWorld.Seed).Write();
        var (code, output) = Promtool.Run(null, "tsdb", "create-blocks-from", "openmetrics", folder.File("om/2026-11-10.om"), folder.File("tsdb"));
        code.ShouldBe(0, output);
        output.ShouldContain("NUM SERIES");
    }

    [Fact]
    public void Parse_BadArguments_AllErrorsAtOnce()
    {
        var (options, errors) = HistoryOptions.Parse(["--days", "0", "--colour", "red", "--coarse-step", "700"], LabWorld.Noon);
        options.ShouldBeNull();
        errors.ShouldContain(e => e.Contains("--days is \"0\""));
        errors.ShouldContain(e => e.Contains("\"--colour\" is not known"));
        errors.ShouldContain(e => e.Contains("must divide an hour"));
        errors.ShouldContain(e => e.Contains("--out is missing"));
    }
}
