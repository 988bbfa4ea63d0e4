using System.Globalization;
using System.Net;
using System.Text;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Evidence;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Response;
using OpsPortal.Features.Incidents.Runbooks;

namespace OpsPortal.Features.Incidents.Reviews;

/// <summary>A review as one file: Markdown, or HTML that needs nothing else, with the timeline and the evidence in it.</summary>
internal static class ReviewExport
{
    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2028}h2{margin-top:2rem}pre,code{background:#f1f3f6;border-radius:4px}" +
        "table{border-collapse:collapse}td,th{border:1px solid #dce0e7;padding:.3rem .5rem;text-align:left;vertical-align:top}figure{margin:1rem 0}img{max-width:100%}svg{width:100%;height:120px;background:#f1f3f6}.m{color:#566070}";

    // Nothing in the file is a script; where something got in all the same, a browser must not run it or ask anybody for anything.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private const int MostPictureBytes = 8 * 1024 * 1024;

    private static readonly string[] Strokes = ["#2f6fd0", "#c26a00", "#17805f", "#a8506a", "#8a7300", "#5b48b8"];

    public static async Task<IResult> ExportAsync(long number, string format, IncidentQueries incidents, ReviewStore reviews, EvidenceStore evidence, ResponseStore responses, CancellationToken cancellationToken)
    {
        var detail = await incidents.DetailAsync(number, cancellationToken);
        var review = await reviews.ReadAsync(number, cancellationToken);
        var items = await evidence.ReadAsync(number, cancellationToken);
        var response = await responses.ReadAsync(number, cancellationToken);
        if (!detail.IsOk || !review.IsOk || !items.IsOk || !response.IsOk)
            return Results.Problem("The database does not answer.", statusCode: StatusCodes.Status503ServiceUnavailable);
        if (detail.Value is not { } found)
            return Results.Problem($"There is no {IncidentRow.NameOf(number)}.", statusCode: StatusCodes.Status404NotFound);
        var text = review.Value?.Text ?? ReviewDraft.Write(found, response.Value!);
        var name = $"{found.Incident.Name}-review";
        if (format == "md")
            return Results.File(Encoding.UTF8.GetBytes(text), "text/markdown; charset=utf-8", name + ".md");
        var pictures = await PicturesAsync(number, response.Value!.Files, responses, cancellationToken);
        return Results.File(Encoding.UTF8.GetBytes(Html(found, text, items.Value!, response.Value.Files, pictures)), "text/html; charset=utf-8", name + ".html");
    }

    /// <summary>Pictures travel in the file itself, the first ones up to a size that mail programs take; other files by name.</summary>
    private static async Task<Dictionary<Guid, string>> PicturesAsync(long number, IReadOnlyList<ResponseFile> files, ResponseStore responses, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<Guid, string>();
        var left = MostPictureBytes;
        foreach (var file in files.Where(file => file.Picture is not null))
        {
            if ((left -= file.Bytes) < 0)
                break;
            if ((await responses.FileAsync(number, file.Id, cancellationToken)).Value is { } read)
                pictures[file.Id] = $"data:{file.Picture};base64,{Convert.ToBase64String(read.Content)}";
        }
        return pictures;
    }

    internal static string Html(IncidentDetail detail, string text, IReadOnlyList<EvidenceItem> evidence, IReadOnlyList<ResponseFile> files, IReadOnlyDictionary<Guid, string> pictures)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\"><title>{Encode(detail.Incident.Name + " " + detail.Incident.Title)}</title><style>{Style}</style></head><body>");
        html.Append(RunbookText.ToHtml(text, skipTitle: false));
        html.Append("<h2>Timeline</h2><table><tr><th>When (UTC)</th><th>Who</th><th>What</th></tr>");
        foreach (var entry in detail.Timeline.OrderBy(entry => entry.Id))
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{At(entry.At)}</td><td>{Encode(entry.ActorName)}</td><td>{string.Join("<br>", entry.Text.ReplaceLineEndings("\n").Split('\n').Select(Encode))}</td></tr>");
        html.Append("</table>");
        if (files.Count > 0)
            html.Append("<h2>Files</h2>");
        foreach (var file in files)
            html.Append(CultureInfo.InvariantCulture, $"<figure>{(pictures.TryGetValue(file.Id, out var data) ? $"<img src=\"{data}\" alt=\"{Encode(file.Name)}\">" : "")}<figcaption class=\"m\">{Encode(file.Name)}, {file.Bytes} bytes, {Encode(file.AddedBy)}, {At(file.AddedAt)} UTC</figcaption></figure>");
        if (evidence.Count > 0)
            html.Append(CultureInfo.InvariantCulture, $"<h2>Kept when it opened</h2><p class=\"m\">As of {At(evidence[0].TakenAt)} UTC</p>");
        foreach (var item in evidence)
            Item(html, item);
        return html.Append("</body></html>").ToString();
    }

    private static void Item(StringBuilder html, EvidenceItem item)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h3>{Encode(item.Title)}</h3>");
        if (item.Problem is { } problem)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"m\">{Encode(problem)}</p>");
            return;
        }
        switch (item.Content)
        {
            case FrozenChart chart:
                Chart(html, item.Title, chart);
                break;
            case FrozenList list:
                html.Append("<ul>").AppendJoin("", list.Lines.Select(line => $"<li>{(line.At is { } at ? At(at) + " " : "")}{Encode(line.Text)}</li>")).Append("</ul>");
                break;
            case FrozenLogs logs:
                html.Append("<ul>").AppendJoin("", logs.Patterns.Select(pattern => $"<li>{pattern.Count} × <code>{Encode(pattern.Text)}</code></li>")).Append(CultureInfo.InvariantCulture, $"</ul><p class=\"m\">Of {Encode(logs.Words)}; <code>{Encode(logs.Query)}</code></p>");
                break;
            case FrozenRunbook book:
                html.Append(book.Html);
                break;
        }
    }

    private static void Chart(StringBuilder html, string title, FrozenChart chart)
    {
        var paths = new ChartPaths(chart, 600, 120);
        html.Append(CultureInfo.InvariantCulture, $"<figure><svg viewBox=\"0 0 600 120\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Encode(title)}\"><line x1=\"{paths.StartedAt:0.#}\" x2=\"{paths.StartedAt:0.#}\" y1=\"0\" y2=\"120\" stroke=\"#b92028\" stroke-dasharray=\"4 4\"/>");
        for (var i = 0; i < chart.Series.Count; i++)
            html.Append(CultureInfo.InvariantCulture, $"<path d=\"{paths.Path(chart.Series[i])}\" fill=\"none\" stroke=\"{Strokes[i % Strokes.Length]}\" stroke-width=\"1.5\" vector-effect=\"non-scaling-stroke\"><title>{Encode(chart.Series[i].Name)}</title></path>");
        html.Append(CultureInfo.InvariantCulture, $"</svg><figcaption class=\"m\">{paths.Least:0.###} to {paths.Most:0.###} {Encode(chart.Unit)}, <code>{Encode(chart.Query)}</code></figcaption></figure>");
    }

    // No markup of others, and no character that turns the direction, hides or rings a bell.
    private static string Encode(string text) => WebUtility.HtmlEncode(HostileText.Visible(text));

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
