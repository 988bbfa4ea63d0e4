using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace OpsPortal.Features.Dashboards.Pages;

/// <summary>
/// What a dashboard's page shows, as it stands in the URL beside the time range: <c>var-NAME</c> (again for several values),
/// <c>viewPanel</c>, <c>open</c> and <c>closed</c> (keys of rows that are not as the file says), <c>annotation-on</c> and <c>annotation-off</c> (names likewise), <c>version</c>.
/// </summary>
/// <param name="Variables">By name without <c>var-</c>. One that is there with an empty value was emptied by hand.</param>
/// <param name="ViewPanel">Key of the panel that fills the page; null: all of them.</param>
/// <param name="Version">A kept version that is looked at; null: the newest.</param>
internal sealed record DashboardUrl(
    IReadOnlyDictionary<string, StringValues> Variables, string? ViewPanel, IReadOnlySet<string> Open, IReadOnlySet<string> Closed, int? Version,
    IReadOnlySet<string> AnnotationsOn, IReadOnlySet<string> AnnotationsOff)
{
    public const string VariablePrefix = "var-";

    public static DashboardUrl FromUri(string uri)
    {
        var query = Query(uri);
        return new DashboardUrl(
            query.Where(pair => pair.Key.StartsWith(VariablePrefix, StringComparison.Ordinal) && pair.Key.Length > VariablePrefix.Length)
                .ToDictionary(pair => pair.Key[VariablePrefix.Length..], pair => pair.Value, StringComparer.Ordinal),
            query.TryGetValue("viewPanel", out var view) && view.LastOrDefault() is { Length: > 0 } key ? Plain(key) : null,
            Keys(query, "open"), Keys(query, "closed"),
            query.TryGetValue("version", out var version) && int.TryParse(version.LastOrDefault(), out var number) && number >= 0 ? number : null,
            Names(query, "annotation-on"), Names(query, "annotation-off"));
    }

    /// <summary>Whether a row is folded: as its reader left it, else as the file says.</summary>
    public bool IsCollapsed(string key, bool asFiled) => Closed.Contains(key) || (asFiled && !Open.Contains(key));

    /// <summary>Whether an annotation query is shown: as its reader left it, else as the file says.</summary>
    public bool IsShown(string annotation, bool asFiled) => AnnotationsOn.Contains(annotation) || (asFiled && !AnnotationsOff.Contains(annotation));

    /// <summary>The address with an annotation query shown or not.</summary>
    public string WithAnnotation(string uri, string annotation, bool show, bool asFiled)
    {
        var on = AnnotationsOn.Where(one => one != annotation);
        var off = AnnotationsOff.Where(one => one != annotation);
        if (show != asFiled)
            (on, off) = show ? (on.Append(annotation), off) : (on, off.Append(annotation));
        return With(uri, ("annotation-on", new StringValues([.. on])), ("annotation-off", new StringValues([.. off])));
    }

    /// <summary>The address with a row folded or unfolded.</summary>
    public string Toggled(string uri, string key, bool collapse, bool asFiled)
    {
        var open = Open.Where(one => one != key);
        var closed = Closed.Where(one => one != key);
        if (collapse != asFiled)
            (open, closed) = collapse ? (open, closed.Append(key)) : (open.Append(key), closed);
        return With(uri, ("open", Joined(open)), ("closed", Joined(closed)));
    }

    /// <summary>The address with another value of a variable.</summary>
    public static string WithVariable(string uri, string name, IEnumerable<string> values)
        => With(uri, (VariablePrefix + name, values.ToArray() is { Length: > 0 } some ? new StringValues(some) : new StringValues("")));

    /// <summary>The address with these parameters in place of what they were; a null value takes one away, the others stay.</summary>
    public static string With(string uri, params (string Name, StringValues? Values)[] changes)
    {
        var path = PathOf(uri);
        var query = Query(uri);
        foreach (var (name, values) in changes)
        {
            if (values is { Count: > 0 } some)
                query[name] = some;
            else
                query.Remove(name);
        }
        return QueryHelpers.AddQueryString(path, query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value))));
    }

    /// <summary>Path and query of an address, without scheme and host.</summary>
    public static string PathOf(string uri)
    {
        var path = Uri.TryCreate(uri, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? new Uri(uri).AbsolutePath : uri;
        return path.Split('?', '#')[0];
    }

    private static Dictionary<string, StringValues> Query(string uri)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..].Split('#')[0]);
    }

    private static HashSet<string> Keys(Dictionary<string, StringValues> query, string name)
        => query.TryGetValue(name, out var values) ? [.. values.OfType<string>().SelectMany(one => one.Split(',', StringSplitOptions.RemoveEmptyEntries))] : [];

    // Names of people may hold commas: each is a parameter.
    private static HashSet<string> Names(Dictionary<string, StringValues> query, string name)
        => query.TryGetValue(name, out var values) ? [.. values.OfType<string>().Where(one => one.Length > 0)] : [];

    private static StringValues? Joined(IEnumerable<string> keys) => string.Join(',', keys) is { Length: > 0 } text ? new StringValues(text) : (StringValues?)null;

    // Grafana writes panel-3 since version 11.
    private static string Plain(string key) => key.StartsWith("panel-", StringComparison.Ordinal) ? key["panel-".Length..] : key;
}
