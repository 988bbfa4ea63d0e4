namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>Walks over tokens; the parsers share one.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens)
{
    private int _at;

    public Token Current => tokens[_at];

    public Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Take() => tokens[_at < tokens.Count - 1 ? _at++ : _at];

    /// <summary>Takes the token when it is this symbol or word.</summary>
    public bool Accept(string symbolOrWord)
    {
        if (!Current.Is(symbolOrWord))
            return false;
        Take();
        return true;
    }

    /// <exception cref="LogQlException">Something else is there.</exception>
    public void Expect(string symbolOrWord, string expecting = "")
    {
        if (!Accept(symbolOrWord))
            throw LogQlException.Unexpected(Current, expecting);
    }

    public string ExpectString(string expecting = "STRING")
        => Current.Kind == TokenKind.String ? Take().Text : throw LogQlException.Unexpected(Current, expecting);

    public string ExpectName(string expecting = "IDENTIFIER")
        => Current.IsName ? Take().Text : throw LogQlException.Unexpected(Current, expecting);

    /// <summary>Names between parentheses, maybe none: <c>(a, b)</c>.</summary>
    public IReadOnlyList<string> NameList()
    {
        Expect("(", "(");
        var names = new List<string>();
        while (!Accept(")"))
        {
            names.Add(ExpectName());
            if (!Accept(",") && !Current.Is(")"))
                throw LogQlException.Unexpected(Current, ", or )");
        }

        return names;
    }
}
