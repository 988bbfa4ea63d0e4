namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>A query that can't be answered; the message is the body of the 400, in Loki's words.</summary>
internal sealed class LogQlException(string message) : Exception(message)
{
    /// <summary>A syntax error at a token.</summary>
    public static LogQlException Unexpected(Token token, string expecting = "")
        => At(token, $"syntax error: unexpected {token.Name}{(expecting.Length > 0 ? ", expecting " + expecting : "")}");

    public static LogQlException At(Token token, string what) => new($"parse error at line {token.Line}, col {token.Column}: {what}");

    /// <summary>An error that is found after the syntax was read, so it has no position.</summary>
    public static LogQlException Meaning(string what) => new("parse error : " + what);
}
