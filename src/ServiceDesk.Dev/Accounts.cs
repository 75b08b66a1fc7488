using System.Text.Json.Nodes;

namespace ServiceDesk.Dev;

/// <summary>A development sign-in for Web.</summary>
public sealed record SignIn(string Name, string User, string Password, string Person);

/// <summary>The development people of one data directory: API keys in keys.json, sign-ins in accounts.json, progress in seed.json.</summary>
public sealed class Accounts(string directory)
{
    private readonly Lock gate = new();
    private readonly string progressPath = Path.Combine(directory, "seed.json");

    /// <summary>The sign-ins that Web imports when it starts.</summary>
    public string SignInsPath { get; } = Path.Combine(directory, "accounts.json");

    /// <summary>The API keys, one per role.</summary>
    public string KeysPath { get; } = Path.Combine(directory, "keys.json");

    /// <summary>The API key of a role.</summary>
    public string Key(string role) => Keys.TryGetValue(role, out var key) ? key : throw new Failure($"{KeysPath} has no key for the role {role}.");

    /// <summary>The API keys by role.</summary>
    public IReadOnlyDictionary<string, string> Keys => PrivateFile.ReadObject(KeysPath).ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>());

    /// <summary>The sign-ins, one per role.</summary>
    public IReadOnlyList<SignIn> SignIns => File.Exists(SignInsPath)
        ? [.. JsonNode.Parse(File.ReadAllText(SignInsPath))!.AsArray().Select(entry => ReadSignIn(entry!))]
        : [];

    internal bool AreComplete => File.Exists(KeysPath) && File.Exists(SignInsPath);

    /// <summary>Does a step once: its result is kept, so that an interrupted start goes on where it stopped.</summary>
    internal async Task<string> Once(string step, Func<Task<string>> perform)
    {
        lock (gate)
        {
            if (PrivateFile.ReadObject(progressPath)[step] is { } known) return known.GetValue<string>();
        }
        var result = await perform();
        lock (gate)
        {
            var progress = PrivateFile.ReadObject(progressPath);
            progress[step] = result;
            PrivateFile.Write(progressPath, progress);
        }
        return result;
    }

    internal bool Did(string step) => PrivateFile.ReadObject(progressPath).ContainsKey(step);

    internal void Save(JsonObject keys, JsonArray signIns)
    {
        PrivateFile.Write(SignInsPath, signIns);
        PrivateFile.Write(KeysPath, keys);
    }

    private static SignIn ReadSignIn(JsonNode entry) =>
        new(entry["name"]!.GetValue<string>(), entry["user"]!.GetValue<string>(), entry["password"]!.GetValue<string>(), entry["person"]!.GetValue<string>());
}
