using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Calendars;
using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Tests.Features.OnCall;

public sealed class CalendarTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T12:00Z");
    private static readonly WallClock Berlin = WallClock.Of("Europe/Berlin");

    [Fact]
    public void Write_ThenRead_SameShiftsWithoutNobodysHours()
    {
        Shift[] shifts = [new(Now, Now.AddHours(8), "a", "weeks"), new(Now.AddHours(8), Now.AddHours(9), null, ""), new(Now.AddHours(9), Now.AddHours(20), "b", "stand-in")];

        var text = CalendarWriter.Write("Night; day, all", "key", shifts, id => id == "a" ? "Ångström, Änne 🐘 with a name that is long enough to be folded more than once, truly" : "Bob", Now);

        var (events, problem) = CalendarReader.Read(text, Berlin);
        problem.ShouldBeNull();
        events.Select(one => (one.From, one.To)).ShouldBe([(Now, Now.AddHours(8)), (Now.AddHours(9), Now.AddHours(20))]);
        events[0].Who.ShouldBe("Ångström, Änne 🐘 with a name that is long enough to be folded more than once, truly on call: Night; day, all");
        text.Split("\r\n").ShouldAllBe(line => System.Text.Encoding.UTF8.GetByteCount(line) <= 75);
    }

    [Theory]
    [InlineData("DTSTART:20260701T090000Z\nDTEND:20260701T100000Z", "2026-07-01T09:00Z", "2026-07-01T10:00Z")]
    [InlineData("DTSTART;TZID=America/New_York:20260701T090000\nDURATION:PT1H30M", "2026-07-01T13:00Z", "2026-07-01T14:30Z")]
    [InlineData("DTSTART:20260701T090000\nDTEND:20260701T100000", "2026-07-01T07:00Z", "2026-07-01T08:00Z")]
    [InlineData("DTSTART;VALUE=DATE:20260329", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    public void Read_WaysToGiveATime_AreMeantSo(string times, string from, string to)
        => CalendarReader.Read($"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:bob\nBEGIN:VALARM\nDESCRIPTION:x\nEND:VALARM\n{times}\nEND:VEVENT\nEND:VCALENDAR", Berlin).Events
            .ShouldBe([new CalendarEvent(DateTimeOffset.Parse(from), DateTimeOffset.Parse(to), "bob")]);

    [Theory]
    [InlineData("SUMMARY:bob\nDTSTART:20260701T090000Z\nDTEND:20260701T100000Z\nRRULE:FREQ=DAILY", "repeated")]
    [InlineData("SUMMARY:bob\nDTSTART:20260701T090000Z\nDTEND:20260701T080000Z", "no end")]
    [InlineData("DTSTART:20260701T090000Z\nDTEND:20260701T100000Z", "SUMMARY")]
    [InlineData("SUMMARY:bob\nDTSTART;TZID=Nowhere/Else:20260701T090000\nDTEND:20260701T100000Z", "DTSTART")]
    [InlineData("SUMMARY:bob\nDTSTART:20260701T090000Z\nDURATION:PX", "no end")]
    public void Read_WhatItCannotRead_IsRefusedInWords(string fields, string words)
        => CalendarReader.Read($"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{fields}\nEND:VEVENT\nEND:VCALENDAR", Berlin).Problem!.ShouldContain(words);

    [Fact]
    public void Read_AnyRubbish_NeverThrows()
    {
        var random = new Random(5);
        var words = new[] { "BEGIN:VEVENT", "END:VEVENT", "DTSTART", ":", ";", "20260101", "T", "\n", " ", "SUMMARY:", "Z", "DURATION:P", "\"", "9999999999", "\u0000" };

        for (var i = 0; i < 20_000; i++)
            CalendarReader.Read(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => words[random.Next(words.Length)])), Berlin);
    }
}
