namespace ActorTls.Configuration;

/// <summary>Finds what a mistyped word was meant to be.</summary>
internal static class NearestWord
{
    // No known word is longer; it keeps the effort for a word of any length constant.
    private const int LongestCompared = 64;

    /// <summary>The candidate with the fewest edits to <paramref name="word"/>; null when none is at all similar.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var edits = Edits(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (edits >= fewest) continue;
            fewest = edits;
            nearest = candidate;
        }
        return fewest <= Math.Max(2, word.Length / 2) ? nearest : null;
    }

    // Levenshtein's distance, row by row.
    private static int Edits(string a, string b)
    {
        if (a.Length > LongestCompared || b.Length > LongestCompared) return int.MaxValue - 1;
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
