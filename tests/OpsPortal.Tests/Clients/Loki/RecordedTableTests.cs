using System.Globalization;
using System.Net;
using OpsPortal.Clients;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Clients.Loki;

/// <summary>
/// Every recorded answer of Loki 3.7.6 through the client, against Fixtures/loki-recorded.csv: how it ends, how many entries, the first
/// and the last moment (nanoseconds of lines, seconds of figures). Where the recorded question is one that the client asks, the request is the same.
/// </summary>
public sealed class RecordedTableTests
{
    private const long Start = 1795210200000000000;
    private const long End = 1795231800000000000;
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);
    private static readonly string[][] Rows =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "loki-recorded.csv")).Skip(1).Select(line => line.Split(','))];

    public static TheoryData<string> Answers => [.. Rows.Where(row => row[1] is not ("push" or "tail")).Select(row => row[0])];

    public static TheoryData<string> Pushes => [.. Rows.Where(row => row[1] == "push").Select(row => row[0])];

    public static TheoryData<string> Tails => [.. Rows.Where(row => row[1] == "tail").Select(row => row[0])];

    [Fact]
    public void Table_HasEveryRecordedAnswer()
        => Rows.Select(row => row[0]).Order(StringComparer.Ordinal).ShouldBe(RecordedAnswer.All("*").Select(answer => answer.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Ask_RecordedAnswer_IsWhatTheTableSays(string name)
    {
        var row = Rows.Single(one => one[0] == name);
        var recorded = RecordedAnswer.Load(name);
        HttpRequestMessage? sent = null;
        var handler = new StubHandler((request, _) =>
        {
            sent = request;
            return Task.FromResult(StubHandler.Response(recorded.Status, recorded.ContentType, recorded.Text));
        });

        var (kind, reason, count, first, last) = await AskAsync(row[1], recorded, LokiStub.Client(new HttpClient(handler), new LokiOptions { Url = "http://loki" }, new FakeClock(Now)));

        kind.ShouldBe(row[2], reason);
        count.ShouldBe(int.Parse(row[3], CultureInfo.InvariantCulture));
        first.ShouldBe(decimal.Parse(row[4], CultureInfo.InvariantCulture));
        last.ShouldBe(decimal.Parse(row[5], CultureInfo.InvariantCulture));
        if (kind == "Rejected" && recorded.Status == HttpStatusCode.BadRequest && recorded.ContentType.StartsWith("text/plain", StringComparison.Ordinal))
            reason.ShouldBe(recorded.Text.Trim());
        if (row[6] == "same")
            Parts(sent!).ShouldBe(Parts(recorded.ToRequest(new Uri("http://loki"))));
    }

    [Theory]
    [MemberData(nameof(Pushes))]
    public void Push_RecordedAnswer_IsWhatTheTableSays(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        using var response = StubHandler.Response(recorded.Status, recorded.ContentType, recorded.Text);

        var answer = LokiPush.Read(response, System.Text.Encoding.UTF8.GetBytes(recorded.Text));

        answer.End.ToString().ShouldBe(Rows.Single(one => one[0] == name)[2]);
        if (answer.End != PushEnd.Taken)
            answer.Words.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Tails))]
    public async Task Follow_RecordedTail_IsWhatTheTableSays(string name)
    {
        var row = Rows.Single(one => one[0] == name);
        await using var server = await ReplayedTail.StartAsync(RecordedAnswer.Load(name));
        var entries = new List<LogEntry>();
        Outcome<TailFrame>? ended = null;

        await foreach (var frame in server.Tail.FollowAsync(RecordedAnswer.Load(name).Query, 0, 10, raw: true, default))
        {
            if (frame.IsOk)
                entries.AddRange(frame.Value!.Entries);
            else
                ended = frame;
        }

        // What is replayed ends when its frames are over, which is a tail that Loki ended.
        if (row[2] == "Ok")
            ended!.Reason.ShouldBe("Loki ended the tail.");
        else
            ended!.Kind.ToString().ShouldBe(row[2], ended.Reason);
        entries.Count.ShouldBe(int.Parse(row[3], CultureInfo.InvariantCulture));
        entries.Select(entry => entry.Time).DefaultIfEmpty().Min().ShouldBe(long.Parse(row[4], CultureInfo.InvariantCulture));
        entries.Select(entry => entry.Time).DefaultIfEmpty().Max().ShouldBe(long.Parse(row[5], CultureInfo.InvariantCulture));
    }

    private static async Task<(string Kind, string Reason, int Count, decimal First, decimal Last)> AskAsync(string ask, RecordedAnswer recorded, LokiClient client)
    {
        var (query, start, end) = (recorded.Query, Number("start", Start), Number("end", End));
        var selector = recorded.Parameter("query") is { Length: > 0 } text ? text : null;
        string[] labels = [.. recorded.Parameter("targetLabels").Split(',', StringSplitOptions.RemoveEmptyEntries)];
        var limit = int.TryParse(recorded.Parameter("limit"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 100;
        switch (ask)
        {
            case "lines":
                var backward = !(recorded.Parameter("direction") == "forward");
                return Told(await client.LinesAsync(query, start, end, limit, backward, default, raw: true), all => all.Count, all => all.Count == 0 ? (0, 0) : (all[0].Time, all[^1].Time));
            case "metric":
                var step = double.TryParse(recorded.Parameter("step"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : 3600;
                return Told(await client.MetricAsync(query, start, end, TimeSpan.FromSeconds(step), default), all => all.Count, Moments);
            case "volumeRange":
                return Told(await client.VolumeRangeAsync(query, start, end, TimeSpan.FromHours(1), labels, default), all => all.Count, Moments);
            case "instant":
                return Told(await client.InstantAsync(query, Number("time", End), default), all => all.Count);
            case "labels":
                return Told(await client.LabelsAsync(start, end, default, selector), all => all.Count);
            case "values":
                return Told(await client.LabelValuesAsync(recorded.Path.Split('/')[^2], selector, start, end, default), all => all.Count);
            case "series":
                return Told(await client.SeriesAsync(Matches(recorded), start, end, default), all => all.Count);
            case "stats":
                return Told(await client.StatsAsync(query, start, end, default), stats => (int)stats.Entries);
            case "volume":
                return Told(await client.VolumeAsync(query, start, end, labels, limit, default), all => all.Count);
            case "fields":
                return Told(await client.FieldsAsync(query, start, end, default), all => all.Count);
            case "fieldValues":
                return Told(await client.FieldValuesAsync(recorded.Path.Split('/')[^2], query, start, end, default), all => all.Count);
            case "detectedLabels":
                return Told(await client.DetectedLabelsAsync(selector, start, end, default), all => all.Count);
            case "patterns":
                return Told(await client.PatternsAsync(query, start, end, null, default), all => all.Count,
                    all => all.Count == 0 ? (0, 0) : (all.Min(one => one.Times[0]), all.Max(one => one.Times[^1])));
            case "format":
                return Told(await client.FormatAsync(query, default), _ => 1);
            case "limits":
                return Told(await client.LimitsAsync(default), _ => 1);
            case "version":
                return Told(await client.VersionAsync(default), _ => 1);
            case "ready":
                return Told(await client.ReadyAsync(default), _ => 1);
            default:
                throw new ArgumentException(ask);
        }

        long Number(string name, long otherwise) => recorded.Parameter(name) is { Length: 19 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }

    private static (decimal, decimal) Moments(IReadOnlyList<Series> all)
        => all.Count == 0 ? (0, 0) : ((decimal)all.Min(one => one.Times[0]), (decimal)all.Max(one => one.Times[^1]));

    private static string[] Matches(RecordedAnswer recorded)
        => [.. recorded.ToRequest(new Uri("http://loki")).RequestUri!.Query.TrimStart('?').Split('&').Select(part => WebUtility.UrlDecode(part)!)
            .Where(part => part.StartsWith("match[]=", StringComparison.Ordinal)).Select(part => part["match[]=".Length..])];

    private static (string, string, int, decimal, decimal) Told<T>(Outcome<T> outcome, Func<T, int> count, Func<T, (decimal First, decimal Last)>? moments = null)
    {
        if (!outcome.IsOk)
            return (outcome.Kind.ToString(), outcome.Reason, 0, 0, 0);
        var (first, last) = moments?.Invoke(outcome.Value!) ?? (0, 0);
        return ("Ok", "", count(outcome.Value!), first, last);
    }

    private static string[] Parts(HttpRequestMessage request)
        => [request.Method.Method, request.RequestUri!.AbsolutePath, .. request.RequestUri.Query.TrimStart('?').Split('&').Select(part => WebUtility.UrlDecode(part)!).Order(StringComparer.Ordinal)];
}
