using System.Text.Json;
using OpsPortal.Lab.Logs;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Services;

namespace OpsPortal.Tests.Lab.Logs;

public sealed class LogProducerTests
{
    private static List<LogLine> Lines(int seconds, IEffectSource? effects = null)
    {
        var (fleet, producer, lines) = (LabWorld.Fleet(), new LogProducer(), new List<LogLine>());
        for (var i = 0; i < seconds; i++)
        {
            fleet.Run(1, 1, effects);
            lines.AddRange(producer.Produce(fleet, 1));
        }

        return lines;
    }

    private static ScenarioBoard Board(string scenario, string service)
    {
        var board = new ScenarioBoard(new FakeClock(DateTimeOffset.FromUnixTimeSeconds(LabWorld.Noon)));
        board.Start(Scenario.Find(scenario)!, service, 60);
        return board;
    }

    [Fact]
    public void Produce_Calm_AFewLinesASecond() => (Lines(300).Count / 300.0).ShouldBeInRange(1, 8);

    [Fact]
    public void Produce_Twice_SameLines() => Lines(60).Select(l => l.Line).ShouldBe(Lines(60).Select(l => l.Line));

    [Fact]
    public void Produce_EveryLine_IsOneJsonObjectWithItsFieldsAndNoPrompt()
    {
        foreach (var line in Lines(300, Board("error-burst", "aurelis")))
        {
            line.Line.ShouldNotContain("\n");
            using var json = JsonDocument.Parse(line.Line);
            var fields = json.RootElement.EnumerateObject().Select(p => p.Name).ToList();
            fields.Take(4).ShouldBe(["timestamp", "level", "logger", "message"]);
            fields.ShouldNotContain(f => f.Contains("user") || f == "prompt" || f == "prompt_preview");
            json.RootElement.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds().ShouldBe(line.Time / 1_000_000);
            line.Labels.Pairs.Select(p => p.Key).Where(name => name != "host").ShouldBe(["environment", "instance", "level", "service"]);
            line.Labels["host"].ShouldBe(line.Labels["service"] switch { "h200" or "hdc" or "microdiff" => "lab-gpu-1", "ai-gateway" => "lab-gpu-2", _ => "" }, "the host is known where the GPUs are");
            line.Labels["level"].ShouldBe(json.RootElement.GetProperty("level").GetString() switch
            {
                "ERROR" => "error",
                "WARNING" => "warn",
                "DEBUG" => "debug",
                _ => "info",
            });
        }
    }

    [Fact]
    public void Produce_Errors_NoMoreLinesThanErrorsCounted()
    {
        var (fleet, producer, board) = (LabWorld.Fleet(), new LogProducer(), Board("error-burst", "microdiff"));
        var (lines, counted) = (0L, 0L);
        for (var i = 0; i < 120; i++)
        {
            fleet.Run(1, 1, board);
            var step = producer.Produce(fleet, 1).Count(l => l.Labels["service"] == "microdiff" && l.Labels["level"] == "error");
            var failed = fleet.MicroDiff.Outcomes.Where(o => o.Result == Result.Failed).Sum(o => o.Count);
            step.ShouldBe((int)Math.Min(failed, (long)LogProducer.FailedRate));
            (lines, counted) = (lines + step, counted + failed);
        }

        lines.ShouldBeGreaterThan(20);
        lines.ShouldBeLessThanOrEqualTo(counted);
    }

    [Fact]
    public void Produce_LogStorm_AHundredTimesOfOneService()
    {
        int Count(List<LogLine> lines, string service) => lines.Count(l => l.Labels["service"] == service);
        var (calm, storm) = (Lines(60), Lines(60, Board("log-storm", "aurelis")));
        (Count(storm, "aurelis") / (double)Count(calm, "aurelis")).ShouldBeInRange(60, 200);
        Count(storm, "h200").ShouldBe(Count(calm, "h200"));
    }
}
