using System.Globalization;
using System.Text;

namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>Cuts a query into tokens; comments run from <c>#</c> to the end of the line.</summary>
internal sealed class Lexer
{
    private static readonly string[] Symbols =
    [
        "|=", "!=", "|~", "!~", "=~", "==", ">=", "<=",
        "=", ">", "<", "|", "{", "}", "(", ")", ",", "+", "-", "*", "/", "%", "^",
    ];

    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private Lexer(string text) => _text = text;

    /// <exception cref="LogQlException">A string, a range or a character that can't be read.</exception>
    public static IReadOnlyList<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        SkipSpace();
        if (_at >= _text.Length)
            return Token(TokenKind.End, "", _at);
        var start = _at;
        var c = _text[_at];
        if (IsNameStart(c))
            return Name(start);
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1])))
            return Amount(start);
        if (c is '"' or '`')
            return Token(TokenKind.String, c == '"' ? Quoted(start) : Raw(start), start);
        if (c == '[')
            return Range(start);
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return Token(TokenKind.Symbol, symbol, start);
            }
        }

        _at++;
        return Token(TokenKind.Symbol, c.ToString(), start);
    }

    private void SkipSpace()
    {
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '#')
            {
                while (_at + 1 < _text.Length && _text[_at + 1] != '\n')
                    _at++;
            }
            else if (c == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
            else if (!char.IsWhiteSpace(c))
            {
                return;
            }
        }
    }

    private Token Name(int start)
    {
        while (_at < _text.Length && (IsNameStart(_text[_at]) || char.IsAsciiDigit(_text[_at])))
            _at++;
        var name = _text[start.._at];
        var reserved = Words.IsReserved(name, _text.AsSpan(_at));
        return Token(reserved ? TokenKind.Word : TokenKind.Identifier, name, start);
    }

    // A number, or a number with a unit: 12, 1.5, 1e3, 250ms, 1h30m, 5KB.
    private Token Amount(int start)
    {
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or 'µ' || IsExponentSign()))
            _at++;
        var text = _text[start.._at];
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return Token(TokenKind.Number, text, start);
        if (Amounts.TryDuration(text, out _))
            return Token(TokenKind.Duration, text, start);
        if (Amounts.TryBytes(text, out _))
            return Token(TokenKind.Bytes, text, start);
        throw LogQlException.At(Token(TokenKind.Number, text, start), "syntax error: unexpected IDENTIFIER");
    }

    private bool IsExponentSign() => _text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E' && char.IsAsciiDigit(_text[_at - 2 < 0 ? 0 : _at - 2]);

    private Token Range(int start)
    {
        var end = _text.IndexOf(']', start);
        if (end < 0)
            throw LogQlException.At(Token(TokenKind.Range, "", start), "missing closing ']' in duration");
        _at = end + 1;
        var text = _text[(start + 1)..end].Trim();
        var token = Token(TokenKind.Range, text, start);
        return Amounts.TryDuration(text, out var range) && range > 0 ? token
            : throw LogQlException.At(token, text.Length == 0 ? "empty duration string" : $"not a valid duration string: \"{text}\"");
    }

    private string Raw(int start)
    {
        var end = _text.IndexOf('`', start + 1);
        if (end < 0)
            throw NotTerminated(start);
        _at = end + 1;
        return _text[(start + 1)..end];
    }

    private string Quoted(int start)
    {
        var value = new StringBuilder();
        for (_at = start + 1; _at < _text.Length && _text[_at] != '\n'; _at++)
        {
            switch (_text[_at])
            {
                case '"':
                    _at++;
                    return value.ToString();
                case '\\' when _at + 1 < _text.Length:
                    value.Append(Escape(start));
                    break;
                case var plain:
                    value.Append(plain);
                    break;
            }
        }

        throw NotTerminated(start);
    }

    private string Escape(int start)
    {
        var c = _text[++_at];
        switch (c)
        {
            case 'n': return "\n";
            case 't': return "\t";
            case 'r': return "\r";
            case '\\' or '"' or '\'': return c.ToString();
            case 'x': return Hex(2, start);
            case 'u': return Hex(4, start);
            case 'U': return Hex(8, start);
            default: throw LogQlException.At(Token(TokenKind.String, "", start), "invalid char escape");
        }
    }

    private string Hex(int digits, int start)
    {
        if (_at + digits >= _text.Length ||
            !int.TryParse(_text.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ||
            !Rune.IsValid(code))
            throw LogQlException.At(Token(TokenKind.String, "", start), "invalid char escape");
        _at += digits;
        return new Rune(code).ToString();
    }

    private LogQlException NotTerminated(int start) => LogQlException.At(Token(TokenKind.String, "", start), "literal not terminated");

    private Token Token(TokenKind kind, string text, int start) => new(kind, text, _line, start - _lineStart + 1);

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
