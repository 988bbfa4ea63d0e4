using System.Globalization;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>
/// Arithmetic over queries: <c>$A / $B * 100</c>, <c>abs($A) &gt; 3</c>. Series meet when their labels are equal, when one side's are
/// part of the other's, or when a side has only one; points when their times are equal.
/// </summary>
internal static class ExpressionMath
{
    /// <param name="asked">Queries that were asked: where one of them found nothing, nothing comes of it.</param>
    public static (IReadOnlyList<Frame> Frames, string? Error) Evaluate(string text, string refId, IReadOnlyList<Frame> frames, IReadOnlyCollection<string> asked)
    {
        try
        {
            var parser = new Parser(text, frames, asked);
            var value = parser.Whole();
            return ([.. value.Select(one => ToFrame(refId, one))], null);
        }
        catch (FormatException error)
        {
            return ([], error.Message);
        }
    }

    private static Frame ToFrame(string refId, Operand one)
    {
        var value = Field.OfNumbers("Value", one.Values) with { Labels = one.Labels, Legend = one.Labels.Count == 0 ? refId : null };
        return new Frame(refId, refId, one.Times is null ? [value] : [Field.Time("Time", one.Times), value]) { Step = one.Step };
    }

    /// <param name="Times">Null: one number for all times.</param>
    private sealed record Operand(IReadOnlyDictionary<string, string> Labels, double?[]? Times, double?[] Values, long Step = 0);

    private sealed class Parser(string text, IReadOnlyList<Frame> frames, IReadOnlyCollection<string> asked)
    {
        private static readonly string[][] Levels = [["||"], ["&&"], ["==", "!=", ">=", "<=", ">", "<"], ["+", "-"], ["*", "/", "%"]];
        private int _at;
        private int _depth;

        public List<Operand> Whole()
        {
            var value = Binary(0);
            Skip();
            return _at >= text.Length ? value : throw new FormatException($"“{text[_at..]}” isn't understood.");
        }

        private List<Operand> Binary(int level)
        {
            if (level == Levels.Length)
                return Power();
            var left = Binary(level + 1);
            while (Take(Levels[level]) is { } op)
                left = Combine(left, Binary(level + 1), op);
            return left;
        }

        private List<Operand> Power()
        {
            var left = Unary();
            return Take(["**"]) is not null ? Combine(left, Power(), "**") : left;
        }

        private List<Operand> Unary()
        {
            if (++_depth > 200)
                throw new FormatException("it is nested too deeply.");
            if (Take(["-"]) is not null)
                return Each(Unary(), x => -x);
            return Take(["!"]) is not null ? Each(Unary(), x => x is { } one and not double.NaN ? one == 0 ? 1 : 0 : x) : Atom();
        }

        private List<Operand> Atom()
        {
            Skip();
            if (Take(["("]) is not null)
            {
                var inner = Binary(0);
                return Take([")"]) is not null ? inner : throw new FormatException("a bracket isn't closed.");
            }
            if (_at < text.Length && text[_at] == '$')
            {
                _at++;
                var braces = _at < text.Length && text[_at] == '{' && ++_at > 0;
                var name = Word(c => char.IsLetterOrDigit(c) || c == '_' || braces && c == ' ');
                if (braces)
                    _at++;
                return Of(name);
            }
            var word = Word(c => char.IsLetterOrDigit(c) || c is '.' or '_');
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return [new Operand(new Dictionary<string, string>(), null, [number])];
            if (word.Length > 0 && Take(["("]) is not null)
            {
                if (word is "nan" or "inf" or "null")
                    return Take([")"]) is not null ? [new Operand(new Dictionary<string, string>(), null, [word == "nan" ? double.NaN : word == "inf" ? double.PositiveInfinity : null])] : throw new FormatException("a bracket isn't closed.");
                var argument = Binary(0);
                return Take([")"]) is not null ? Each(argument, Function(word)) : throw new FormatException("a bracket isn't closed.");
            }
            throw new FormatException(word.Length > 0 ? $"“{word}” isn't known." : "something is missing.");
        }

        private List<Operand> Of(string name)
        {
            var found = frames.Where(frame => frame.RefId == name).ToArray();
            if (found.Length == 0 && !asked.Contains(name))
                throw new FormatException($"there is no query {name}.");
            return [.. found.SelectMany(frame => frame.Fields.Where(field => field.Type == FieldType.Number).Select(field =>
                new Operand(field.Labels, (frame.TimeField?.Values as Numbers)?.Raw, [.. Enumerable.Range(0, frame.Length).Select(field.Number)], frame.Step)))];
        }

        private static Func<double?, double?> Function(string name) => name switch
        {
            "abs" => x => x is { } one ? Math.Abs(one) : x,
            "log" => x => x is { } one ? Math.Log(one) : x,
            "round" => x => x is { } one ? Math.Round(one, MidpointRounding.AwayFromZero) : x,
            "ceil" => x => x is { } one ? Math.Ceiling(one) : x,
            "floor" => x => x is { } one ? Math.Floor(one) : x,
            "is_nan" => x => x is double.NaN ? 1 : 0,
            "is_inf" => x => x is { } one && double.IsInfinity(one) ? 1 : 0,
            "is_null" => x => x is null ? 1 : 0,
            "is_number" => x => x is { } one && double.IsFinite(one) ? 1 : 0,
            _ => throw new FormatException($"the function {name} isn't known."),
        };

        private static List<Operand> Each(List<Operand> operands, Func<double?, double?> of)
            => [.. operands.Select(one => one with { Values = Array.ConvertAll(one.Values, value => of(value)) })];

        private static List<Operand> Combine(List<Operand> left, List<Operand> right, string op)
        {
            var result = new List<Operand>();
            foreach (var a in left)
            {
                foreach (var b in right.Where(b => left.Count == 1 || right.Count == 1 || Fits(a, b)))
                    result.Add(Pair(a, b, op));
            }
            return result;
        }

        private static bool Fits(Operand a, Operand b)
            => a.Labels.All(label => !b.Labels.TryGetValue(label.Key, out var other) ? b.Labels.Count < a.Labels.Count : other == label.Value)
                && b.Labels.All(label => a.Labels.ContainsKey(label.Key) || a.Labels.Count < b.Labels.Count);

        private static Operand Pair(Operand a, Operand b, string op)
        {
            var labels = a.Labels.Count >= b.Labels.Count ? a.Labels : b.Labels;
            if (a.Times is null || b.Times is null)
            {
                var (many, times) = (a.Times is null ? b : a, a.Times ?? b.Times);
                return new Operand(labels, times, [.. Enumerable.Range(0, many.Values.Length).Select(i =>
                    Apply(op, a.Times is null ? a.Values.FirstOrDefault() : a.Values[i], b.Times is null ? b.Values.FirstOrDefault() : b.Values[i]))], many.Step);
            }
            var other = new Dictionary<double, double?>();
            for (var i = 0; i < b.Times.Length; i++)
                other[b.Times[i] ?? 0] = b.Values[i];
            var rows = Enumerable.Range(0, a.Times.Length).Where(i => other.ContainsKey(a.Times[i] ?? 0)).ToArray();
            return new Operand(labels, [.. rows.Select(i => a.Times[i])], [.. rows.Select(i => Apply(op, a.Values[i], other[a.Times[i] ?? 0]))], a.Step);
        }

        private static double? Apply(string op, double? a, double? b)
        {
            if (a is not { } x || b is not { } y)
                return null;
            // What the left side decides alone stands; otherwise nothing is known of what is no number.
            if (op == "||" && x != 0 && !double.IsNaN(x))
                return 1;
            if (op == "&&" && x == 0)
                return 0;
            if (double.IsNaN(x) || double.IsNaN(y))
                return double.NaN;
            return op switch
            {
                "+" => x + y,
                "-" => x - y,
                "*" => x * y,
                "/" => x / y,
                "%" => x % y,
                "**" => Math.Pow(x, y),
                "==" => x == y ? 1 : 0,
                "!=" => x != y ? 1 : 0,
                ">" => x > y ? 1 : 0,
                "<" => x < y ? 1 : 0,
                ">=" => x >= y ? 1 : 0,
                "<=" => x <= y ? 1 : 0,
                "&&" => x != 0 && y != 0 ? 1 : 0,
                _ => x != 0 || y != 0 ? 1 : 0,
            };
        }

        private string? Take(string[] any)
        {
            Skip();
            foreach (var one in any)
            {
                if (!text.AsSpan(_at).StartsWith(one) || one == "*" && text.AsSpan(_at).StartsWith("**") || one == "!" && text.AsSpan(_at).StartsWith("!="))
                    continue;
                _at += one.Length;
                return one;
            }
            return null;
        }

        private string Word(Func<char, bool> of)
        {
            var start = _at;
            while (_at < text.Length && of(text[_at]))
                _at++;
            return text[start.._at];
        }

        private void Skip()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
                _at++;
        }
    }
}
