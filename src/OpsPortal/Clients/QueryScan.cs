namespace OpsPortal.Clients;

/// <summary>Walks over PromQL and LogQL text: what is in literals and comments is neither.</summary>
internal static class QueryScan
{
    /// <returns>Where the literal or comment that begins at <paramref name="at"/> is over; <paramref name="at"/> itself when none begins there.</returns>
    public static int SkipText(string query, int at)
    {
        var c = query[at];
        if (c == '#')
        {
            var end = query.IndexOf('\n', at);
            return end < 0 ? query.Length : end;
        }
        if (c is not ('"' or '\'' or '`'))
            return at;
        for (at++; at < query.Length && query[at] != c; at++)
        {
            if (query[at] == '\\' && c != '`')
                at++;
        }
        return Math.Min(at + 1, query.Length);
    }

    /// <returns>Where the bracket that closes the one at <paramref name="at"/> is; the length when none does.</returns>
    public static int Closing(string query, int at, char open, char close)
    {
        var depth = 0;
        while (at < query.Length)
        {
            var next = SkipText(query, at);
            if (next > at)
            {
                at = next;
                continue;
            }
            depth += query[at] == open ? 1 : query[at] == close ? -1 : 0;
            if (depth == 0)
                return at;
            at++;
        }
        return query.Length;
    }

    /// <summary>What stands between a selector's braces with more behind it: <c>a="b"</c> and <c>c="d"</c> give <c>a="b",c="d"</c>.</summary>
    public static string Joined(string inside, string more)
    {
        var there = inside.TrimEnd();
        return there.Trim().Length == 0 ? more : there.EndsWith(',') ? there + more : there + "," + more;
    }

    /// <returns>Where the name that begins at <paramref name="at"/> is over.</returns>
    public static int Letters(string query, int at)
    {
        while (at < query.Length && (char.IsAsciiLetterOrDigit(query[at]) || query[at] is '_' or ':'))
            at++;
        return at;
    }

    /// <returns>The first character from <paramref name="at"/> on that is neither blank nor of a comment.</returns>
    public static int Blank(string query, int at)
    {
        while (at < query.Length && (char.IsWhiteSpace(query[at]) || query[at] == '#'))
            at = query[at] == '#' ? SkipText(query, at) : at + 1;
        return at;
    }

    /// <summary>Whether a name may begin so.</summary>
    public static bool IsFirst(char c) => char.IsAsciiLetter(c) || c is '_' or ':';
}
