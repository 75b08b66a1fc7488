using System.Text.Json;

namespace ServiceDesk.Proofs;

/// <summary>Reads what a stranger may have written: whatever makes no sense is told as such, and nothing of it is guessed.</summary>
internal static class Strict
{
    /// <summary>A member that must be a text.</summary>
    public static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"{name} is missing.");

    /// <summary>A value that must be of a type.</summary>
    public static T Read<T>(JsonElement json) where T : class => json.Deserialize<T>(JsonSerializerOptions.Web) ?? throw new FormatException($"A {typeof(T).Name} is missing.");

    /// <summary>Whether something failed because of what was read.</summary>
    public static bool IsNonsense(Exception error) =>
        error is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException;

    /// <summary>What to say of that.</summary>
    public static string Say(Exception error) => error is KeyNotFoundException ? "A member is missing." : error.Message;
}
