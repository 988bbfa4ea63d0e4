using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>The straight line, or the polynomial, that comes nearest to a column's points (least squares), as a frame beside them.</summary>
internal static class Regression
{
    private const int MostPredictions = 5000;
    private const int HighestDegree = 10;

    public static IReadOnlyList<Frame> Of(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var linear = options.Str("modelType") is null or "linear";
        var degree = linear ? 1 : Math.Clamp(options.Int("degree") ?? 2, 1, HighestDegree);
        var (xName, yName) = (options.Str("xFieldName"), options.Str("yFieldName"));
        foreach (var frame in frames)
        {
            var fields = FrameNames.Of(frame, frames);
            var x = xName is { Length: > 0 } ? fields.Find(xName) : frame.TimeField ?? frame.Fields.FirstOrDefault(field => field.Type == FieldType.Number);
            var y = yName is { Length: > 0 } ? fields.Find(yName) : frame.Fields.FirstOrDefault(field => field.Type == FieldType.Number && field != x);
            if (x is null || y is null || x == y)
                continue;
            var points = Enumerable.Range(0, frame.Length).Select(row => (X: x.Number(row), Y: y.Number(row)))
                .Where(point => point.X is { } a && point.Y is { } b && double.IsFinite(a) && double.IsFinite(b)).Select(point => (X: point.X!.Value, Y: point.Y!.Value)).ToArray();
            if (points.Select(point => point.X).Distinct().Take(degree + 1).Count() <= degree)
                throw new TransformException($"{degree + 1} points at different places are needed");
            return [.. frames, Line(frame, x, fields.First(field => field.Field == y).Name, points, degree, Math.Clamp(options.Int("predictionCount") ?? 100, 2, MostPredictions), linear)];
        }
        throw new TransformException("there is no frame with both columns");
    }

    private static Frame Line(Frame frame, Field x, string name, (double X, double Y)[] points, int degree, int count, bool linear)
    {
        var (least, most) = (points.Min(point => point.X), points.Max(point => point.X));
        // From -1 to 1: powers of milliseconds since 1970 have no room in a double.
        double Scaled(double at) => (2 * at - least - most) / (most - least);
        var factors = Fit([.. points.Select(point => (Scaled(point.X), point.Y))], degree);
        var places = Enumerable.Range(0, count).Select(i => i == count - 1 ? most : least + (most - least) * i / (count - 1)).Select(at => x.Type == FieldType.Time ? Math.Round(at) : at).ToArray();
        var xs = new Numbers([.. places.Select(at => (double?)at)]);
        var ys = Field.OfNumbers($"{name} predicted", [.. places.Select(at => (double?)Enumerable.Reverse(factors).Aggregate(0d, (sum, factor) => sum * Scaled(at) + factor))]) with { Legend = $"{name} predicted" };
        return new Frame($"regression-{frame.RefId}", linear ? "Linear regression" : "Polynomial regression", [new Field(x.Name, x.Type, xs), ys]);
    }

    /// <returns>The factors of 1, x, x² …, by the normal equations.</returns>
    private static double[] Fit((double X, double Y)[] points, int degree)
    {
        var size = degree + 1;
        var rows = new double[size][];
        for (var i = 0; i < size; i++)
        {
            rows[i] = new double[size + 1];
            foreach (var (x, y) in points)
            {
                for (var j = 0; j < size; j++)
                    rows[i][j] += Math.Pow(x, i + j);
                rows[i][size] += Math.Pow(x, i) * y;
            }
        }
        for (var column = 0; column < size; column++)
        {
            var best = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(rows[row][column]));
            (rows[column], rows[best]) = (rows[best], rows[column]);
            foreach (var row in Enumerable.Range(0, size).Where(row => row != column))
            {
                var share = rows[row][column] / rows[column][column];
                for (var j = column; j <= size; j++)
                    rows[row][j] -= share * rows[column][j];
            }
        }
        return [.. Enumerable.Range(0, size).Select(i => rows[i][size] / rows[i][i])];
    }
}
