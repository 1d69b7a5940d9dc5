using System.Text;

namespace ActorTls.Configuration.Hocon;

internal sealed partial class HoconParser
{
    // Paths are repeated in every message, so they must not be long without bound.
    private const int LongestKey = 250;

    /// <summary>The keys of a path such as <c>a."b.c".d</c>; ends before what cannot be part of it.</summary>
    private List<string> ParsePath()
    {
        const string Accepted = "a key, in quotes if it holds signs";
        if (!Current.IsText) throw Error(Current, $"{Current.Description} where a key is expected", Accepted);
        var keys = new List<string>();
        var key = new StringBuilder();
        var first = Current;
        var hasKey = false;
        for (; Current.IsText; _next++)
        {
            if (hasKey && Current is not { Kind: HoconTokenKind.Unquoted, Text: ['.', ..] }) key.Append(Current.Space);
            if (Current.Kind == HoconTokenKind.Quoted)
            {
                key.Append(Current.Text);
                hasKey = true;
                continue;
            }
            foreach (var c in Current.Text)
            {
                if (c != '.')
                {
                    key.Append(c);
                    hasKey = true;
                    continue;
                }
                EndKey();
            }
        }
        EndKey();
        return keys;

        void EndKey()
        {
            if (!hasKey) throw Error(first, "a key of a path is empty", "keys with one dot between them");
            if (key.Length > LongestKey) throw Error(first, $"a key is longer than {LongestKey} characters");
            keys.Add(key.ToString());
            key.Clear();
            hasKey = false;
            if (keys.Count > DeepestNesting) throw Error(first, $"a path has more than {DeepestNesting} keys");
        }
    }
}
