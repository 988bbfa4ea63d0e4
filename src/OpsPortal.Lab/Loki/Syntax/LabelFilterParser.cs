using System.Globalization;
using OpsPortal.Lab.Loki.Stages;

namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>Label filters: <c>level="error" and (duration &gt; 200ms or status &gt;= 500)</c>.</summary>
internal sealed class LabelFilterParser(TokenReader tokens)
{
    public IStage Read()
    {
        var left = And();
        while (tokens.Accept("or"))
            left = new EitherFilter(left, And());
        return left;
    }

    /// <summary>What drop and keep take: names, or matchers on names.</summary>
    public IReadOnlyList<NameOrMatcher> NamesOrMatchers()
    {
        var list = new List<NameOrMatcher>();
        do
        {
            var name = tokens.ExpectName();
            list.Add(new NameOrMatcher(name, Kind(tokens.Current) is { } kind ? TextMatcher(name, kind) : null));
        }
        while (tokens.Accept(","));
        return list;
    }

    private IStage And()
    {
        var left = One();
        while (tokens.Current.Is("and") || tokens.Current.Is(",") || tokens.Current.Kind == TokenKind.Identifier)
        {
            if (!tokens.Accept("and"))
                tokens.Accept(",");
            left = new BothFilter(left, One());
        }

        return left;
    }

    private IStage One()
    {
        if (tokens.Accept("("))
        {
            var inner = Read();
            tokens.Expect(")");
            return inner;
        }

        var name = tokens.Current.IsName ? tokens.Take().Text : throw LogQlException.Unexpected(tokens.Current);
        var symbol = tokens.Current;
        var next = tokens.Following;
        if (Kind(symbol) is { } kind && next.Kind == TokenKind.String)
            return new TextFilter(TextMatcher(name, kind));
        if (symbol.Kind != TokenKind.Symbol || symbol.Text is not ("=" or "==" or "!=" or ">" or ">=" or "<" or "<="))
            throw LogQlException.Unexpected(symbol);
        tokens.Take();
        return new NumberFilter(name, symbol.Text == "=" ? "==" : symbol.Text, Amount(), Unit(next));
    }

    private double Amount()
    {
        var negative = tokens.Accept("-");
        var token = tokens.Current;
        double value;
        switch (token.Kind)
        {
            case TokenKind.Number:
                value = double.Parse(token.Text, CultureInfo.InvariantCulture);
                break;
            case TokenKind.Duration when Amounts.TryDuration(token.Text, out var nanoseconds):
                value = nanoseconds;
                break;
            case TokenKind.Bytes when Amounts.TryBytes(token.Text, out value):
                break;
            default:
                throw LogQlException.Unexpected(token);
        }

        tokens.Take();
        return negative ? -value : value;
    }

    private static AmountUnit Unit(Token token) => token.Kind switch
    {
        TokenKind.Duration => AmountUnit.Duration,
        TokenKind.Bytes => AmountUnit.Bytes,
        _ => AmountUnit.None,
    };

    private static MatchKind? Kind(Token symbol) => symbol.Kind != TokenKind.Symbol ? null : symbol.Text switch
    {
        "=" => MatchKind.Equal,
        "!=" => MatchKind.NotEqual,
        "=~" => MatchKind.Regex,
        "!~" => MatchKind.NotRegex,
        _ => null,
    };

    private Matcher TextMatcher(string name, MatchKind kind)
    {
        tokens.Take();
        var at = tokens.Current;
        var value = tokens.ExpectString();
        try
        {
            return new Matcher(name, kind, value);
        }
        catch (FormatException error)
        {
            throw LogQlException.At(at, error.Message);
        }
    }
}
