using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ServiceDesk.Intake;

/// <summary>What is known of one thing, with the version of its stream and the position that it was recorded at.</summary>
internal sealed record Entry<T>(T Value, int Version, long Position);

/// <summary>Things by id and by words that they are found by; read without waiting while others write.</summary>
internal sealed class Entries<T>(Func<T, IEnumerable<string>> wordsOf) where T : class
{
    private readonly ConcurrentDictionary<string, Entry<T>> byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableSortedSet<string>> byWord = new(StringComparer.Ordinal);
    private readonly Lock writing = new();

    public IEnumerable<KeyValuePair<string, Entry<T>>> All => byId;

    public Entry<T>? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>The ids that a word leads to, in order.</summary>
    public bool TryFind(string word, [NotNullWhen(true)] out ImmutableSortedSet<string>? ids) => byWord.TryGetValue(word, out ids);

    /// <summary>Takes what was recorded, unless something newer is known.</summary>
    public void Set(string id, Entry<T> entry)
    {
        lock (writing)
        {
            var before = byId.GetValueOrDefault(id);
            if (before is not null && before.Position >= entry.Position) return;
            string[] old = before is null ? [] : [.. wordsOf(before.Value)], now = [.. wordsOf(entry.Value)];
            byId[id] = entry;
            foreach (var word in now) byWord[word] = byWord.GetValueOrDefault(word, Nothing).Add(id);
            foreach (var word in old.Except(now))
            {
                var left = byWord[word].Remove(id);
                if (left.IsEmpty) byWord.TryRemove(word, out _);
                else byWord[word] = left;
            }
        }
    }

    private static ImmutableSortedSet<string> Nothing { get; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}
