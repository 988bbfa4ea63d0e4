using System.Globalization;
using System.Text;
using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Http;

/// <summary><c>index/volume</c> and <c>index/volume_range</c>: bytes by labels. Counted from the lines, so exact where Loki estimates.</summary>
internal sealed class VolumeEndpoints(StreamIndex streams, TimeProvider time)
{
    private const long Second = 1_000_000_000;

    public async Task VolumeAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.CheckedRange();
        var volumes = Sum(parameters, Read(parameters, start, end)).OrderByDescending(one => one.Bytes).ThenBy(one => one.Labels.Text, StringComparer.Ordinal).Take(parameters.Limit).ToArray();
        await LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "success");
            json.WriteStartObject("data");
            json.WriteString("resultType", "vector");
            json.WriteStartArray("result");
            foreach (var (labels, bytes) in volumes)
            {
                json.WriteStartObject();
                json.WriteObject("metric", labels.Pairs);
                json.WriteStartArray("value");
                json.WriteNumberValue(end / Second);
                json.WriteStringValue(bytes.ToString(CultureInfo.InvariantCulture));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public async Task RangeAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.CheckedRange();
        var step = parameters.Step(start, end);
        var slices = Read(parameters, start, end);
        var series = new Dictionary<string, (LogLabels Labels, List<(double At, long Bytes)> Points)>(StringComparer.Ordinal);
        for (var from = start / step * step; from < end; from += step)
        {
            // A step's moment is its last millisecond, but for the last one, which ends with the range.
            var at = from + step >= end ? end / (double)Second : ((from + step) / 1_000_000 - 1) / 1000d;
            foreach (var (labels, bytes) in Sum(parameters, slices, from, from + step))
            {
                if (!series.TryGetValue(labels.Text, out var one))
                    series.Add(labels.Text, one = (labels, []));
                one.Points.Add((at, bytes));
            }
        }
        await LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "success");
            json.WriteStartObject("data");
            json.WriteString("resultType", "matrix");
            json.WriteStartArray("result");
            foreach (var (labels, points) in series.Values.OrderBy(one => one.Labels.Text, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteObject("metric", labels.Pairs);
                json.WriteStartArray("values");
                foreach (var (at, bytes) in points)
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(at);
                    json.WriteStringValue(bytes.ToString(CultureInfo.InvariantCulture));
                    json.WriteEndArray();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private IReadOnlyList<LogSlice> Read(QueryParameters parameters, long start, long end)
        => QueryParser.Parse(parameters.Query) is LogExpression { Stages.Count: 0 } query ? streams.Query(query.Selector, start, end) : throw new LogQlException("only label matchers are supported");

    private static IEnumerable<(LogLabels Labels, long Bytes)> Sum(QueryParameters parameters, IReadOnlyList<LogSlice> slices, long from = long.MinValue, long until = long.MaxValue)
    {
        var targets = parameters.All("targetLabels").ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var selected = ((LogExpression)QueryParser.Parse(parameters.Query)).Selector;
        string[] names = targets.Length > 0 ? targets : [.. selected.Matchers.Select(matcher => matcher.Name)];
        return slices.Select(slice => (Labels: new LogLabels(names.Select(name => new KeyValuePair<string, string>(name, slice.Labels[name])).Where(pair => pair.Value.Length > 0)),
                Bytes: slice.Lines.Where(line => line.Time >= from && line.Time < until).Sum(line => (long)Encoding.UTF8.GetByteCount(line.Line))))
            .Where(one => one.Bytes > 0).GroupBy(one => one.Labels.Text, StringComparer.Ordinal).Select(group => (group.First().Labels, group.Sum(one => one.Bytes)));
    }
}
