namespace ServiceDesk.Dev.Demo;

/// <summary>Chance that falls the same way every time: SplitMix64, begun anew for every ticket, so that one ticket does not change with another.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    internal static Dice For(int seed, string what, int index) => new(Mix(((ulong)(uint)seed << 32) ^ (uint)index) ^ HashOf(what));

    /// <summary>From 0 up to 1, which it never is.</summary>
    internal double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    internal int Below(int end) => (int)(Share() * end);

    internal int Between(int first, int last) => first + Below(last - first + 1);

    internal bool Happens(double share) => Share() < share;

    internal T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    internal int Weighted(IReadOnlyList<double> weights)
    {
        var rest = Share() * weights.Sum();
        for (var i = 0; i < weights.Count; i++)
        {
            rest -= weights[i];
            if (rest < 0) return i;
        }
        return weights.Count - 1;
    }

    /// <summary>Log-normal: half of all values lie below the median, and a few far above it, as times of work do.</summary>
    internal double Around(double median, double spread)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());
        return median * Math.Exp(spread * normal);
    }

    private ulong Next()
    {
        state = unchecked(state + 0x9E3779B97F4A7C15);
        return Mix(state);
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }

    private static ulong HashOf(string text) => text.Aggregate(14695981039346656037UL, (hash, letter) => unchecked((hash ^ letter) * 1099511628211));
}
