using System.Globalization;
using System.Text.Json;

namespace ServiceDesk.Intake.Channels;

/// <summary>A place in a JSON document (RFC 6901).</summary>
internal static class JsonPointer
{
    public const int Longest = 500;

    /// <summary>Why a text is no pointer, as the end of a sentence; null when it is one. The empty pointer is the whole document.</summary>
    public static string? Fault(string pointer)
    {
        if (pointer.Length > Longest) return $"is longer than {Longest} characters";
        if (pointer.Length > 0 && pointer[0] != '/') return "must begin with /";
        for (var each = 0; each < pointer.Length; each++)
        {
            if (pointer[each] == '~' && (each + 1 == pointer.Length || pointer[each + 1] is not ('0' or '1')))
                return "must write ~ as ~0 and / within a name as ~1";
        }
        return null;
    }

    /// <summary>What stands there; null when nothing does or the pointer is none.</summary>
    /// <exception cref="InvalidOperationException">A name on the way is no Unicode text.</exception>
    public static JsonElement? Find(JsonElement json, string pointer)
    {
        if (Fault(pointer) is not null) return null;
        JsonElement? found = json;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            found = Step(found.Value, token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            if (found is null) return null;
        }
        return found;
    }

    private static JsonElement? Step(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty(name, out var member) => member,
        JsonValueKind.Array when Index(name) is { } index && index < json.GetArrayLength() => json[index],
        _ => null,
    };

    /// <summary>No sign, no leading zero, and not "-", which names the place behind the last.</summary>
    private static int? Index(string name) =>
        name is "0" || (name.Length > 0 && name[0] is >= '1' and <= '9')
            ? int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null
            : null;
}
