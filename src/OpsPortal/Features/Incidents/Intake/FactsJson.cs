using System.Text.Json;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>Facts as a column keeps them: <c>[[start],[start,end]]</c>, microseconds since 1970.</summary>
internal static class FactsJson
{
    public static string Write(IEnumerable<Fact> facts) => JsonSerializer.Serialize(
        facts.Select(fact => fact.EndsAt is { } end ? new[] { Micros(fact.StartsAt), Micros(end) } : [Micros(fact.StartsAt)]));

    public static IReadOnlyList<Fact> Read(string json) =>
    [
        .. JsonSerializer.Deserialize<long[][]>(json)!.Select(times => new Fact(At(times[0]), times.Length > 1 ? At(times[1]) : null)),
    ];

    private static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset At(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
