using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>What Elasticsearch says went wrong: in the whole, or in some of the shards.</summary>
internal static class ElasticFailures
{
    private const int LongestReason = 2000;

    /// <summary>The deepest cause, which is the one that says what to change; "" when nothing is said.</summary>
    public static string Words(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return "";
        // What stands before a cluster, such as a cloud's proxy, has a message in place of an error.
        if (!root.TryGetProperty("error", out var error))
            return root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? Cut(JsonText.Of(message)) : "";
        if (error.ValueKind == JsonValueKind.String)
            return Cut(JsonText.Of(error));
        if (error.ValueKind != JsonValueKind.Object)
            return "";
        var cause = error.TryGetProperty("root_cause", out var roots) && roots.ValueKind == JsonValueKind.Array && roots.GetArrayLength() > 0 ? roots[0] : error;
        var words = Reason(cause);
        // "all shards failed" has its reason in the first of them; a cause may have one of its own.
        if (error.TryGetProperty("failed_shards", out var shards) && shards.ValueKind == JsonValueKind.Array && shards.GetArrayLength() > 0 && shards[0].TryGetProperty("reason", out var inner))
            words = Reason(inner) is { Length: > 0 } text ? text : words;
        return Cut(words);
    }

    /// <summary>What makes an answer of 200 incomplete.</summary>
    public static IReadOnlyList<string> Warnings(JsonElement root)
    {
        var warnings = new List<string>();
        if (root.TryGetProperty("timed_out", out var late) && late.ValueKind == JsonValueKind.True)
            warnings.Add("Elasticsearch ran out of time and answered with what it had: lines may be missing.");
        if (root.TryGetProperty("_shards", out var shards) && shards.TryGetProperty("failed", out var failed) && failed.GetInt32() is > 0 and var count)
        {
            warnings.Add($"{count} of {shards.GetProperty("total").GetInt32()} shards failed, so lines are missing{Why(shards)}.");
        }
        warnings.AddRange(Clusters(root));
        return warnings;
    }

    // A search over several clusters goes on without those that are away; an older answer has no details.
    private static IEnumerable<string> Clusters(JsonElement root)
    {
        if (!root.TryGetProperty("_clusters", out var clusters) || clusters.ValueKind != JsonValueKind.Object)
            yield break;
        if (!clusters.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Object)
        {
            if (clusters.TryGetProperty("skipped", out var skipped) && skipped.GetInt32() is > 0 and var count)
                yield return $"{count} of {clusters.GetProperty("total").GetInt32()} clusters did not answer, so lines are missing.";
            yield break;
        }
        foreach (var cluster in details.EnumerateObject())
        {
            if (!cluster.Value.TryGetProperty("status", out var status) || JsonText.Of(status) is not ("skipped" or "failed"))
                continue;
            yield return $"The cluster “{JsonText.NameOf(cluster)}” did not answer, so its lines are missing{Why(cluster.Value)}.";
        }
    }

    /// <summary>The first of the failures of shards or of a cluster, behind a colon; "" when none says why.</summary>
    private static string Why(JsonElement failed)
        => failed.TryGetProperty("failures", out var all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() > 0 && all[0].TryGetProperty("reason", out var reason)
            && Reason(reason) is { Length: > 0 } why ? ": " + Cut(why) : "";

    // Some errors have no reason, or an empty one, and say all in what caused them; of the others at least their kind is a word to look for.
    private static string Reason(JsonElement cause)
    {
        if (cause.ValueKind != JsonValueKind.Object)
            return "";
        var words = cause.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String ? JsonText.Of(reason) : "";
        var inner = cause.TryGetProperty("caused_by", out var deeper) ? Reason(deeper) : "";
        if (words.Length == 0 && inner.Length == 0)
            return cause.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? JsonText.Of(type) : "";
        return inner.Length == 0 || words.Contains(inner, StringComparison.Ordinal) ? words : words.Length == 0 ? inner : $"{words}: {inner}";
    }

    private static string Cut(string text) => HostileText.Cut(text, LongestReason);
}
