using System.Security.Cryptography;
using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>Promises are as few as there are policies, versions and priorities: stories name them by the hash of what they say.</summary>
internal static class Promises
{
    private const int IdBytes = 9;

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Promise, string> ids = [];

    public static string IdOf(Promise promise) =>
        ids.GetOrAdd(promise, one => Convert.ToBase64String(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(one, HttpJson.Options)).AsSpan(0, IdBytes)));

    public static string Write(Promise promise) => JsonSerializer.Serialize(promise, HttpJson.Options);

    public static Promise Read(string text) => JsonSerializer.Deserialize<Promise>(text, HttpJson.Options)!;
}
