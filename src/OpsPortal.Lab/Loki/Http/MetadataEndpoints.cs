using System.Text;
using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Http;

/// <summary>Labels, their values, series, index stats and the version.</summary>
internal sealed class MetadataEndpoints(StreamIndex streams, TimeProvider time)
{
    public async Task LabelsAsync(HttpContext http)
    {
        var slices = await StreamsAsync(http);
        await LokiJson.WriteNamesAsync(http, Distinct(slices.SelectMany(slice => slice.Labels.Pairs).Select(pair => pair.Key)));
    }

    public async Task ValuesAsync(HttpContext http)
    {
        var name = (string)http.Request.RouteValues["name"]!;
        var slices = await StreamsAsync(http);
        await LokiJson.WriteNamesAsync(http, Distinct(slices.Select(slice => slice.Labels[name]).Where(value => value.Length > 0)));
    }

    public async Task SeriesAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.MetadataRange();
        var matches = parameters.All("match[]").Count > 0 ? parameters.All("match[]") : parameters.All("match");
        var selectors = matches.Where(match => !string.IsNullOrEmpty(match)).Select(match => QueryParser.ParseSelector(match!)).ToArray();
        if (selectors.Length == 0)
            selectors = [Selector.All];
        var series = selectors.SelectMany(selector => streams.Query(selector, start, end)).Select(slice => slice.Labels).Distinct().ToArray();
        await LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "success");
            json.WriteStartArray("data");
            foreach (var labels in series)
            {
                json.WriteStartObject();
                json.WritePairs(labels.Pairs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <remarks>A stream counts as one chunk: there are no others here.</remarks>
    public async Task StatsAsync(HttpContext http)
    {
        var slices = await StreamsAsync(http);
        await LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("streams", slices.Count);
            json.WriteNumber("chunks", slices.Count);
            json.WriteNumber("bytes", slices.Sum(slice => slice.Lines.Sum(line => (long)Encoding.UTF8.GetByteCount(line.Line))));
            json.WriteNumber("entries", slices.Sum(slice => slice.Lines.Count));
            json.WriteEndObject();
        });
    }

    public static Task BuildInfoAsync(HttpContext http) => LokiJson.WriteAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteString("version", "3.7.6-lab");
        json.WriteString("revision", "");
        json.WriteString("branch", "");
        json.WriteString("buildUser", "OpsPortal.Lab");
        json.WriteString("buildDate", "");
        json.WriteString("goVersion", "");
        json.WriteEndObject();
    });

    private async Task<IReadOnlyList<LogSlice>> StreamsAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.MetadataRange();
        var selector = parameters.Query.Length == 0 ? Selector.All : QueryParser.ParseSelector(parameters.Query);
        return streams.Query(selector, start, end);
    }

    private static string[] Distinct(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
