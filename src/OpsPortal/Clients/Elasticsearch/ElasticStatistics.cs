using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>A field's values, counted by the cluster; the mapping is asked first.</summary>
internal static class ElasticStatistics
{
    public static async Task<Outcome<LogFieldStatistics>> ReadAsync(
        ElasticLink link, LineMask mask, string field, string query, long start, long end, CancellationToken cancellationToken)
    {
        if (mask.CoversPath(field))
            return Outcome<LogFieldStatistics>.Rejected($"The field “{field}” is masked: its values are not counted.", link.Time.GetUtcNow());
        var counted = await ElasticFieldTypes.CountedAsync(link, field, cancellationToken);
        return counted is { IsOk: true, Value: { } found }
            ? await link.SearchAsync(ElasticQueries.Statistics(link.Options, found.Name, found.IsNumber, query, start, end), root => Read(root, found.Name, mask), cancellationToken)
            : counted.Map<LogFieldStatistics>(_ => null!);
    }

    private static LogFieldStatistics Read(JsonElement root, string field, LineMask mask)
    {
        // An index pattern that matches nothing gives an answer without aggregations.
        if (!root.TryGetProperty("aggregations", out var all))
            return new LogFieldStatistics(field, 0, 0, 0, [], null);
        // What is masked may be the same when it is: such values count together.
        var top = ElasticBuckets.Of(root, "values")
            .GroupBy(bucket => mask.Cover(ElasticBuckets.Key(bucket)), bucket => bucket.GetProperty("doc_count").GetInt64(), StringComparer.Ordinal)
            .Select(group => new LogFieldValue(group.Key, group.Sum())).OrderByDescending(value => value.Lines);
        return new LogFieldStatistics(
            field, Count("lines"), Count("present"), all.GetProperty("distinct").GetProperty("value").GetInt64(), [.. top],
            all.TryGetProperty("numbers", out var numbers) && numbers.GetProperty("count").GetInt64() > 0 ? new LogFieldNumbers(Number("min"), Number("avg"), Number("max")) : null);

        long Count(string name) => all.GetProperty(name).GetProperty("doc_count").GetInt64();
        double Number(string name) => numbers.GetProperty(name).GetDouble();
    }
}
