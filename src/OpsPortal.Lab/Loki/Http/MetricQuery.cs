using System.Text.Json;
using OpsPortal.Lab.Loki.Metrics;
using OpsPortal.Lab.Loki.Syntax;

namespace OpsPortal.Lab.Loki.Http;

/// <summary>Answers a query for numbers.</summary>
internal sealed class MetricQuery(StreamIndex streams, QueryStats stats)
{
    private const int MostSeries = 500;

    private StepGrid _grid = StepGrid.Instant(0);
    private IReadOnlyList<MetricSeries> _series = [];
    private double? _scalar;

    /// <summary>Samples in the answer.</summary>
    public int Returned => _scalar is null ? _series.Sum(one => one.Values.Count(value => value is not null)) : 1;

    public void Run(Expression query, StepGrid grid, bool keepOrder, CancellationToken cancellationToken)
    {
        _grid = grid;
        var value = new Evaluator(new LineSource(streams, stats), grid, cancellationToken).Evaluate(query);
        _scalar = value.Scalar;
        _series = [.. value.Series.Where(one => one.Values.Any(v => v is not null))];
        if (!keepOrder)
            _series = [.. _series.OrderBy(one => one.Labels.Text, StringComparer.Ordinal)];
        if (_series.Count > MostSeries)
        {
            throw new LogQlException(
                $"maximum number of series ({MostSeries}) reached for a single query; consider reducing query cardinality by adding more " +
                "specific stream selectors, reducing the time range, or aggregating results with functions like sum(), count() or topk()");
        }
    }

    public void WriteVector(Utf8JsonWriter json)
    {
        if (_scalar is { } number)
        {
            json.WriteString("resultType", "scalar");
            json.WritePropertyName("result");
            WriteSample(json, _grid.Start, number);
            return;
        }

        json.WriteString("resultType", "vector");
        json.WriteStartArray("result");
        foreach (var one in _series)
        {
            json.WriteStartObject();
            json.WriteObject("metric", one.Labels.Pairs);
            json.WritePropertyName("value");
            WriteSample(json, _grid.Start, one.Values[0]!.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void WriteMatrix(Utf8JsonWriter json)
    {
        json.WriteString("resultType", "matrix");
        json.WriteStartArray("result");
        if (_scalar is { } number)
            WriteSeries(json, [], [.. Enumerable.Repeat<double?>(number, _grid.Count)]);
        foreach (var one in _series)
            WriteSeries(json, one.Labels.Pairs, one.Values);
        json.WriteEndArray();
    }

    private void WriteSeries(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> labels, double?[] values)
    {
        json.WriteStartObject();
        json.WriteObject("metric", labels);
        json.WriteStartArray("values");
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
                WriteSample(json, _grid.At(i), value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Seconds, with milliseconds where there are some.
    private static void WriteSample(Utf8JsonWriter json, long time, double value)
    {
        json.WriteStartArray();
        json.WriteNumberValue(decimal.Divide(time / StepGrid.Millisecond, 1000));
        json.WriteStringValue(GoNumber.Format(value));
        json.WriteEndArray();
    }
}
