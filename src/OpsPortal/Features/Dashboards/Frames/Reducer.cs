namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>One value of a column, by Grafana's names of calculations.</summary>
internal static class Reducer
{
    /// <returns>A number, or another cell of the column; null when there is none.</returns>
    public static object? Of(string calc, Field field)
    {
        var values = field.Values;
        switch (calc)
        {
            case "first":
                return values.Count > 0 ? values[0] : null;
            case "last":
                return values.Count > 0 ? values[^1] : null;
            case "firstNotNull":
                return values.FirstOrDefault(IsThere);
            case "lastNotNull" or "lastNonNull" or "current":
                return values.LastOrDefault(IsThere);
            // What isn't there isn't counted; not-a-number is a value that was answered.
            case "count":
                return (double)values.Count(value => value is not null);
            case "countAll":
                return (double)values.Count;
            case "distinctCount":
                return (double)values.Where(value => value is not null).Distinct().Count();
            case "changeCount":
                var real = values.Where(IsThere).ToArray();
                return (double)real.Skip(1).Where((value, index) => !Equals(value, real[index])).Count();
            case "uniqueValues":
                return string.Join(", ", values.Where(value => value is not null).Select(Cell.ToText).Distinct());
            case "allValues":
                return string.Join(", ", values.Select(Cell.ToText));
            case "allIsNull":
                return !values.Any(IsThere);
            case "allIsZero":
                return values.Any(IsThere) && values.Where(IsThere).All(value => value is 0d);
        }
        var numbers = new List<double>(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            if (field.Number(i) is { } number && !double.IsNaN(number))
                numbers.Add(number);
        }
        return Figure(calc, numbers);
    }

    public static bool Knows(string calc) => calc is "first" or "last" or "firstNotNull" or "lastNotNull" or "lastNonNull" or "current" or "count" or "countAll" or "distinctCount" or "changeCount"
        or "uniqueValues" or "allValues" or "allIsNull" or "allIsZero" || Figure(calc, [1, 2]) is not null;

    private static double? Figure(string calc, List<double> numbers)
    {
        if (numbers.Count == 0)
            return calc == "sum" || calc == "total" ? 0 : null;
        switch (calc)
        {
            case "min":
                return numbers.Min();
            case "logmin":
                return numbers.Where(number => number > 0).Select(number => (double?)number).Min();
            case "max":
                return numbers.Max();
            case "mean" or "avg":
                return numbers.Sum() / numbers.Count;
            case "sum" or "total":
                return numbers.Sum();
            case "range":
                return numbers.Max() - numbers.Min();
            case "delta":
                return numbers.Skip(1).Select((number, index) => Math.Max(0, number - numbers[index])).Sum();
            case "step":
                return numbers.Skip(1).Select((number, index) => number - numbers[index]).Select(step => (double?)step).Min();
            case "diff":
                return numbers[^1] - numbers[0];
            case "diffperc":
                return (numbers[^1] - numbers[0]) / numbers[0] * 100;
            case "variance":
                return Variance(numbers);
            case "stdDev":
                return Math.Sqrt(Variance(numbers));
            case "median":
                return Median(numbers);
            case ['p', .. var percent] when double.TryParse(percent, out var part) && part is > 0 and < 100:
                return Quantile(numbers, part / 100);
            default:
                return null;
        }
    }

    private static double Variance(List<double> numbers)
    {
        var mean = numbers.Average();
        return numbers.Sum(number => (number - mean) * (number - mean)) / numbers.Count;
    }

    // Twin of wwwroot/js/panels/data/reducers.js: the value at that place, none between two; the median is between them.
    private static double Quantile(List<double> numbers, double part)
    {
        var sorted = numbers.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Floor((sorted.Length - 1) * part + 0.5), 0, sorted.Length - 1)];
    }

    private static double Median(List<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static bool IsThere(object? value) => value is not null and not double.NaN;
}
