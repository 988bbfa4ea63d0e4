namespace OpsPortal.Lab.Loki.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    String,
    Number,
    Duration,
    Bytes,

    /// <summary><c>[5m]</c> as one token, as Loki reads it.</summary>
    Range,

    /// <summary>Punctuation and operators; the text says which.</summary>
    Symbol,

    /// <summary>A reserved word; the text says which.</summary>
    Word,
}

/// <param name="Text">As written; for strings the text that is meant, for ranges what is between the brackets.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line, int Column)
{
    /// <summary>What Loki's messages call it.</summary>
    public string Name => Kind switch
    {
        TokenKind.End => "$end",
        TokenKind.Identifier => "IDENTIFIER",
        TokenKind.String => "STRING",
        TokenKind.Number => "NUMBER",
        TokenKind.Duration => "DURATION",
        TokenKind.Bytes => "BYTES",
        TokenKind.Range => "RANGE",
        _ => Text,
    };

    public bool Is(string symbolOrWord) => Kind is TokenKind.Symbol or TokenKind.Word && Text == symbolOrWord;

    /// <summary>Reserved words may still name a label.</summary>
    public bool IsName => Kind == TokenKind.Identifier || (Kind == TokenKind.Word && Words.MayNameLabel(Text));
}
