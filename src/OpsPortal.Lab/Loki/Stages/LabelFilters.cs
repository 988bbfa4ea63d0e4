using System.Globalization;
using OpsPortal.Lab.Loki.Syntax;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary><c>| level="error"</c>; a label that isn't there counts as empty.</summary>
internal sealed class TextFilter(Matcher matcher) : IStage
{
    public bool Process(LineState line) => matcher.Matches(line.Get(matcher.Name));
}

internal sealed class BothFilter(IStage left, IStage right) : IStage
{
    public bool Process(LineState line) => left.Process(line) && right.Process(line);
}

internal sealed class EitherFilter(IStage left, IStage right) : IStage
{
    public bool Process(LineState line) => left.Process(line) || right.Process(line);
}

internal enum AmountUnit
{
    None,
    Duration,
    Bytes,
}

/// <summary>
/// <c>| status &gt;= 500</c>, <c>| took &gt; 200ms</c>. A line without the label is left out; a label that is no number is an
/// error on the line, and the line goes on.
/// </summary>
/// <param name="amount">Nanoseconds for durations.</param>
internal sealed class NumberFilter(string name, string comparison, double amount, AmountUnit unit) : IStage
{
    public bool Process(LineState line)
    {
        if (line.Error.Length > 0)
            return true;
        var text = line.Get(name);
        if (text.Length == 0)
            return false;
        if (!TryRead(text, out var value))
        {
            line.Fail("LabelFilterErr", $"strconv.ParseFloat: parsing \"{text}\": invalid syntax");
            return true;
        }

        return comparison switch
        {
            "==" => value == amount,
            "!=" => value != amount,
            ">" => value > amount,
            ">=" => value >= amount,
            "<" => value < amount,
            _ => value <= amount,
        };
    }

    private bool TryRead(string text, out double value)
    {
        switch (unit)
        {
            case AmountUnit.Duration:
                var isDuration = Amounts.TryDuration(text, out var nanoseconds);
                value = nanoseconds;
                return isDuration;
            case AmountUnit.Bytes:
                return Amounts.TryBytes(text, out value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            default:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }
    }
}

/// <summary>A name, or a name whose value must match too.</summary>
internal sealed record NameOrMatcher(string Name, Matcher? Matcher)
{
    public bool Covers(string name, string value) => name == Name && (Matcher is null || Matcher.Matches(value));
}

internal sealed class DropStage(IReadOnlyList<NameOrMatcher> names) : IStage
{
    public bool Process(LineState line)
    {
        foreach (var name in names)
        {
            if (name.Covers(name.Name, line.Get(name.Name)))
                line.Remove(name.Name);
        }

        return true;
    }
}

internal sealed class KeepStage(IReadOnlyList<NameOrMatcher> names) : IStage
{
    public bool Process(LineState line)
    {
        line.KeepOnly((name, value) => names.Any(wanted => wanted.Covers(name, value)));
        return true;
    }
}
