using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>How a field's values can be counted.</summary>
/// <param name="Name">Itself, or the keyword that the mapping keeps of it.</param>
/// <param name="IsNumber">In every index.</param>
internal sealed record ElasticCountedField(string Name, bool IsNumber);

/// <summary>What the mappings say of fields: of a text only its keyword can be counted, where the mapping keeps one; numbers have a mean.</summary>
internal static class ElasticFieldTypes
{
    private const string Keyword = ".keyword";
    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal) { "long", "integer", "short", "byte", "unsigned_long" };
    private static readonly HashSet<string> Broken = new(StringComparer.Ordinal) { "double", "float", "half_float", "scaled_float" };

    /// <returns>Rejected when the field's values are nowhere to be counted, in words that name its type.</returns>
    public static async Task<Outcome<ElasticCountedField>> CountedAsync(ElasticLink link, string field, CancellationToken cancellationToken)
    {
        // A wildcard would be all fields that it fits, and a comma two of them.
        if (field.Length is 0 or > 500 || field.AsSpan().IndexOfAny("*,") >= 0)
            return Outcome<ElasticCountedField>.Rejected("This is no field's name.", link.Time.GetUtcNow());
        var asked = Uri.EscapeDataString(field);
        return await link.AskAsync(
            $"_field_caps?fields={asked},{asked}{Keyword}&ignore_unavailable=true&allow_no_indices=true", null, root => Read(root.GetProperty("fields"), field, link.Time.GetUtcNow()), cancellationToken);
    }

    /// <summary>All fields of lines, without what the cluster itself keeps beside them.</summary>
    public static IReadOnlyList<LogField> All(JsonElement root) =>
    [
        .. root.GetProperty("fields").EnumerateObject()
            .Select(field => (Name: JsonText.NameOf(field), Types: field.Value.EnumerateObject().ToArray()))
            .Where(field => !field.Name.StartsWith('_') && Array.TrueForAll(field.Types, type => type.Name is not ("object" or "nested") && !Says(type, "metadata_field")))
            .Select(field => new LogField(field.Name, Plain(field.Types), 0, [], [])),
    ];

    private static Outcome<ElasticCountedField> Read(JsonElement fields, string field, DateTimeOffset at)
    {
        foreach (var name in new[] { field, field + Keyword })
        {
            if (fields.TryGetProperty(name, out var types) && types.EnumerateObject().ToArray() is { Length: > 0 } all && Array.TrueForAll(all, type => Says(type, "aggregatable")))
                return Outcome<ElasticCountedField>.Ok(new ElasticCountedField(name, Array.TrueForAll(all, type => Whole.Contains(type.Name) || Broken.Contains(type.Name))), at);
        }
        var why = fields.TryGetProperty(field, out var known) ? $"its type is {string.Join(", ", known.EnumerateObject().Select(type => type.Name))}" : "no index has it";
        return Outcome<ElasticCountedField>.Rejected($"Elasticsearch keeps no values of “{field}” to count: {why}.", at);
    }

    // Where indices disagree, it is a text.
    private static string Plain(JsonProperty[] types)
        => types.Length == 0 ? "string"
            : Array.TrueForAll(types, type => Whole.Contains(type.Name)) ? "int"
            : Array.TrueForAll(types, type => Whole.Contains(type.Name) || Broken.Contains(type.Name)) ? "float"
            : Array.TrueForAll(types, type => type.Name == "boolean") ? "boolean" : "string";

    private static bool Says(JsonProperty type, string what) => type.Value.TryGetProperty(what, out var said) && said.ValueKind == JsonValueKind.True;
}
