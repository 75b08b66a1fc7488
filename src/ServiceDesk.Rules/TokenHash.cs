namespace ServiceDesk.Rules;

/// <summary>FNV-1a over the characters, mixed once more: the same on every machine and in every run, which string hashes of the runtime are not.</summary>
public static class TokenHash
{
    /// <summary>The hash of a token's text.</summary>
    /// <param name="text">The text; empty is allowed.</param>
    public static ulong Of(string text)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var character in text) hash = (hash ^ character) * 1099511628211UL;
            hash ^= hash >> 32;
            return hash * 0x9E3779B97F4A7C15UL;
        }
    }
}
