using System.Text.Json;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>Reads I-JSON (RFC 7493) whose shape is the sender's: no NUL, no lone surrogate, no member twice, at any depth.</summary>
internal static class StrictJson
{
    public static JsonDocumentOptions Options { get; } = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>The document, which later reading cannot fail on.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> utf8, out Problem? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            if (IsText(document.RootElement)) return document.RootElement.Clone();
            problem = Malformed("It holds a NUL character.");
        }
        catch (JsonException malformed)
        {
            problem = Malformed(malformed.Message);
        }
        catch (InvalidOperationException)
        {
            problem = Malformed("It holds a lone surrogate or bytes that are no UTF-8.");
        }
        return null;
    }

    /// <summary>Whether every name and text can be kept.</summary>
    /// <exception cref="InvalidOperationException">One is no Unicode text.</exception>
    public static bool IsText(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => IsText(json.GetString()!),
        JsonValueKind.Array => json.EnumerateArray().All(IsText),
        JsonValueKind.Object => json.EnumerateObject().All(member => IsText(member.Name) && IsText(member.Value)),
        _ => true,
    };

    private static bool IsText(string text) => !text.Contains('\0', StringComparison.Ordinal);

    private static Problem Malformed(string reason) => Problem.Of(StatusCodes.Status400BadRequest, "malformed", $"The body is not JSON: {reason}");
}
