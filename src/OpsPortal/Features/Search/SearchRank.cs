using OpsPortal.Domain;

namespace OpsPortal.Features.Search;

/// <summary>How well an entry answers a query: every word must be found, a title's beginning beats its middle, and both beat what is said about it.</summary>
internal static class SearchRank
{
    /// <returns>Greater is better; 0 is no match.</returns>
    public static int Score(SearchEntry entry, IReadOnlyList<string> words)
    {
        var score = 1;
        foreach (var word in words)
        {
            var one = In(entry.Title, word) is > 0 and var title ? title * 4 : Math.Max(In(entry.About, word), Math.Max(In(entry.Kind, word), In(entry.Words, word)));
            if (one == 0)
                return 0;
            score += one;
        }
        // "gpu" wants the page GPUs before a panel whose title holds it among ten words.
        return score * 10 - Math.Min(9, entry.Title.Length / 8) + entry.Kind switch { "Page" or "Service" => 4, "Panel" => -4, "Metric" => -6, _ => 0 };
    }

    public static string[] Words(string query) => query.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int In(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return 0;
        if (at == 0)
            return text.Length == word.Length ? 5 : 4;
        for (; at > 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (!char.IsLetterOrDigit(text[at - 1]))
                return 3;
        }
        return 1;
    }
}
