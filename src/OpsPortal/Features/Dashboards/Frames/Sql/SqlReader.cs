using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsPortal.Features.Dashboards.Frames.Sql;

/// <summary>Reads one SELECT in MySQL's dialect: joins, conditions, groups, order, limit. No subqueries, no windows, nothing that writes.</summary>
internal sealed partial class SqlReader
{
    private const int MostTokens = 2000;
    private static readonly string[][] Levels = [["+", "-"], ["*", "/", "%", "DIV", "MOD"]];
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "SELECT", "FROM", "WHERE", "GROUP", "BY", "HAVING", "ORDER", "LIMIT", "OFFSET", "JOIN", "INNER", "LEFT", "RIGHT", "OUTER", "CROSS", "ON", "AS", "AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE",
        "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "ASC", "DESC", "DISTINCT", "UNION", "WITH", "OVER",
    };

    private readonly List<(char Kind, string Text)> _tokens = [];
    private int _at;
    private int _depth;

    private SqlReader(string text)
    {
        var end = 0;
        foreach (var match in Token().EnumerateMatches(text))
        {
            if (match.Index != end)
                break;
            end += match.Length;
            var one = text.Substring(match.Index, match.Length);
            if (!char.IsWhiteSpace(one[0]) && !one.StartsWith("--", StringComparison.Ordinal) && !one.StartsWith("/*", StringComparison.Ordinal))
                _tokens.Add((one[0] switch { '`' => 'n', '\'' or '"' => 't', >= '0' and <= '9' => '0', '_' or >= 'A' and <= 'Z' or >= 'a' and <= 'z' => 'w', _ => 's' }, one));
        }
        if (end < text.Length)
            throw new FormatException($"“{text[end..Math.Min(text.Length, end + 20)]}” isn't understood");
        if (_tokens.Count > MostTokens)
            throw new FormatException($"it has more than {MostTokens} words");
    }

    /// <exception cref="FormatException">It isn't a SELECT that is understood; the message says where.</exception>
    public static SqlSelect Read(string text)
    {
        var reader = new SqlReader(text);
        var select = reader.Select();
        reader.Take(";");
        return reader._at == reader._tokens.Count ? select : throw reader.Unexpected();
    }

    private SqlSelect Select()
    {
        Expect("SELECT");
        var distinct = Take("DISTINCT");
        var items = List(Item);
        Expect("FROM");
        var from = new List<SqlSource> { Source(false) };
        while (true)
        {
            var left = Take("LEFT");
            if (left)
                Take("OUTER");
            else if (!Take("INNER") && !Take("CROSS") && !Is("JOIN"))
                break;
            Expect("JOIN");
            from.Add(Source(left));
        }
        var where = Take("WHERE") ? Either() : null;
        IReadOnlyList<SqlPart> groups = TakeBoth("GROUP", "BY") ? List(Either) : [];
        var having = Take("HAVING") ? Either() : null;
        IReadOnlyList<SqlOrder> orders = TakeBoth("ORDER", "BY") ? List(Order) : [];
        int? limit = Take("LIMIT") ? Count() : null;
        var offset = 0;
        if (limit is { } first && Take(","))
            (offset, limit) = (first, Count());
        else if (Take("OFFSET"))
            offset = Count();
        return new SqlSelect(distinct, items, from, where, groups, having, orders, limit, offset);
    }

    private SqlItem Item()
    {
        if (Take("*"))
            return new SqlItem(null, "");
        if (_at + 2 < _tokens.Count && _tokens[_at + 1].Text == "." && _tokens[_at + 2].Text == "*")
        {
            var table = Name();
            _at += 2;
            return new SqlItem(null, table);
        }
        var start = _at;
        var part = Either();
        var words = string.Join(' ', _tokens[start.._at].Select(token => token.Text)).Replace(" ( ", "(", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal);
        return new SqlItem(part, Take("AS") || IsName() ? Name() : part is SqlColumn column ? column.Name : words);
    }

    private SqlOrder Order()
    {
        var part = Either();
        var isDescending = Take("DESC");
        if (!isDescending)
            Take("ASC");
        return new SqlOrder(part, isDescending);
    }

    private SqlSource Source(bool isLeft)
    {
        var query = Name();
        var alias = Take("AS") || IsName() ? Name() : query;
        return new SqlSource(query, alias, isLeft, Take("ON") ? Either() : null);
    }

    private SqlPart Either() => Chain(Both, "OR", "||");

    private SqlPart Both() => Chain(Negated, "AND", "&&");

    private SqlPart Chain(Func<SqlPart> inner, string word, string sign)
    {
        if (++_depth > 200)
            throw new FormatException("it is nested too deeply");
        var left = inner();
        while (Take(word) || Take(sign))
            left = new SqlCall(word, [left, inner()]);
        _depth--;
        return left;
    }

    private SqlPart Negated() => Take("NOT") || Take("!") ? new SqlCall("NOT", [Negated()]) : Compared();

    private SqlPart Compared()
    {
        var left = Computed(0);
        foreach (var sign in new[] { "<=", ">=", "<>", "!=", "=", "<", ">" })
        {
            if (Take(sign))
                return new SqlCall(sign == "<>" ? "!=" : sign, [left, Computed(0)]);
        }
        if (Take("IS"))
        {
            var not = Take("NOT");
            Expect("NULL");
            return Unless(not, new SqlCall("ISNULL", [left]));
        }
        var isNot = Take("NOT");
        if (Take("IN"))
        {
            Expect("(");
            var all = List(Either);
            Expect(")");
            return Unless(isNot, new SqlCall("IN", [left, .. all]));
        }
        if (Take("LIKE"))
            return Unless(isNot, new SqlCall("LIKE", [left, Computed(0)]));
        if (Take("BETWEEN"))
        {
            var low = Computed(0);
            Expect("AND");
            return Unless(isNot, new SqlCall("AND", [new SqlCall(">=", [left, low]), new SqlCall("<=", [left, Computed(0)])]));
        }
        return isNot ? throw Unexpected() : left;
    }

    private static SqlPart Unless(bool not, SqlPart part) => not ? new SqlCall("NOT", [part]) : part;

    private SqlPart Computed(int level)
    {
        if (level == Levels.Length)
            return Take("-") ? new SqlCall("-", [new SqlLiteral(0d), Computed(level)]) : Atom();
        var left = Computed(level + 1);
        while (Levels[level].FirstOrDefault(Take) is { } sign)
            left = new SqlCall(sign == "MOD" ? "%" : sign, [left, Computed(level + 1)]);
        return left;
    }

    private SqlPart Atom()
    {
        if (Take("("))
        {
            var inner = Either();
            Expect(")");
            return inner;
        }
        if (Take("CASE"))
            return Case();
        if (_at >= _tokens.Count)
            throw Unexpected();
        var (kind, text) = _tokens[_at];
        switch (kind)
        {
            case '0':
                _at++;
                return new SqlLiteral(double.Parse(text, CultureInfo.InvariantCulture));
            case 't':
                _at++;
                return new SqlLiteral(Regex.Replace(text[1..^1].Replace(new string(text[0], 2), text[..1], StringComparison.Ordinal), @"\\(.)", "$1"));
            case 'w' when text.ToUpperInvariant() is "NULL" or "TRUE" or "FALSE":
                _at++;
                return new SqlLiteral(text.ToUpperInvariant() switch { "TRUE" => 1d, "FALSE" => 0d, _ => null });
            case 'w' when _at + 1 < _tokens.Count && _tokens[_at + 1].Text == "(":
                _at += 2;
                return Call(text.ToUpperInvariant());
        }
        var name = Name();
        return Take(".") ? new SqlColumn(name, Name()) : new SqlColumn(null, name);
    }

    private SqlCall Call(string name)
    {
        var distinct = Take("DISTINCT");
        IReadOnlyList<SqlPart> parts = name == "COUNT" && Take("*") ? [] : Is(")") ? [] : List(Either);
        Expect(")");
        return Is("OVER") ? throw new FormatException("windows (OVER) aren't computed") : new SqlCall(name, parts, distinct);
    }

    private SqlCall Case()
    {
        var against = Is("WHEN") ? null : Either();
        var parts = new List<SqlPart>();
        while (Take("WHEN"))
        {
            var condition = Either();
            parts.Add(against is null ? condition : new SqlCall("=", [against, condition]));
            Expect("THEN");
            parts.Add(Either());
        }
        parts.Add(Take("ELSE") ? Either() : new SqlLiteral(null));
        Expect("END");
        return new SqlCall("CASE", parts);
    }

    private List<T> List<T>(Func<T> one)
    {
        var all = new List<T> { one() };
        while (Take(","))
            all.Add(one());
        return all;
    }

    private int Count() => Atom() is SqlLiteral { Value: double number and >= 0 and <= 1e6 } ? (int)number : throw Unexpected();

    private bool IsName() => _at < _tokens.Count && (_tokens[_at].Kind == 'n' || _tokens[_at].Kind == 'w' && !Reserved.Contains(_tokens[_at].Text));

    private string Name()
    {
        if (!IsName())
            throw Unexpected();
        var (kind, text) = _tokens[_at++];
        return kind == 'n' ? text[1..^1] : text;
    }

    private bool Is(string text) => _at < _tokens.Count && _tokens[_at].Kind is 'w' or 's' && string.Equals(_tokens[_at].Text, text, StringComparison.OrdinalIgnoreCase);

    private bool Take(string text)
    {
        if (!Is(text))
            return false;
        _at++;
        return true;
    }

    private bool TakeBoth(string first, string second)
    {
        if (!Take(first))
            return false;
        Expect(second);
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text))
            throw new FormatException($"{text} is expected {Here()}");
    }

    private FormatException Unexpected() => new($"it isn't understood {Here()}");

    private string Here() => _at < _tokens.Count ? $"at “{_tokens[_at].Text}”" : "at its end";

    [GeneratedRegex("""\s+|--[^\n]*|/\*[\s\S]*?\*/|`[^`]+`|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[A-Za-z_][A-Za-z0-9_$]*|<=|>=|<>|!=|\|\||&&|[-+*/%(),.<>=;!]""")]
    private static partial Regex Token();
}
