using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Texts of one column in another form: upper case, snake_case, a part of them.</summary>
internal static partial class TextForms
{
    public static IReadOnlyList<Frame> Of(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var form = Form(options);
        return [.. frames.Select(frame =>
        {
            var chosen = FrameNames.Of(frame, frames).Find(options.Str("stringField"));
            return frame with { Fields = [.. frame.Fields.Select(field => field == chosen && field.Type == FieldType.String ? field with { Values = [.. field.Values.Select(value => value is string text ? form(text) : value)] } : field)] };
        })];
    }

    private static Func<string, string> Form(JsonObject options)
    {
        var (start, end) = (Math.Max(0, options.Int("substringStart") ?? 0), options.Int("substringEnd") ?? int.MaxValue);
        return options.Str("outputFormat") switch
        {
            null or "Upper Case" => text => text.ToUpperInvariant(),
            "Lower Case" => text => text.ToLowerInvariant(),
            "Sentence Case" => text => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..],
            "Title Case" => text => string.Join(' ', text.Split(' ').Select(Capital)),
            "Pascal Case" => text => string.Concat(Words(text).Select(Capital)),
            "Camel Case" => text => string.Concat(Words(text).Select((word, index) => index == 0 ? word.ToLower(CultureInfo.InvariantCulture) : Capital(word))),
            "Snake Case" => text => string.Join('_', Words(text)).ToLowerInvariant(),
            "Kebab Case" => text => string.Join('-', Words(text)).ToLowerInvariant(),
            "Trim" => text => text.Trim(),
            "Substring" => text => text[Math.Min(start, text.Length)..Math.Clamp(end, Math.Min(start, text.Length), text.Length)],
            var other => throw new TransformException($"the form “{other}” isn't known"),
        };
    }

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();

    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"[^\s_\-]+")]
    private static partial Regex Word();
}
