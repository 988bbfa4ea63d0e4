namespace OpsPortal.Features.Dashboards.Frames.Sql;

/// <summary>A column of a table in a query.</summary>
/// <param name="Table">Its alias.</param>
internal sealed record SqlField(string Table, string Name, FieldType Type);

/// <summary>Rows on their way through a query.</summary>
internal sealed record SqlTable(IReadOnlyList<SqlField> Fields, IReadOnlyList<object?[]> Rows)
{
    private const int MaxRows = 50_000;
    private const long MaxPairs = 1_000_000;

    /// <summary>What a query answered: a table as it is; series as rows of <c>time</c>, <c>__value__</c>, <c>__metric_name__</c> and their labels, as Grafana does.</summary>
    /// <exception cref="FormatException">There is no such query.</exception>
    public static SqlTable Of(string query, string alias, IReadOnlyList<Frame> frames)
    {
        var named = frames.Where(frame => frame.RefId == query).ToArray();
        if (named.Length == 0)
            throw new FormatException($"there is no result of {query}");
        if (named is [var only] && only.Fields.All(field => field.Labels.Count == 0 && field.Legend is null))
            return new([.. only.Fields.Select(field => new SqlField(alias, field.Name, field.Type))], [.. Enumerable.Range(0, Math.Min(only.Length, MaxRows)).Select(row => only.Fields.Select(field => Plain(field.Values[row])).ToArray())]);
        var series = named.SelectMany(frame => frame.Fields.Where(field => field.Type == FieldType.Number).Select(field => (Frame: frame, Field: field))).ToArray();
        var labels = series.SelectMany(one => one.Field.Labels.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        return new(
            [new(alias, "time", FieldType.Time), new(alias, "__value__", FieldType.Number), new(alias, "__metric_name__", FieldType.String), .. labels.Select(label => new SqlField(alias, label, FieldType.String))],
            [.. series.SelectMany(one => Enumerable.Range(0, one.Frame.Length).Select(row => (object?[])
                [one.Frame.TimeField?.Number(row), one.Field.Number(row), one.Field.Labels.GetValueOrDefault("__name__") ?? one.Field.Name, .. labels.Select(label => one.Field.Labels.GetValueOrDefault(label))])).Take(MaxRows)]);
    }

    /// <summary>Each row with each of the other table that <paramref name="fits"/>; without one, where <paramref name="isLeft"/>, with nothing.</summary>
    public SqlTable Joined(SqlTable other, bool isLeft, Func<SqlTable, object?[], bool> fits)
    {
        if ((long)Rows.Count * other.Rows.Count > MaxPairs)
            throw new FormatException($"it would compare more than {MaxPairs:N0} pairs of rows");
        var both = new SqlTable([.. Fields, .. other.Fields], []);
        var rows = new List<object?[]>();
        foreach (var row in Rows)
        {
            var before = rows.Count;
            rows.AddRange(other.Rows.Select(more => (object?[])[.. row, .. more]).Where(pair => fits(both, pair)));
            if (isLeft && rows.Count == before)
                rows.Add([.. row, .. new object?[other.Fields.Count]]);
            if (rows.Count > MaxRows)
                throw new FormatException($"it would make more than {MaxRows:N0} rows");
        }
        return both with { Rows = rows };
    }

    public bool Has(SqlColumn column) => Fields.Any(field => IsMeant(field, column));

    /// <exception cref="FormatException">There is none, or it isn't clear which.</exception>
    public int IndexOf(SqlColumn column)
    {
        var found = Enumerable.Range(0, Fields.Count).Where(i => IsMeant(Fields[i], column)).ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw new FormatException($"there is no column {column.Name}; there are {string.Join(", ", Fields.Select(field => field.Name).Distinct().Take(20))}"),
            _ => throw new FormatException($"the column {column.Name} is in several tables: write table.{column.Name}"),
        };
    }

    private static bool IsMeant(SqlField field, SqlColumn column) => Same(field.Name, column.Name) && (column.Table is null || Same(field.Table, column.Table));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    // Numbers, texts and nothing are all that a query computes with.
    private static object? Plain(object? value) => value is null or double or string ? value : value is bool truth ? truth ? 1d : 0d : Cell.ToText(value);
}
