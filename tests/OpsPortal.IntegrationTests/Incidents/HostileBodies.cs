using System.Globalization;
using System.Text;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Bodies that nobody should send: recorded ones with bytes changed, cut or doubled, and shapes that were thought out. The same seed gives the same.</summary>
internal sealed class HostileBodies(int seed)
{
    private static readonly byte[][] Recorded = [.. RecordedDeliveries.Scenarios.Where(name => name != "big").SelectMany(RecordedDeliveries.Of).DistinctBy(Convert.ToHexString)];
    private static readonly string[] OddTimes = ["0000-00-00T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-02T00:00:00Z", "2026-02-30T00:00:00Z", "1e9", "", "2026-11-21T03:14:39+99:99", "-1-01-01T00:00:00Z", "292277026596-12-04T15:30:07Z"];
    private readonly Random _random = new(seed);

    public byte[] Next() => _random.Next(10) switch
    {
        0 => Noise(_random.Next(0, 2000)),
        1 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(_random.Next(2) == 0 ? "[" : "{\"a\":", _random.Next(1, 50_000)))),
        2 => Shape(),
        3 => Mutated(Encoding.UTF8.GetBytes(Shape2())),
        4 => Cut(Any()),
        _ => Mutated(Any()),
    };

    private byte[] Any() => Recorded[_random.Next(Recorded.Length)];

    private byte[] Noise(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Cut(byte[] body) => body[..(body.Length == 0 ? 0 : _random.Next(body.Length))];

    private byte[] Mutated(byte[] body)
    {
        var bytes = body.ToList();
        for (var times = _random.Next(1, 12); times > 0 && bytes.Count > 0; times--)
        {
            var at = _random.Next(bytes.Count);
            switch (_random.Next(4))
            {
                case 0: bytes[at] = (byte)_random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.InsertRange(at, Noise(_random.Next(1, 9))); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, _random.Next(1, 200)))); break;
            }
        }
        return [.. bytes];
    }

    private byte[] Shape()
    {
        var length = _random.Next(5) switch { 0 => 3000, 1 => 20_000, 2 => 0, _ => 12 };
        var text = Text(length);
        var time = OddTimes[_random.Next(OddTimes.Length)];
        return Encoding.UTF8.GetBytes(_random.Next(8) switch
        {
            0 => $$"""{"version":"4","alerts":[{"status":"firing","labels":{"alertname":"{{text}}","service":"{{text}}","severity":"{{text}}","team":"{{text}}"},"startsAt":"{{Good()}}"}]}""",
            1 => $$"""{"version":"4","alerts":[{"status":"resolved","labels":{"alertname":"A"},"startsAt":"{{time}}","endsAt":"{{time}}"}]}""",
            2 => $$"""{"version":"4","groupKey":"{{text}}","truncatedAlerts":-1e308,"alerts":[]}""",
            3 => $$"""{"version":"4","alerts":[{"status":"firing","fingerprint":"\u0000{{Text(3)}}","labels":{"\u0000":"\ud800","alertname":"\udfff"},"startsAt":"{{Good()}}"}]}""",
            4 => $$"""{"name":"{{text}}","key":"{{text}}","startsAt":"{{time}}","severity":["x"]}""",
            5 => """{"version":"4","version":"4","alerts":[null,1,"x",[],{}]}""",
            6 => $$"""{"version":"1","orgId":1,"groupKey":"{{text}}","alerts":[{"status":"firing","labels":{"alertname":"A","a":"{{text}}"},"annotations":{"summary":"{{text}}"},"startsAt":"{{Good()}}","generatorURL":"{{text}}"}]}""",
            _ => $$"""{"alerts":{{new string('9', _random.Next(1, 4000))}}}""",
        });
    }

    private string Shape2() => $$$"""{"alerts":[{"name":"N{{{_random.Next(5)}}}","service":"hostile","severity":"info","status":"{{{(_random.Next(2) == 0 ? "firing" : "resolved")}}}","startsAt":"{{{Good()}}}","labels":{"i":"{{{_random.Next(50)}}}"}}]}""";

    private static string Good() => new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Nothing that compresses, so that it meets every limit at its full length.
    private string Text(int length)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789äß漢\u202e\u2028";
        return string.Concat(Enumerable.Range(0, length).Select(_ => Letters[_random.Next(Letters.Length)]));
    }
}
