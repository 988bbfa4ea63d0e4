using System.Globalization;

namespace OpsPortal.Ui;

/// <summary>A number as a person reads it: "1.24" and "ms", or "$12.50" and "".</summary>
public readonly record struct Quantity(string Number, string Unit)
{
    public override string ToString() => Unit.Length == 0 ? Number : Unit is "%" or "°" || Unit[0] == '/' ? Number + Unit : Number + " " + Unit;
}

/// <summary>
/// Writes numbers by the unit names that Grafana uses (s, ms, percent, percentunit, bytes, reqps, currencyUSD, suffix:…).
/// <c>wwwroot/js/units.js</c> is its twin for charts; a change here is a change there.
/// </summary>
public static class Units
{
    private static readonly (double Factor, string Unit)[] Times =
        [(86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")];

    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] Decimal = ["", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Small = ["", "m", "µ", "n", "p"];
    private static readonly string[] Short = ["", "K", "M", "B", "T"];

    /// <param name="unit">Grafana's name; null, "none" and "" are a plain number, an unknown name is written behind it.</param>
    /// <param name="decimals">Digits behind the point; null picks about three significant digits.</param>
    public static Quantity Format(double value, string? unit, int? decimals = null)
    {
        if (!double.IsFinite(value))
            return new(double.IsNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞", "");
        if (string.IsNullOrEmpty(unit))
            return new(Plain(value, decimals), "");
        if (UnitCatalogue.Find(unit) is not { } known)
            return Special(value, unit, decimals);
        var size = value * known.Factor;
        return known.Kind switch
        {
            "si" => SiScale(size, known.Mark, decimals),
            "dec" => Scale(size, 1000, Decimal, known.Mark, decimals),
            "bin" => Scale(size, 1024, Binary, known.Mark, decimals),
            "count" => Count(size, known.Mark, decimals),
            "time" => Time(size, decimals),
            "money" => new(Money(size, known.Mark, decimals), ""),
            "coin" => new(Money(size, "", decimals), known.Mark),
            "heat" => new(Write(size, decimals ?? (Math.Abs(size) >= 10 ? 0 : 1)), known.Mark),
            _ => new(Plain(size, decimals), known.Mark),
        };
    }

    private static Quantity Special(double value, string unit, int? decimals)
    {
        if (Truth(value, unit) is { } truth)
            return new(truth, "");
        if (UnitMoments.Write(value, unit) is { } moment)
            return new(moment, "");
        if (unit is "hex" or "hex0x")
            return new((value < 0 ? "−" : "") + (unit == "hex" ? "" : "0x") + ((long)Math.Floor(Math.Abs(value) + 0.5)).ToString("X", CultureInfo.InvariantCulture), "");
        if (unit == "sci")
            return new(Science(value, decimals ?? 2), "");
        var colon = unit.IndexOf(':', StringComparison.Ordinal) + 1;
        var rest = unit[colon..];
        switch (unit[..colon])
        {
            case "prefix:":
                return new(rest + Plain(value, decimals), "");
            case "suffix:":
                return new(Plain(value, decimals), rest.Trim());
            case "currency:":
                var sign = rest.StartsWith("financial:", StringComparison.Ordinal) ? rest[10..] : rest;
                return sign.EndsWith(":suffix", StringComparison.Ordinal) ? new(Money(value, "", decimals), sign[..^7]) : new(Money(value, sign, decimals), "");
            case "count:":
                return Count(value, rest.Trim(), decimals);
            case "si:":
                var (factor, mark) = SiPrefix(rest.Trim());
                return SiScale(value * factor, mark, decimals);
            default:
                return new(Plain(value, decimals), unit.Trim());
        }
    }

    private static string? Truth(double value, string unit)
    {
        var words = unit switch
        {
            "bool" => ["False", "True"],
            "bool_yes_no" => ["No", "Yes"],
            "bool_on_off" => ["Off", "On"],
            _ when unit.StartsWith("bool:", StringComparison.Ordinal) => unit[5..].Split('/').Reverse().ToArray(),
            _ => (string[]?)null,
        };
        return words is null ? null : value == 0 ? words[0] : words[^1];
    }

    // "si:mF" counts in millifarads; a prefix needs a unit behind it.
    private static (double Factor, string Mark) SiPrefix(string mark)
    {
        double factor = mark.Length < 2 ? 0 : mark[0] switch
        {
            'f' => 1e-15, 'p' => 1e-12, 'n' => 1e-9, 'µ' or 'μ' => 1e-6, 'm' => 1e-3, 'k' or 'K' => 1e3, 'M' => 1e6, 'G' => 1e9, 'T' => 1e12, 'P' => 1e15, 'E' => 1e18, _ => 0,
        };
        return factor == 0 ? (1, mark) : (factor, mark[1..]);
    }

    private static string Plain(double value, int? decimals) => Write(value, decimals ?? (value == Math.Floor(value) ? 0 : null));

    private static Quantity Time(double seconds, int? decimals)
    {
        if (seconds == 0)
            return new("0", "s");
        var scale = Times.FirstOrDefault(step => Math.Abs(seconds) >= step.Factor * 0.9995, Times[^1]);
        return new(Write(seconds / scale.Factor, decimals), scale.Unit);
    }

    // Up and down: 12 mV, 1.5 kV.
    private static Quantity SiScale(double value, string mark, int? decimals)
    {
        if (value == 0 || Math.Abs(value) >= 0.9995)
            return Scale(value, 1000, Decimal, mark, decimals);
        var rank = 0;
        while (Math.Abs(value) < 0.9995 && rank < Small.Length - 1)
        {
            value *= 1000;
            rank++;
        }
        return new(Write(value, decimals), Small[rank] + mark);
    }

    private static Quantity Scale(double value, double step, string[] prefixes, string mark, int? decimals)
    {
        var (size, rank) = Reduce(value, step, prefixes.Length);
        return new(Write(size, decimals ?? (rank == 0 && size == Math.Floor(size) ? 0 : null)), prefixes[rank] + mark);
    }

    // A letter of the number's own, not of the unit: 1.23K req/s.
    private static Quantity Count(double value, string mark, int? decimals)
    {
        var (size, rank) = Reduce(value, 1000, Short.Length);
        return new(Write(size, decimals ?? (rank == 0 && size == Math.Floor(size) ? 0 : null)) + Short[rank], mark);
    }

    private static (double Size, int Rank) Reduce(double value, double step, int ranks)
    {
        var rank = 0;
        while (Math.Abs(value) >= step * 0.9995 && rank < ranks - 1)
        {
            value /= step;
            rank++;
        }
        return (value, rank);
    }

    private static string Money(double value, string mark, int? decimals)
    {
        var digits = decimals ?? (value == 0 || Math.Abs(value) >= 0.1 ? 2 : Math.Abs(value) >= 0.001 ? 4 : Math.Max(6, Tiny(Math.Abs(value))));
        return (value < 0 ? "−" : "") + mark + Grouped(Math.Abs(value), digits);
    }

    private static string Write(double value, int? decimals)
    {
        var size = Math.Abs(value);
        var digits = decimals ?? (size == 0 ? 0 : size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : size >= 0.00995 ? 3 : Tiny(size));
        var text = Grouped(size, digits);
        return value < 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? "−" + text : text;
    }

    // Three significant digits of what four places can't tell from nothing; what is smaller than 1e-12 is left over from a computation.
    private static int Tiny(double size)
    {
        if (size is >= 0.000995 or < 1e-12)
            return 4;
        var digits = 6;
        for (var limit = 0.0000995; size < limit; limit /= 10)
            digits++;
        return digits;
    }

    // Halves go up as written (1.005 is 1.01), as in the browser; a double's own formatting sees 1.00499….
    private static string Grouped(double size, int digits)
        => size < 1e27 ? decimal.Round((decimal)size, digits, MidpointRounding.AwayFromZero).ToString("N" + digits, CultureInfo.InvariantCulture) : Science(size, 2);

    private static string Science(double value, int digits)
        => value.ToString(digits == 0 ? "0e+0" : "0." + new string('0', digits) + "e+0", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal) switch
        {
            var text => text.Replace("e−", "e-", StringComparison.Ordinal),
        };
}
