using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Data.Lists;

/// <summary>Which alerts an alert list wants, by its options: states, a part of the name, labels.</summary>
internal sealed partial class AlertFilter
{
    private readonly HashSet<string> _states;
    private readonly string _name;
    private readonly IReadOnlyList<Func<AlertRow, bool>> _labels;

    private AlertFilter(HashSet<string> states, string name, IReadOnlyList<Func<AlertRow, bool>> labels) => (_states, _name, _labels) = (states, name, labels);

    /// <param name="notices">Told when the words about labels can't be read; then they choose nothing.</param>
    public static AlertFilter Of(JsonObject options, List<Notice> notices)
    {
        HashSet<string> states = options.Get("stateFilter") is JsonObject chosen
            ? [.. chosen.Where(pair => pair.Value is JsonValue && chosen.Bool(pair.Key) == true).Select(pair => pair.Key == "inactive" ? "normal" : pair.Key)] : [];
        if (states.Count == 0)
            states = ["firing", "pending", "error"];
        return new AlertFilter(states, options.Str("alertName")?.Trim() ?? "", Labels(options.Str("alertInstanceLabelFilter") ?? "", notices));
    }

    public bool Fits(AlertRow row)
        => _states.Contains(row.State) && row.Name.Contains(_name, StringComparison.OrdinalIgnoreCase) && _labels.All(fits => fits(row));

    private static List<Func<AlertRow, bool>> Labels(string text, List<Notice> notices)
    {
        var words = text.Trim().TrimStart('{').TrimEnd('}').Trim();
        var found = new List<Func<AlertRow, bool>>();
        var rest = words;
        foreach (Match match in Matcher().Matches(words))
        {
            var (label, condition) = (match.Groups[1].Value, match.Groups[2].Value);
            var value = match.Groups[3].Success ? match.Groups[3].Value.Replace("\\\"", "\"").Replace("\\\\", "\\") : match.Groups[4].Value.Trim();
            var wanted = condition[0] == '=';
            if (!condition.EndsWith('~'))
                found.Add(row => (row.Labels[label] == value) == wanted);
            else if (WholeText.TryParse(value, out var pattern, out _))
                found.Add(row => pattern.IsMatch(row.Labels[label]) == wanted);
            else
                continue;
            rest = rest.Replace(match.Value, "", StringComparison.Ordinal);
        }
        if (rest.Trim(' ', ',').Length > 0)
            notices.Add(new Notice("warn", $"“{text}” isn't wholly read as a choice of labels; write it like {{severity=\"critical\"}}."));
        return found;
    }

    [GeneratedRegex("""([A-Za-z_][A-Za-z0-9_.]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^",{}]+))""")]
    private static partial Regex Matcher();
}
