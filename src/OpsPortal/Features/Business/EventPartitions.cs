namespace OpsPortal.Features.Business;

/// <summary>Which days' events are still kept, by the partitions that are there.</summary>
internal static class EventPartitions
{
    /// <summary>The days that have a partition, as rows of <c>day</c>.</summary>
    /// <remarks>PostgreSQL may look at the name before it knows whose table it is: only names of that form are read as a day.</remarks>
    public const string Days =
        """
        SELECT CASE WHEN c.relname ~ '^events_[0-9]{8}$' THEN to_date(right(c.relname, 8), 'YYYYMMDD') END AS day
        FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'events'::regclass
        """;

    /// <summary>
    /// Months with their first day, and whether all of their events are kept: a month is cut only when days of it were dropped,
    /// which begins with those before the first partition that is left.
    /// </summary>
    public const string Months =
        $"""
        SELECT date_trunc('month', day)::date AS month,
            bool_and(NOT EXISTS (SELECT FROM business_daily AS b WHERE b.metric = 'unique_users' AND date_trunc('month', b.day) = date_trunc('month', days.day)
                AND b.day < (SELECT min(day) FROM ({Days}) AS all_days))) AS whole
        FROM ({Days}) AS days GROUP BY 1
        """;
}
