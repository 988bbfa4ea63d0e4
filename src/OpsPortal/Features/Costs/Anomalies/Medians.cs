using System.Numerics;

namespace OpsPortal.Features.Costs.Anomalies;

internal static class Medians
{
    /// <summary>The value in the middle, of an even number the mean of the two there.</summary>
    /// <param name="values">At least one.</param>
    public static T Of<T>(IEnumerable<T> values) where T : INumber<T>
    {
        T[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / T.CreateChecked(2);
    }
}
