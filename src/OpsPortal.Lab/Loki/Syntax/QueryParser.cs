using System.Globalization;

namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>
/// LogQL by recursive descent, the part that the portal uses. What isn't known here is a syntax error in Loki's words, never a guess.
/// </summary>
internal sealed class QueryParser
{
    // From loosest to tightest, as in PromQL; ^ is right-associative.
    private static readonly string[][] Levels =
        [["or"], ["and", "unless"], ["==", "!=", ">", ">=", "<", "<="], ["+", "-"], ["*", "/", "%"]];

    private readonly TokenReader _tokens;
    private readonly PipelineParser _pipeline;

    private QueryParser(string query)
    {
        _tokens = new TokenReader(Lexer.Read(query));
        _pipeline = new PipelineParser(_tokens);
    }

    /// <exception cref="LogQlException">The query isn't LogQL, or not the part that is known here.</exception>
    public static Expression Parse(string query)
    {
        if (string.IsNullOrWhiteSpace(query))
            throw LogQlException.Meaning("syntax error: unexpected $end");
        var parser = new QueryParser(query);
        var expression = parser.Binary(0);
        return parser._tokens.Current.Kind == TokenKind.End ? expression : throw LogQlException.Unexpected(parser._tokens.Current);
    }

    /// <summary>A stream selector alone, as the label and series endpoints take it.</summary>
    public static Selector ParseSelector(string query)
    {
        var parser = new QueryParser(query);
        var selector = parser._pipeline.Selector();
        if (parser._tokens.Current.Kind != TokenKind.End)
            throw new LogQlException("only label matchers are supported");
        return selector;
    }

    private Expression Binary(int level)
    {
        if (level == Levels.Length)
            return Power();
        var left = Binary(level + 1);
        while (Levels[level].FirstOrDefault(_tokens.Current.Is) is { } symbol)
        {
            var at = _tokens.Take();
            var isBool = _tokens.Accept("bool");
            var matching = Matching();
            left = Combine(at, symbol, left, Binary(level + 1), isBool, matching);
        }

        return left;
    }

    private Expression Power()
    {
        var left = Primary();
        return _tokens.Current.Is("^") ? Combine(_tokens.Take(), "^", left, Power(), false, null) : left;
    }

    private static BinaryExpression Combine(Token at, string symbol, Expression left, Expression right, bool isBool, Grouping? matching)
    {
        if (left is LogExpression || right is LogExpression)
            throw LogQlException.At(at, $"syntax error: unexpected {at.Name}");
        if (symbol is "and" or "or" or "unless" && (left is NumberExpression || right is NumberExpression))
            throw LogQlException.Meaning($"unexpected literal for right side of logical/set binary operation ({symbol})");
        return new BinaryExpression(symbol, left, right, isBool, matching);
    }

    private Grouping? Matching()
    {
        if (_tokens.Accept("on"))
            return new Grouping(false, _tokens.NameList());
        return _tokens.Accept("ignoring") ? new Grouping(true, _tokens.NameList()) : null;
    }

    private Expression Primary()
    {
        var token = _tokens.Current;
        if (token.Is("{"))
            return _pipeline.Lines();
        if (token.Is("("))
        {
            _tokens.Take();
            var inner = Binary(0);
            _tokens.Expect(")");
            return inner;
        }

        if (token.Is("-") || token.Is("+"))
        {
            var negative = _tokens.Take().Is("-");
            return new NumberExpression(negative ? -Number() : Number());
        }

        if (token.Kind == TokenKind.Number)
            return new NumberExpression(Number());
        if (token.Kind != TokenKind.Word)
            throw LogQlException.Unexpected(token);
        if (Words.RangeFunctions.Contains(token.Text))
            return RangeFunction();
        if (Words.Aggregations.Contains(token.Text))
            return Aggregation();
        return token.Text == "vector" ? Vector() : throw LogQlException.Unexpected(token);
    }

    private double Number()
        => _tokens.Current.Kind == TokenKind.Number
            ? double.Parse(_tokens.Take().Text, CultureInfo.InvariantCulture)
            : throw LogQlException.Unexpected(_tokens.Current);

    private VectorExpression Vector()
    {
        _tokens.Take();
        _tokens.Expect("(");
        var value = Number();
        _tokens.Expect(")");
        return new VectorExpression(value);
    }

    private RangeExpression RangeFunction()
    {
        var function = _tokens.Take().Text;
        _tokens.Expect("(");
        double? parameter = null;
        if (_tokens.Current.Kind == TokenKind.Number)
        {
            parameter = Number();
            _tokens.Expect(",");
        }

        var (lines, range, offset, unwrap) = _pipeline.Range();
        _tokens.Expect(")");
        var grouping = Group();
        MustFit(function, parameter, unwrap, grouping);
        return new RangeExpression(function, parameter, lines, range, offset, unwrap, grouping);
    }

    private static void MustFit(string function, double? parameter, Unwrap? unwrap, Grouping? grouping)
    {
        var overNumbers = function is not ("count_over_time" or "bytes_over_time" or "bytes_rate" or "absent_over_time" or "rate");
        if (overNumbers && unwrap is null)
            throw LogQlException.Meaning($"invalid aggregation {function} without unwrap");
        if (unwrap is not null && !overNumbers && function is not ("rate" or "absent_over_time"))
            throw LogQlException.Meaning($"invalid aggregation {function} with unwrap");
        if ((function == "quantile_over_time") != parameter.HasValue)
            throw LogQlException.Meaning(parameter is null ? $"parameter required for operation {function}" : $"parameter {parameter} not supported for operation {function}");
        if (grouping is not null && (!overNumbers || function == "sum_over_time"))
            throw LogQlException.Meaning($"grouping not allowed for {function} aggregation");
    }

    private AggregateExpression Aggregation()
    {
        var at = _tokens.Take();
        var grouping = Group();
        _tokens.Expect("(");
        double? parameter = null;
        if (at.Text is "topk" or "bottomk")
        {
            parameter = Number();
            if (parameter < 1)
                throw LogQlException.Meaning($"invalid parameter (must be greater than 0) {at.Text}({parameter}");
            _tokens.Expect(",");
        }

        var start = _tokens.Current;
        var inner = Binary(0);
        if (inner is LogExpression)
            throw LogQlException.Unexpected(start.Is("{") ? _tokens.Current : start);
        _tokens.Expect(")");
        grouping ??= Group();
        return new AggregateExpression(at.Text, parameter, inner, grouping);
    }

    private Grouping? Group()
    {
        if (_tokens.Accept("by"))
            return new Grouping(false, _tokens.NameList());
        return _tokens.Accept("without") ? new Grouping(true, _tokens.NameList()) : null;
    }
}
