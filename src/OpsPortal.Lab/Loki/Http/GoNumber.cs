using System.Globalization;

namespace OpsPortal.Lab.Loki.Http;

internal static class GoNumber
{
    /// <summary>The shortest text that reads back as the same number, without an exponent, as Loki writes samples.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E');
        if (e < 0)
            return text;
        var sign = text[0] == '-' ? "-" : "";
        var mantissa = text[sign.Length..e];
        var point = mantissa.IndexOf('.');
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var at = (point < 0 ? mantissa.Length : point) + int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (at <= 0)
            return $"{sign}0.{new string('0', -at)}{digits}";
        return at >= digits.Length ? sign + digits.PadRight(at, '0') : $"{sign}{digits[..at]}.{digits[at..]}";
    }
}
