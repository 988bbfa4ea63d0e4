using System.Globalization;

namespace OpsPortal.Domain.Counters;

internal static class SampleValue
{
    private const double LargestExactInteger = 1L << 53;

    /// <summary>
    /// The decimal that the exporter printed: a cast would round to 15 digits, the shortest text that reads back as the same
    /// double does not.
    /// </summary>
    /// <exception cref="OverflowException">The value is not finite, or beyond what decimal holds (about 7.9e28).</exception>
    public static decimal ToDecimal(double value) => Math.Abs(value) < LargestExactInteger && Math.Truncate(value).Equals(value)
        ? (long)value
        : double.IsFinite(value)
            ? decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)
            : throw new OverflowException($"A sample of {value} has no amount.");
}
