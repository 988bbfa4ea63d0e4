using System.Globalization;
using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Where on the earth rows are, for tables: their point in words, and the direction from each to the next. Shapes are for maps, which aren't drawn.</summary>
internal static class Spatial
{
    private const string GeohashLetters = "0123456789bcdefghjkmnpqrstuvwxyz";

    public static IReadOnlyList<Frame> Of(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var action = options.Str("action") ?? "prepare";
        var calculate = options.Obj("calculate");
        if (action is not ("prepare" or "calculate"))
            throw new TransformException("lines between points are for maps, which aren't drawn");
        if (action == "calculate" && calculate.Str("calc") is not (null or "heading"))
            throw new TransformException($"points have no {calculate.Str("calc")}; lines and areas are for maps, which aren't drawn");
        var placed = frames.Select(frame => (Frame: frame, Points: Points(FrameNames.Of(frame, frames), frame.Length, options.Obj("source") ?? []))).ToArray();
        if (placed.All(one => one.Points is null))
            throw new TransformException("there are no columns of latitude and longitude, and none of geohashes");
        return [.. placed.Select(one => one.Points is not { } points ? one.Frame : one.Frame with
        {
            Fields = action == "prepare"
                ? [Field.OfTexts("Point", points.Select(point => point is var (lat, lng) ? string.Create(CultureInfo.InvariantCulture, $"POINT({lng} {lat})") : null)), .. one.Frame.Fields]
                : [.. one.Frame.Fields, Field.OfNumbers(calculate.Str("field") is { Length: > 0 } name ? name : "heading", Headings(points))],
        })];
    }

    private static (double Lat, double Lng)?[]? Points(IReadOnlyList<(Field Field, string Name)> fields, int rows, JsonObject source)
    {
        var mode = source.Str("mode") ?? "auto";
        var (lat, lng, hash) = mode switch
        {
            "auto" => (Named(fields, "latitude", "lat"), Named(fields, "longitude", "lon", "lng"), Named(fields, "geohash")),
            "coords" => (fields.Find(source.Str("latitude")), fields.Find(source.Str("longitude")), null),
            "geohash" => (null, null, fields.Find(source.Str("geohash"))),
            _ => throw new TransformException($"places of the kind “{mode}” aren't known here"),
        };
        var all = Enumerable.Range(0, rows);
        if (lat is not null && lng is not null)
            return [.. all.Select(row => lat.Number(row) is { } y and >= -90 and <= 90 && lng.Number(row) is { } x and >= -180 and <= 180 ? ((double, double)?)(y, x) : null)];
        return hash is null ? null : [.. all.Select(row => Decode(Cell.ToText(hash.Values[row])))];
    }

    private static Field? Named(IReadOnlyList<(Field Field, string Name)> fields, params string[] names)
        => fields.FirstOrDefault(field => names.Contains(field.Name, StringComparer.OrdinalIgnoreCase)).Field;

    /// <summary>Degrees from north, clockwise, as on a map of straight courses; the last is that of the one before.</summary>
    private static double?[] Headings((double Lat, double Lng)?[] points)
    {
        var headings = new double?[points.Length];
        if (points.Length == 1 && points[0] is not null)
            headings[0] = 0;
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i - 1] is not { } from || points[i] is not { } to)
                continue;
            var degrees = double.RadiansToDegrees(Math.Atan2(double.DegreesToRadians(to.Lng - from.Lng), Mercator(to.Lat) - Mercator(from.Lat)));
            headings[i - 1] = headings[i] = degrees < 0 ? degrees + 360 : degrees;
        }
        return headings;
    }

    private static double Mercator(double lat) => Math.Log(Math.Tan(Math.PI / 4 + double.DegreesToRadians(Math.Clamp(lat, -85.06, 85.06)) / 2));

    private static (double Lat, double Lng)? Decode(string geohash)
    {
        var (south, north, west, east) = (-90d, 90d, -180d, 180d);
        var isLng = true;
        foreach (var letter in geohash.ToLowerInvariant())
        {
            var value = GeohashLetters.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
                return null;
            for (var bit = 16; bit > 0; bit >>= 1, isLng = !isLng)
            {
                var upper = (value & bit) != 0;
                if (isLng)
                    (west, east) = upper ? ((west + east) / 2, east) : (west, (west + east) / 2);
                else
                    (south, north) = upper ? ((south + north) / 2, north) : (south, (south + north) / 2);
            }
        }
        return geohash.Length == 0 ? null : ((south + north) / 2, (west + east) / 2);
    }
}
