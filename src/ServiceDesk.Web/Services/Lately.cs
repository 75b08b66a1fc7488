using Microsoft.Extensions.Caching.Memory;

namespace ServiceDesk.Web.Services;

/// <summary>What every page asks for anew and seldom changes, kept for a while.</summary>
internal static class Lately
{
    /// <summary>What was found lately, else what is found now. Where a service gave no answer, what is known is used once and asked for again by the next page.</summary>
    /// <param name="cache">Where it is kept.</param>
    /// <param name="key">Of whom.</param>
    /// <param name="lasts">For how long.</param>
    /// <param name="ask">What is found, and whether every service answered.</param>
    public static async Task<T> Find<T>(this IMemoryCache cache, object key, TimeSpan lasts, Func<Task<(T Found, bool IsWhole)>> ask) where T : class
    {
        if (cache.TryGetValue(key, out T? before) && before is not null) return before;
        var (found, isWhole) = await ask();
        return isWhole ? cache.Set(key, found, lasts) : found;
    }
}
