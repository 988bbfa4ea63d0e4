using System.Globalization;

namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>Numbers with a unit: durations (<c>1h30m</c>) and sizes (<c>5KB</c>, <c>1.5GiB</c>).</summary>
internal static class Amounts
{
    // Longer units first, so that "ms" isn't read as minutes.
    private static readonly (string Unit, double Nanoseconds)[] Times =
    [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
        ("d", 86_400e9), ("w", 604_800e9), ("y", 31_536_000e9),
    ];

    private static readonly (string Unit, double Bytes)[] Sizes =
    [
        ("b", 1), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("pb", 1e15),
        ("kib", 1L << 10), ("mib", 1L << 20), ("gib", 1L << 30), ("tib", 1L << 40), ("pib", 1L << 50),
        ("k", 1e3), ("m", 1e6), ("g", 1e9), ("t", 1e12),
    ];

    /// <summary>Reads one or more numbers, each with its unit.</summary>
    public static bool TryDuration(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        double sum = 0;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny("0123456789.");
            var unit = letters < 0 ? rest : rest[..letters];
            var factor = Find(Times, unit.ToString());
            if (factor == 0)
                return false;
            sum += number * factor;
            rest = rest[unit.Length..];
        }

        nanoseconds = sum < long.MaxValue ? (long)sum : 0;
        return text.Length > 0 && sum < long.MaxValue;
    }

    public static bool TryBytes(string text, out double bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().IndexOfAnyExcept("0123456789.");
        if (digits <= 0 || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        var factor = Find(Sizes, text[digits..].Trim().ToLowerInvariant());
        bytes = number * factor;
        return factor > 0;
    }

    private static double Find((string Unit, double Factor)[] units, string unit)
    {
        foreach (var (name, factor) in units)
        {
            if (name == unit)
                return factor;
        }

        return 0;
    }
}
