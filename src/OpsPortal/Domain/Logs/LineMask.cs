using System.Text.RegularExpressions;

namespace OpsPortal.Domain;

/// <summary>
/// Covers secrets and personal data in lines before anybody sees them. Every expression runs in time linear in the line's length.
/// A key's value is covered whole; elsewhere only what looks like a secret. It protects from being shown, not from being searched for.
/// </summary>
public sealed class LineMask
{
    private static readonly string[] OwnKeys =
    [
        "password", "passwd", "pwd", "passphrase", "secret", "client_secret", "token", "access_token", "refresh_token", "id_token", "auth_token", "api_token", "session_token", "bearer",
        "api_key", "x_api_key", "private_key", "access_key", "secret_key", "authorization", "proxy_authorization", "cookie", "set_cookie", "session_id", "credit_card", "card_number", "cvv", "cvc",
        "iban", "ssn", "prompt", "prompt_preview", "prompt_text",
    ];

    private readonly List<(string Name, Regex Finds)> _finds = [];
    private readonly Regex? _quoted;
    private readonly Regex? _plain;
    private readonly HashSet<string> _keys;
    private readonly bool _cards;

    public LineMask(MaskingOptions options)
    {
        var shown = options.ShownKeys.Select(Plain).ToHashSet(StringComparer.Ordinal);
        string[] keys = [.. OwnKeys.Concat(options.Keys).Where(key => key.Length > 0 && !shown.Contains(Plain(key))).Distinct(StringComparer.OrdinalIgnoreCase)];
        _keys = [.. keys.Select(Plain)];
        if (keys.Length > 0)
        {
            var names = string.Join('|', keys.Select(key => string.Join("[_.-]?", key.Split('_', '-', '.').Select(Regex.Escape))));
            // "key": "value", "key": 12, "http.request.key": …, also inside a string, where the quotes are escaped.
            _quoted = Linear($$"""(?i)(\\?["'](?:[A-Za-z0-9_-]+\.)*(?:{{names}})\\?["']\s*:\s*)("(?:[^"\\]|\\.)*"|\\"[^"\\]*\\"|'[^']*'|[^\s,"'\\{}\[\]]+)""");
            // key=value, key="value", key: value; the key begins a word.
            _plain = Linear($$"""(?i)(^|[\s,;&?(\[{|])((?:{{names}})\s*(?:=|:\s)\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"'\\)\]}|]+)""");
        }
        if (options.Tokens)
        {
            _finds.Add(("token", Linear(@"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*")));
            _finds.Add(("token", Linear(@"(?i)\bbearer\s+[a-z0-9._~+/-]{12,}=*|\bbasic\s+[a-z0-9+/]{20,}=*")));
            _finds.Add(("token", Linear(@"\b(?:sk|pk|rk)[-_](?:[a-z]+[-_])*[A-Za-z0-9_-]{16,}|\bgh[opsur]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{16,}|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{30,}|\bhf_[A-Za-z0-9]{20,}")));
            _finds.Add(("credentials", Linear(@"://[^\s/:@""']+:[^\s/@""']+@")));
        }
        if (options.Emails)
            _finds.Add(("email", Linear(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")));
        _cards = options.Cards;
        foreach (var (name, pattern) in options.Patterns)
            _finds.Add((name, Linear(pattern)));
    }

    /// <summary>The line as those see it who may not see it raw.</summary>
    public LogEntry Cover(LogEntry entry)
    {
        var count = 0;
        var line = Cover(entry.Line, ref count);
        var (metadata, parsed) = (Cover(entry.Metadata, ref count), Cover(entry.Parsed, ref count));
        return count == 0 ? entry : entry with { Line = line, Metadata = metadata, Parsed = parsed, Masked = count };
    }

    public string Cover(string text)
    {
        var count = 0;
        return Cover(text, ref count);
    }

    /// <summary>Labels and fields: by their name, or by what is in them.</summary>
    public LabelSet Cover(LabelSet labels)
    {
        var count = 0;
        return Cover(labels, ref count);
    }

    /// <summary>True when a field of that name is covered: <c>password</c>, <c>user.password</c>.</summary>
    public bool Covers(string key) => _keys.Contains(Plain(key)) || (key.LastIndexOf('.') is > 0 and var point && _keys.Contains(Plain(key[(point + 1)..])));

    /// <summary>True also of what stands under a covered name: a store may keep the same value as <c>password.keyword</c>.</summary>
    public bool CoversPath(string name)
    {
        for (var point = name.IndexOf('.', StringComparison.Ordinal); point >= 0; point = name.IndexOf('.', point + 1))
        {
            if (Covers(name[..point]))
                return true;
        }
        return Covers(name);
    }

    /// <returns>What is wrong with the settings, in words that name the key; empty when nothing is.</returns>
    public static IEnumerable<string> Problems(MaskingOptions options)
    {
        foreach (var (name, pattern) in options.Patterns)
        {
            var problem = "";
            try
            {
                if (Linear(pattern).IsMatch(""))
                    problem = "matches the empty text, so it would cover everything";
            }
            catch (Exception error) when (error is ArgumentException or NotSupportedException)
            {
                problem = error.Message;
            }
            if (problem.Length > 0)
                yield return $"Logs:Masking:Patterns:{name} is no expression that can be used: {problem}";
        }
    }

    private static Regex Linear(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string Plain(string key) => key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).ToLowerInvariant();

    private string Cover(string text, ref int count)
    {
        if (text.Length < 4)
            return text;
        var found = 0;
        // Values that have a blank in them, like "Bearer x", before the keys, which would take the first word alone.
        foreach (var (name, finds) in _finds)
        {
            text = finds.Replace(text, match =>
            {
                found++;
                return name == "credentials" ? "://[masked:credentials]@" : $"[masked:{name}]";
            });
        }
        if (_quoted is not null)
        {
            text = _quoted.Replace(text, match =>
            {
                found++;
                var quote = match.Groups[1].Value.Contains("\\\"", StringComparison.Ordinal) ? "\\\"" : "\"";
                return $"{match.Groups[1].Value}{quote}[masked]{quote}";
            });
            text = _plain!.Replace(text, match =>
            {
                // What the first expression covered already is no second place.
                if (match.Groups[3].Value.Contains("[masked", StringComparison.Ordinal))
                    return match.Value;
                found++;
                return $"{match.Groups[1].Value}{match.Groups[2].Value}[masked]";
            });
        }
        if (_cards)
            text = CardNumbers.Cover(text, ref found);
        count += found;
        return text;
    }

    private LabelSet Cover(LabelSet labels, ref int count)
    {
        var before = count;
        List<KeyValuePair<string, string>>? covered = null;
        foreach (var (name, value) in labels.All)
        {
            var now = value;
            if (value.Length > 0 && Covers(name))
            {
                now = "[masked]";
                count++;
            }
            else
            {
                now = Cover(value, ref count);
            }
            if (now != value)
                (covered ??= []).Add(new(name, now));
        }
        return count == before || covered is null ? labels : new LabelSet(labels.All.Where(pair => covered.TrueForAll(one => one.Key != pair.Key)).Concat(covered));
    }
}
