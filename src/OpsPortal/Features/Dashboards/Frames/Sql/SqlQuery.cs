namespace OpsPortal.Features.Dashboards.Frames.Sql;

/// <summary>A piece of SQL that has a value for each row.</summary>
internal abstract record SqlPart;

/// <param name="Value">A number, a text, or null.</param>
internal sealed record SqlLiteral(object? Value) : SqlPart;

/// <param name="Table">Its name or alias; null: whichever has such a column.</param>
internal sealed record SqlColumn(string? Table, string Name) : SqlPart;

/// <summary>A function, an aggregate, or an operator by its sign.</summary>
/// <param name="Name">Upper case: <c>COUNT</c>, <c>+</c>, <c>CASE</c> (conditions and values by turns, the last alone).</param>
internal sealed record SqlCall(string Name, IReadOnlyList<SqlPart> Parts, bool IsDistinct = false) : SqlPart
{
    public bool IsAggregate => Name is "COUNT" or "SUM" or "AVG" or "MIN" or "MAX";
}

/// <summary>One column of the answer.</summary>
/// <param name="Part">Null: all columns, of <paramref name="Name"/>'s table where that isn't "".</param>
internal sealed record SqlItem(SqlPart? Part, string Name);

/// <summary>A query whose rows are read.</summary>
/// <param name="On">Null: of the first, or each row with each.</param>
internal sealed record SqlSource(string Query, string Alias, bool IsLeft, SqlPart? On);

internal sealed record SqlOrder(SqlPart Part, bool IsDescending);

/// <summary>A SELECT, as far as it is understood here.</summary>
internal sealed record SqlSelect(
    bool IsDistinct, IReadOnlyList<SqlItem> Items, IReadOnlyList<SqlSource> From, SqlPart? Where, IReadOnlyList<SqlPart> GroupBy, SqlPart? Having, IReadOnlyList<SqlOrder> OrderBy, int? Limit, int Offset);
