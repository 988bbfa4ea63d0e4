using OpsPortal.Lab.Loki.Stages;

namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>Selectors and pipelines: everything of a query that is about lines.</summary>
internal sealed class PipelineParser(TokenReader tokens)
{
    private readonly LabelFilterParser _filters = new(tokens);

    public LogExpression Lines()
    {
        var selector = Selector();
        selector.MustNarrow();
        var stages = new List<IStage>();
        while (AtStage())
            stages.Add(Stage());
        return new LogExpression(selector, stages);
    }

    public Selector Selector()
    {
        tokens.Expect("{");
        var matchers = new List<Matcher>();
        while (!tokens.Accept("}"))
        {
            matchers.Add(LabelMatcher());
            if (!tokens.Accept(",") && !tokens.Current.Is("}"))
                throw LogQlException.Unexpected(tokens.Current, "} or ,");
        }

        return new Selector(matchers);
    }

    /// <summary>Lines with a range: <c>{…} | json [5m] offset 1h</c>, <c>{…} | unwrap x | __error__="" [5m]</c>.</summary>
    public (LogExpression Lines, long Range, long Offset, Unwrap? Unwrap) Range()
    {
        var wrapped = tokens.Accept("(");
        var selector = Selector();
        selector.MustNarrow();
        var stages = new List<IStage>();
        Unwrap? unwrap = null;
        long range = 0;
        while (true)
        {
            if (range == 0 && tokens.Current.Kind == TokenKind.Range && Amounts.TryDuration(tokens.Current.Text, out range))
                tokens.Take();
            else if (unwrap is null && tokens.Current.Is("|") && tokens.Following.Is("unwrap"))
                unwrap = UnwrapStage();
            else if (unwrap is null && AtStage())
                stages.Add(Stage());
            else
                break;
        }

        if (wrapped)
            tokens.Expect(")");
        if (range == 0 && tokens.Current.Kind == TokenKind.Range && Amounts.TryDuration(tokens.Current.Text, out range))
            tokens.Take();
        if (range == 0)
            throw LogQlException.Unexpected(tokens.Current);
        return (new LogExpression(selector, stages), range, Offset(), unwrap);
    }

    private long Offset()
    {
        if (!tokens.Accept("offset"))
            return 0;
        var back = tokens.Accept("-");
        return tokens.Current.Kind == TokenKind.Duration && Amounts.TryDuration(tokens.Take().Text, out var offset)
            ? back ? -offset : offset
            : throw LogQlException.Unexpected(tokens.Current, "DURATION");
    }

    private Matcher LabelMatcher()
    {
        var name = tokens.ExpectName(tokens.Current.Is("}") ? "IDENTIFIER" : "IDENTIFIER or }");
        var symbol = tokens.Current;
        MatchKind? kind = symbol.Text switch
        {
            "=" => MatchKind.Equal,
            "!=" => MatchKind.NotEqual,
            "=~" => MatchKind.Regex,
            "!~" => MatchKind.NotRegex,
            _ => null,
        };
        if (kind is null || symbol.Kind != TokenKind.Symbol)
            throw LogQlException.Unexpected(symbol, "= or =~ or !~ or !=");
        tokens.Take();
        var at = tokens.Current;
        var value = tokens.ExpectString();
        try
        {
            return new Matcher(name, kind.Value, value);
        }
        catch (FormatException error)
        {
            throw LogQlException.At(at, error.Message);
        }
    }

    private bool AtStage() => tokens.Current is { Kind: TokenKind.Symbol, Text: "|" or "|=" or "|~" or "!=" or "!~" };

    private IStage Stage()
    {
        if (!tokens.Accept("|"))
            return LineFilter();
        var token = tokens.Current;
        switch (token.Kind == TokenKind.Word ? token.Text : "")
        {
            case "json":
                tokens.Take();
                return new JsonStage(Extractions());
            case "logfmt":
                tokens.Take();
                return Logfmt();
            case "pattern":
                tokens.Take();
                return Made(() => new PatternStage(tokens.ExpectString()));
            case "regexp":
                tokens.Take();
                return Made(() => new RegexpStage(tokens.ExpectString()));
            case "line_format":
                tokens.Take();
                return Made(() => new LineFormatStage(tokens.ExpectString()));
            case "label_format":
                tokens.Take();
                return LabelFormat();
            case "drop":
                tokens.Take();
                return new DropStage(_filters.NamesOrMatchers());
            case "keep":
                tokens.Take();
                return new KeepStage(_filters.NamesOrMatchers());
            case "decolorize":
                tokens.Take();
                return new DecolorizeStage();
            default:
                return _filters.Read();
        }
    }

    private LineFilterStage LineFilter()
    {
        var symbol = tokens.Take().Text;
        var texts = new List<string> { tokens.ExpectString("STRING or ip") };
        while (tokens.Current.Is("or") && tokens.Following.Kind == TokenKind.String)
        {
            tokens.Take();
            texts.Add(tokens.ExpectString());
        }

        try
        {
            return new LineFilterStage(symbol, texts);
        }
        catch (FormatException error)
        {
            throw LogQlException.Meaning($"stage '{symbol} \"{texts[0]}\"' : {error.Message}");
        }
    }

    private LogfmtStage Logfmt()
    {
        var (strict, keepEmpty) = (false, false);
        while (tokens.Accept("-"))
        {
            tokens.Expect("-");
            var flag = tokens.ExpectName();
            if (flag == "strict")
                strict = true;
            else if (flag == "keep" && tokens.Accept("-") && tokens.ExpectName() == "empty")
                keepEmpty = true;
            else
                throw LogQlException.Unexpected(tokens.Current);
        }

        return new LogfmtStage(Extractions(), strict, keepEmpty);
    }

    // json a="x.y", b: which fields are wanted, and what they are called.
    private List<KeyValuePair<string, string>> Extractions()
    {
        var list = new List<KeyValuePair<string, string>>();
        if (tokens.Current.Kind != TokenKind.Identifier)
            return list;
        do
        {
            var name = tokens.ExpectName();
            list.Add(new(name, tokens.Accept("=") ? tokens.ExpectString() : name));
        }
        while (tokens.Accept(","));
        return list;
    }

    private LabelFormatStage LabelFormat()
    {
        var formats = new List<LabelFormat>();
        do
        {
            var name = tokens.ExpectName();
            tokens.Expect("=");
            formats.Add(tokens.Current.Kind == TokenKind.String
                ? new LabelFormat(name, null, Made(() => Template.Parse(tokens.ExpectString())))
                : new LabelFormat(name, tokens.ExpectName("IDENTIFIER or STRING"), null));
        }
        while (tokens.Accept(","));
        return new LabelFormatStage(formats);
    }

    private Unwrap UnwrapStage()
    {
        tokens.Take();
        tokens.Take();
        var conversion = "";
        string label;
        if (tokens.Current.Is("bytes") || tokens.Current.Is("duration") || tokens.Current.Is("duration_seconds"))
        {
            conversion = tokens.Take().Text;
            tokens.Expect("(");
            label = tokens.ExpectName();
            tokens.Expect(")");
        }
        else
        {
            label = tokens.ExpectName();
        }

        var filters = new List<IStage>();
        while (tokens.Current.Is("|"))
        {
            tokens.Take();
            filters.Add(_filters.Read());
        }

        return new Unwrap(label, conversion, filters);
    }

    private static T Made<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (FormatException error)
        {
            throw LogQlException.Meaning(error.Message);
        }
    }
}
