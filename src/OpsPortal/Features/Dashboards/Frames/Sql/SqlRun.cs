using System.Text.RegularExpressions;

namespace OpsPortal.Features.Dashboards.Frames.Sql;

/// <summary>
/// SQL over other queries' answers, in memory: no database is asked, and nothing but these answers can be read. One SELECT with joins,
/// conditions, groups, order and limit; what else there is in SQL is told.
/// </summary>
internal static class SqlRun
{
    /// <exception cref="FormatException">The query isn't understood, or asks for what isn't there; the message says what.</exception>
    public static Frame Of(string refId, string text, IReadOnlyList<Frame> frames)
    {
        try
        {
            return Made(refId, SqlReader.Read(text), frames);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new FormatException("a LIKE takes too long");
        }
    }

    private static Frame Made(string refId, SqlSelect select, IReadOnlyList<Frame> frames)
    {
        var table = From(select, frames);
        if (select.Where is { } where)
            table = table with { Rows = [.. table.Rows.Where(row => SqlValues.IsTrue(Value(where, table, [row])) == true)] };
        var items = select.Items.SelectMany(item => item.Part is not null ? [item] : table.Fields.Where(field => item.Name.Length == 0 || string.Equals(field.Table, item.Name, StringComparison.OrdinalIgnoreCase))
            .Select(field => new SqlItem(new SqlColumn(field.Table, field.Name), field.Name))).ToArray();
        // An alias may be named where groups are made and ordered.
        SqlPart Meant(SqlPart part) => part switch
        {
            SqlColumn { Table: null } column when items.FirstOrDefault(item => string.Equals(item.Name, column.Name, StringComparison.OrdinalIgnoreCase)) is { } item => item.Part!,
            SqlLiteral { Value: double place } when place >= 1 && place <= items.Length => items[(int)place - 1].Part!,
            SqlCall call => call with { Parts = [.. call.Parts.Select(inner => inner is SqlLiteral || inner is SqlColumn own && table.Has(own) ? inner : Meant(inner))] },
            _ => part,
        };
        SqlPart[] keys = [.. select.GroupBy.Select(Meant)];
        var isGrouped = keys.Length > 0 || items.Any(item => HasAggregate(item.Part!)) || select.Having is not null;
        var groups = !isGrouped ? table.Rows.Select(row => (IReadOnlyList<object?[]>)[row])
            : keys.Length == 0 ? [table.Rows]
            : table.Rows.GroupBy(row => string.Join('\u001f', keys.Select(key => Cell.ToText(Value(key, table, [row]))))).Select(group => (IReadOnlyList<object?[]>)[.. group]);
        if (select.Having is { } having)
            groups = groups.Where(group => SqlValues.IsTrue(Value(Meant(having), table, group)) == true);
        if (select.OrderBy.Count > 0)
            groups = Ordered([.. groups], [.. select.OrderBy.Select(order => order with { Part = Meant(order.Part) })], table);
        var rows = groups.Select(group => items.Select(item => Value(item.Part!, table, group)).ToArray());
        if (select.IsDistinct)
            rows = rows.DistinctBy(row => string.Join('\u001f', row.Select(Cell.ToText)));
        object?[][] all = [.. rows.Skip(select.Offset).Take(select.Limit ?? int.MaxValue)];
        return new Frame(refId, refId, [.. items.Select((item, index) => Column(item, table, Array.ConvertAll(all, row => row[index])))]);
    }

    private static SqlTable From(SqlSelect select, IReadOnlyList<Frame> frames)
    {
        var table = SqlTable.Of(select.From[0].Query, select.From[0].Alias, frames);
        foreach (var source in select.From.Skip(1))
            table = table.Joined(SqlTable.Of(source.Query, source.Alias, frames), source.IsLeft, (both, row) => source.On is null || SqlValues.IsTrue(Value(source.On, both, [row])) == true);
        return table;
    }

    private static IReadOnlyList<object?[]>[] Ordered(IReadOnlyList<object?[]>[] groups, SqlOrder[] orders, SqlTable table)
    {
        var keyed = groups.Select(group => (Group: group, Keys: orders.Select(order => Value(order.Part, table, group)).ToArray())).ToArray();
        var sorted = keyed.OrderBy(one => 0);
        for (var i = 0; i < orders.Length; i++)
        {
            var index = i;
            var by = Comparer<object?>.Create(SqlValues.Order);
            sorted = orders[i].IsDescending ? sorted.ThenByDescending(one => one.Keys[index], by) : sorted.ThenBy(one => one.Keys[index], by);
        }
        return [.. sorted.Select(one => one.Group)];
    }

    /// <summary>Of a group: its aggregates, and what isn't one of its first row.</summary>
    private static object? Value(SqlPart part, SqlTable table, IReadOnlyList<object?[]> group)
    {
        switch (part)
        {
            case SqlLiteral literal:
                return literal.Value;
            case SqlColumn column:
                var index = table.IndexOf(column);
                return group.Count > 0 ? group[0][index] : null;
            case SqlCall { IsAggregate: true } call when call.Parts.Count <= 1:
                return SqlValues.Aggregate(call.Name, group.Select(row => call.Parts.Count == 0 ? 1d : Value(call.Parts[0], table, [row])), call.IsDistinct);
            case SqlCall { Name: "CASE" } call:
                for (var i = 0; i + 1 < call.Parts.Count; i += 2)
                {
                    if (SqlValues.IsTrue(Value(call.Parts[i], table, group)) == true)
                        return Value(call.Parts[i + 1], table, group);
                }
                return Value(call.Parts[^1], table, group);
            case SqlCall { Parts.Count: > 0 } call:
                return SqlValues.Of(call.Name, [.. call.Parts.Select(inner => Value(inner, table, group))]);
            default:
                throw new FormatException($"{(part as SqlCall)?.Name} needs a value");
        }
    }

    private static bool HasAggregate(SqlPart part) => part is SqlCall call && (call.IsAggregate || call.Parts.Any(HasAggregate));

    private static Field Column(SqlItem item, SqlTable table, object?[] values)
    {
        var isTime = (item.Part is SqlCall { Name: "MIN" or "MAX", Parts: [var inner] } ? inner : item.Part) is SqlColumn column && table.Fields[table.IndexOf(column)].Type == FieldType.Time;
        return values.All(value => value is null or double)
            ? isTime ? Field.Time(item.Name, Array.ConvertAll(values, value => (double?)value)) : Field.OfNumbers(item.Name, Array.ConvertAll(values, value => (double?)value))
            : Field.OfTexts(item.Name, values.Select(value => value is null ? null : Cell.ToText(value)));
    }
}
