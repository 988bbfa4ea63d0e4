using System.Text.RegularExpressions;

namespace OpsPortal.Domain;

/// <summary>A condition on a label, as PromQL and LogQL write it.</summary>
/// <param name="Operator"><c>=</c>, <c>!=</c>, <c>=~</c> or <c>!~</c>.</param>
/// <param name="Value">As it is meant; <see cref="ToString"/> escapes it.</param>
public sealed partial record LabelMatcher(string Name, string Operator, string Value)
{
    /// <summary><c>job="a\"b"</c>; a name with other characters than a label's is quoted, as Prometheus 3 reads it.</summary>
    public override string ToString() => Written(Name) + Operator + Quoted(Value);

    /// <summary>A label's name as it stands in a query: bare, or quoted.</summary>
    public static string Written(string name) => Plain().IsMatch(name) ? name : Quoted(name);

    private static string Quoted(string text)
        => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Plain();
}
