namespace OpsPortal.Domain;

/// <summary>A store that counts the values of a field over all lines of a query by itself.</summary>
public interface ICountsValues
{
    /// <param name="field">As lines have it.</param>
    /// <param name="start">Nanoseconds since 1970, inclusive; <paramref name="end"/> is exclusive.</param>
    /// <returns>Rejected of a field that is masked, or whose values the store doesn't keep by themselves.</returns>
    Task<Outcome<LogFieldStatistics>> StatisticsAsync(string field, string query, long start, long end, CancellationToken cancellationToken);
}

/// <summary>What values a field has among all lines of a query.</summary>
/// <param name="Field">As the store counted it: a text may be counted under another name (<c>message.keyword</c>).</param>
/// <param name="Lines">Of the query.</param>
/// <param name="Present">Lines that have the field.</param>
/// <param name="Distinct">Different values, estimated.</param>
/// <param name="Top">The most frequent ones, as they may be shown.</param>
/// <param name="Numbers">Null unless it is a number and some line has it.</param>
public sealed record LogFieldStatistics(string Field, long Lines, long Present, long Distinct, IReadOnlyList<LogFieldValue> Top, LogFieldNumbers? Numbers);

/// <param name="Lines">That have it.</param>
public sealed record LogFieldValue(string Value, long Lines);

public sealed record LogFieldNumbers(double Min, double Mean, double Max);
