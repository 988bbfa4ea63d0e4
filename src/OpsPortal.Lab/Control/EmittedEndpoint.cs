using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Ledger;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Control;

/// <summary>
/// <c>GET /lab/emitted?day=YYYY-MM-DD</c>: by how much each counter series grew in that UTC day, exactly. Values are
/// decimal numbers without rounding. <c>name=</c> keeps one metric's series only; without <c>day</c> the known days are listed.
/// </summary>
internal static class EmittedEndpoint
{
    public static WebApplication MapEmitted(this WebApplication app)
    {
        app.MapGet("/lab/emitted", Answer);
        return app;
    }

    private static IResult Answer(string? day, string? name, World world)
    {
        if (string.IsNullOrEmpty(day))
            return Results.Json(new { days = world.Days().Select(DayText) });
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return Results.BadRequest(new { error = $"day is \"{day}\"; it must be a UTC day such as 2026-11-20" });
        var start = new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
        return world.Emitted(start) is { } emitted
            ? Results.Bytes(Write(start, emitted.Now, name, emitted.Series, emitted.Grown), "application/json")
            : Results.NotFound(new { error = $"nothing is known of {day}; GET /lab/emitted lists the days that are known" });
    }

    private static byte[] Write(long day, long now, string? name, IReadOnlyList<CounterSeries> series, long[] grown)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var end = day + UtcHours.DaySeconds;
            json.WriteStartObject();
            json.WriteString("day", DayText(day));
            json.WriteNumber("from", day);
            json.WriteNumber("until", Math.Min(now, end));
            json.WriteBoolean("complete", now >= end);
            json.WriteStartArray("series");
            for (var i = 0; i < series.Count; i++)
            {
                if (name is null || Name(series[i]) == name)
                    WriteSeries(json, series[i], grown[i]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteSeries(Utf8JsonWriter json, CounterSeries series, long units)
    {
        json.WriteStartObject();
        json.WriteString("name", Name(series));
        json.WriteStartObject("labels");
        foreach (var (label, value) in LabelsOf(series.Key))
            json.WriteString(label, value);
        json.WriteEndObject();
        var number = new ExpositionBuffer(32);
        number.Scaled(units, series.Scale);
        json.WritePropertyName("value");
        json.WriteRawValue(Encoding.ASCII.GetString(number.Written.Span));
        json.WriteEndObject();
    }

    private static string Name(CounterSeries series) => series.Family.Name + series.Family.Suffixes[series.Slot].Suffix;

    // From name{a="b",c="d"}; the lab's own values hold no quotes, commas in values are minded.
    private static IEnumerable<(string Label, string Value)> LabelsOf(string key)
    {
        var at = key.IndexOf('{') + 1;
        while (at > 0 && at < key.Length - 1)
        {
            var equals = key.IndexOf('=', at);
            var close = key.IndexOf('"', equals + 2);
            yield return (key[at..equals], key[(equals + 2)..close]);
            at = close + 2;
        }
    }

    private static string DayText(long day) =>
        DateTimeOffset.FromUnixTimeSeconds(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
