using OpsPortal.Domain;
using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Domain.Logs;

public sealed class LevelNumbersTests
{
    [Theory]
    [InlineData("level", "10 20 30 40 50 60", "trace debug info warn error fatal")]
    [InlineData("log.level", "30 50", "info error")]
    [InlineData("log.level.keyword", "50", "error")]
    [InlineData("PRIORITY", "0 1 2 3 4 5 6 7", "fatal fatal critical error warn info info debug")]
    [InlineData("severity", "3 7", "error debug")]
    [InlineData("log.syslog.severity.code", "4", "warn")]
    [InlineData("severity_number", "1 4 5 8 9 12 13 16 17 20 21 24", "trace trace debug debug info info warn warn error error fatal fatal")]
    [InlineData("severityNumber", "17", "error")]
    [InlineData("SeverityNumber", "17", "error")]
    public void Word_OfAFieldsOwnScale_IsItsLevel(string field, string numbers, string words)
        => string.Join(' ', numbers.Split(' ').Select(number => LevelNumbers.Word(field, number))).ShouldBe(words);

    [Theory]
    // 3 is an error of syslog and a warning or a debug line of others.
    [InlineData("level", "3")]
    [InlineData("level", "0")]
    [InlineData("level", "35")]
    [InlineData("level", "70")]
    [InlineData("level", "-30")]
    [InlineData("level", "30.0")]
    [InlineData("level", "info")]
    [InlineData("level", "99999999999999999999")]
    [InlineData("severity", "8")]
    [InlineData("severity", "30")]
    [InlineData("severity_number", "0")]
    [InlineData("severity_number", "25")]
    // How urgent a task is says nothing of the line; how severe an event is, its source decides.
    [InlineData("priority", "3")]
    [InlineData("event.severity", "3")]
    [InlineData("status", "50")]
    public void Word_WhatNoScaleSays_IsNone(string field, string value) => LevelNumbers.Word(field, value).ShouldBe("");

    [Fact]
    public void Of_AWord_IsItsNumbers()
    {
        LevelNumbers.Of("level", "error").ShouldBe(["50"]);
        LevelNumbers.Of("severity_number", "error").ShouldBe(["17", "18", "19", "20"]);
        LevelNumbers.Of("level", "unknown").ShouldBeEmpty();
        LevelNumbers.Of("message", "error").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"level":50,"msg":"x"}""", "error")]
    [InlineData("""{"msg":"x","PRIORITY":"4"}""", "warn")]
    [InlineData("""{"severityNumber":9}""", "info")]
    [InlineData("""{"level":3,"severity":3}""", "error")]
    [InlineData("""{"inner":{"level":50}}""", "")]
    [InlineData("""{"level":[50]}""", "")]
    [InlineData("""{"level":50""", "")]
    [InlineData("""{"level":"\ud800"}""", "")]
    [InlineData("""[{"level":50}]""", "")]
    [InlineData("level=50", "")]
    public void OfLine_ByTheFieldsOfItsObject(string line, string word) => LevelNumbers.OfLine(line).ShouldBe(word);

    [Theory]
    // What the store says, goes before; what it hands on, the field's own name decides.
    [InlineData("warn", "", "", """{"level":50}""", "warn")]
    [InlineData("unknown", "", "", """{"level":50}""", "error")]
    [InlineData("50", "", "", "x", "error")]
    [InlineData("3", "", "", "x", "unknown")]
    [InlineData("3", "severity", "3", "x", "error")]
    [InlineData("unknown", "PRIORITY", "4", "x", "warn")]
    [InlineData("unknown", "priority", "4", "x", "unknown")]
    [InlineData("", "severity_number", "17", "x", "error")]
    public void Of_Entry_IsWhatTheStoreSaysThenTheNumbers(string detected, string name, string value, string line, string level)
        => LogLevels.Of(new LogEntry(0, line, name.Length == 0 ? LabelSet.Empty : new LabelSet([new(name, value)]), new LabelSet([new("detected_level", detected)]), LabelSet.Empty)).Name.ShouldBe(level);
}
