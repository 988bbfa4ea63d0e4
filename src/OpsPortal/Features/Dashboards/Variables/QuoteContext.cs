namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Which string literal each character of a PromQL or LogQL text stands in.</summary>
internal static class QuoteContext
{
    /// <returns>For each character its literal's quote, or <c>\0</c> outside of literals.</returns>
    public static char[] Of(string text)
    {
        var context = new char[text.Length];
        var quote = '\0';
        var comment = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            context[i] = quote;
            if (comment)
                comment = c != '\n';
            else if (quote == '\0')
            {
                if (c is '"' or '\'' or '`')
                    quote = c;
                else
                    comment = c == '#';
            }
            else if (c == '\\' && quote != '`' && i + 1 < text.Length)
                context[++i] = quote;
            else if (c == quote)
                quote = '\0';
        }
        return context;
    }
}
