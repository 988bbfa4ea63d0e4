namespace OpsPortal.IntegrationTests.Prometheus;

/// <summary>Expressions of the kinds that dashboards hold, made at random.</summary>
internal sealed class RandomPromql(Random random)
{
    public string Next()
    {
        var one = Vector();
        return random.Next(12) switch
        {
            0 => $"{one} or {Vector()}",
            1 => $"sum by (instance) ({one}) / on (instance) group_left sum by (instance) ({Vector()})",
            2 => $"topk({random.Next(1, 4)}, {one})",
            3 => $"absent({one})",
            4 => $"({one}) > {random.Next(50)}",
            5 => $"label_replace({one}, \"short\", \"$1\", \"instance\", \"i(.)\")",
            6 => $"count_values(\"value\", round({one}))",
            7 => $"{one} unless on (instance) ({Vector()} > {random.Next(20)})",
            8 => $"clamp_max({one}, {random.Next(100)}) + time() % 60",
            9 => $"{one} and on () (hour() >= 0)",
            _ => one,
        };
    }

    private string Vector() => random.Next(11) switch
    {
        0 => Plain(),
        1 => $"{Pick("rate", "irate", "increase", "resets", "changes")}({Counter()}[{Window()}]{Offset()})",
        2 => $"{Aggregate()}({Pick("rate", "increase")}({Counter()}[{Window()}]))",
        3 => $"{Pick("avg", "min", "max", "count", "stddev", "last", "present")}_over_time({Gauge()}[{Window()}]{Offset()})",
        4 => $"histogram_quantile({Pick("0.5", "0.9", "0.99")}, sum by ({Pick("le", "le, instance")}) (rate(latency_seconds_bucket[{Window()}])))",
        5 => $"{Pick("max", "avg", "sum")}_over_time(rate({Counter()}[{Window()}])[{Window()}:{Pick("", "7s", "30s", "1m", "11s")}]{Offset()})",
        6 => $"quantile_over_time(0.{random.Next(1, 10)}, {Gauge()}[{Window()}])",
        7 => $"{Pick("deriv", "delta", "idelta")}({Gauge()}[{Window()}])",
        8 => $"predict_linear({Gauge()}[{Window()}], 3600)",
        9 => $"{Aggregate()}({Plain()})",
        _ => $"{Plain()} @ {Pick("end()", "start()")}",
    };

    private string Plain() => (random.Next(3) == 0 ? Counter() : Gauge()) + Offset();

    private string Counter() => Pick("requests_total", "requests_total{code=\"500\"}", "requests_total{instance=~\"i[01]\"}", "latency_seconds_bucket{le=\"+Inf\"}");

    private string Gauge() => Pick("temperature_celsius", "up", "temperature_celsius{instance!=\"i2\"}", "nothing_at_all");

    private string Offset() => random.Next(8) switch
    {
        0 => " offset 5m",
        1 => " offset -3m",
        _ => "",
    };

    private string Window() => Pick("30s", "1m", "2m30s", "5m", "17m", "1h");

    private string Aggregate() => Pick("sum", "avg", "max", "count", "stddev", "sum by (job)", "sum without (instance)", "group by (instance)");

    private string Pick(params string[] some) => some[random.Next(some.Length)];
}
