using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsPortal.Features.Incidents.Runbooks;

/// <summary>
/// The part of Markdown that runbooks are written in, as HTML: headings, paragraphs, lists, fenced code, <c>code</c>,
/// <b>bold</b>, <i>italic</i> and links. Whatever else is there stays text; nothing of the source becomes a tag by itself.
/// </summary>
public static partial class RunbookText
{
    /// <summary>The first heading, or "" when there is none.</summary>
    public static string Title(string source) => Lines(source).FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal)) is { } line ? line[2..].Trim() : "";

    /// <param name="skipTitle">Leaves the first heading out: the page has it.</param>
    /// <param name="keepBreaks">A line's end is one in the text, too: people write comments so.</param>
    public static string ToHtml(string source, bool skipTitle, bool keepBreaks = false)
    {
        var html = new StringBuilder();
        var paragraph = new List<string>();
        var list = "";
        var code = false;
        foreach (var line in Lines(source))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                Close();
                html.Append(code ? "</pre>" : "<pre>");
                code = !code;
            }
            else if (code)
            {
                html.Append(WebUtility.HtmlEncode(line)).Append('\n');
            }
            else if (Heading().Match(line) is { Success: true } heading)
            {
                Close();
                // The page's own title is the only h1.
                var level = Math.Max(2, heading.Groups[1].Length);
                if (!(skipTitle && heading.Groups[1].Length == 1))
                    html.Append($"<h{level}>{Inline(heading.Groups[2].Value)}</h{level}>");
            }
            else if (Item().Match(line) is { Success: true } item)
            {
                var kind = item.Groups[1].Value is "-" or "*" ? "ul" : "ol";
                if (list != kind)
                {
                    Close();
                    html.Append($"<{list = kind}>");
                }
                html.Append($"<li>{Inline(item.Groups[2].Value)}</li>");
            }
            else if (line.Trim().Length == 0)
            {
                Close();
            }
            else
            {
                if (list.Length > 0)
                    Close();
                paragraph.Add(line.Trim());
            }
        }
        Close();
        return html.Append(code ? "</pre>" : "").ToString();

        void Close()
        {
            if (paragraph.Count > 0)
                html.Append($"<p>{(keepBreaks ? string.Join("<br>", paragraph.Select(Inline)) : Inline(string.Join(' ', paragraph)))}</p>");
            paragraph.Clear();
            if (list.Length > 0)
                html.Append($"</{list}>");
            list = "";
        }
    }

    // Code first: nothing inside it is marked up.
    private static string Inline(string text) => string.Concat(text.Split('`').Select((part, index) => index % 2 == 1
        ? $"<code>{WebUtility.HtmlEncode(part)}</code>"
        : Link().Replace(Italic().Replace(Bold().Replace(WebUtility.HtmlEncode(part), "<strong>$1</strong>"), "<em>$1</em>"), Anchor)));

    private static string Anchor(Match link)
        => Pages.AlertLinks.Safe(WebUtility.HtmlDecode(link.Groups[2].Value)) is { } address
            ? $"<a href=\"{WebUtility.HtmlEncode(address)}\" rel=\"noopener noreferrer\">{link.Groups[1].Value}</a>"
            : link.Groups[1].Value;

    private static IEnumerable<string> Lines(string source) => source.ReplaceLineEndings("\n").Split('\n');

    [GeneratedRegex("^(#{1,4}) +(.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*(-|\*|\d+\.) +(.+)$")]
    private static partial Regex Item();

    [GeneratedRegex(@"\*\*([^*]+)\*\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])")]
    private static partial Regex Italic();

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
