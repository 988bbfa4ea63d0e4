using System.Globalization;

namespace OpsPortal.Ui;

/// <summary>A number as a person reads it: "1.24" and "ms", or "$12.50" and "".</summary>
public readonly record struct Quantity(string Number, string Unit)
{
    public override string ToString() => Unit.Length == 0 ? Number : Unit == "%" ? Number + "%" : Number + " " + Unit;
}

/// <summary>
/// Writes numbers by the unit names that Grafana uses (s, ms, percent, percentunit, bytes, reqps, currencyUSD …).
/// <c>wwwroot/js/units.js</c> is its twin for charts; a change here is a change there.
/// </summary>
public static class Units
{
    private static readonly (double Factor, string Unit)[] Times =
        [(86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")];

    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
    private static readonly string[] Decimal = ["", "k", "M", "G", "T", "P"];
    private static readonly string[] Short = ["", "K", "M", "B", "T"];

    private static readonly Dictionary<string, string> Rates = new(StringComparer.Ordinal)
    {
        ["reqps"] = "req/s", ["ops"] = "ops/s", ["tokps"] = "tok/s", ["rps"] = "r/s", ["wps"] = "w/s", ["iops"] = "io/s",
        ["cps"] = "/s", ["eps"] = "events/s", ["logps"] = "lines/s", ["tokens"] = "tokens", ["rpm"] = "rpm",
    };

    /// <param name="unit">Grafana's name; null, "none" and "" are a plain number, an unknown name is written behind it.</param>
    /// <param name="decimals">Digits behind the point; null picks about three significant digits.</param>
    public static Quantity Format(double value, string? unit, int? decimals = null)
    {
        if (!double.IsFinite(value))
            return new(double.IsNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞", "");
        return unit switch
        {
            null or "" or "none" => new(Write(value, decimals ?? (value == Math.Floor(value) ? 0 : null)), ""),
            "short" => Scale(value, 1000, Short, "", decimals),
            "percent" => new(Write(value, decimals), "%"),
            "percentunit" => new(Write(value * 100, decimals), "%"),
            "s" => Time(value, decimals),
            "ms" => Time(value / 1e3, decimals),
            "bytes" => Scale(value, 1024, Binary, "B", decimals),
            "decbytes" => Scale(value, 1000, Decimal, "B", decimals),
            "Bps" => Scale(value, 1000, Decimal, "B/s", decimals),
            "binBps" => Scale(value, 1024, Binary, "B/s", decimals),
            "mbytes" => Scale(value * 1024 * 1024, 1024, Binary, "B", decimals),
            "celsius" => new(Write(value, decimals ?? (Math.Abs(value) >= 10 ? 0 : 1)), "°C"),
            "watt" => Scale(value, 1000, Decimal, "W", decimals),
            "hertz" => Scale(value, 1000, Decimal, "Hz", decimals),
            "currencyUSD" => new(Money(value, decimals), ""),
            _ when Rates.TryGetValue(unit, out var rate) => Scale(value, 1000, Short, rate, decimals),
            _ => new(Write(value, decimals), unit),
        };
    }

    private static Quantity Time(double seconds, int? decimals)
    {
        if (seconds == 0)
            return new("0", "s");
        var scale = Times.FirstOrDefault(step => Math.Abs(seconds) >= step.Factor * 0.9995, Times[^1]);
        return new(Write(seconds / scale.Factor, decimals), scale.Unit);
    }

    private static Quantity Scale(double value, double step, string[] prefixes, string unit, int? decimals)
    {
        var rank = 0;
        while (Math.Abs(value) >= step * 0.9995 && rank < prefixes.Length - 1)
        {
            value /= step;
            rank++;
        }
        decimals ??= rank == 0 && value == Math.Floor(value) ? 0 : null;
        return unit.Length == 0 ? new(Write(value, decimals) + prefixes[rank], "")
            : unit.Contains('/', StringComparison.Ordinal) && unit is not "B/s" || unit is "tokens" or "rpm" ? new(Write(value, decimals) + prefixes[rank], unit)
            : new(Write(value, decimals), prefixes[rank] + unit);
    }

    private static string Money(double value, int? decimals)
    {
        var digits = decimals ?? (value == 0 || Math.Abs(value) >= 0.1 ? 2 : Math.Abs(value) >= 0.001 ? 4 : 6);
        return (value < 0 ? "−$" : "$") + Grouped(Math.Abs(value), digits);
    }

    private static string Write(double value, int? decimals)
    {
        var size = Math.Abs(value);
        var digits = decimals ?? (size == 0 ? 0 : size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : size >= 0.00995 ? 3 : 4);
        var text = Grouped(size, digits);
        return value < 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? "−" + text : text;
    }

    // Halves go up as written (1.005 is 1.01), as in the browser; a double's own formatting sees 1.00499….
    private static string Grouped(double size, int digits)
        => size < 1e27 ? decimal.Round((decimal)size, digits, MidpointRounding.AwayFromZero).ToString("N" + digits, CultureInfo.InvariantCulture)
            : size.ToString("E2", CultureInfo.InvariantCulture);
}
