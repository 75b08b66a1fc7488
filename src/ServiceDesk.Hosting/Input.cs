using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>A request body that can be read from a JSON object.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IInput<TSelf> where TSelf : IInput<TSelf>
{
    /// <summary>Reads the fields and notes all that is wrong with them.</summary>
    /// <param name="input">The object.</param>
    static abstract TSelf Read(Input input);
}

/// <summary>
/// Reads a JSON object field by field and collects every error, so that the answer names all wrong fields at once. Accepts I-JSON
/// (RFC 7493): no NUL, no lone surrogates, no member twice.
/// </summary>
public sealed class Input
{
    private static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private static readonly JsonElement nothing = JsonDocument.Parse("{}").RootElement;
    private const int LongestName = 100;

    private readonly JsonElement json;
    private readonly string path;
    private readonly Found found;
    private readonly HashSet<string> known = [];

    private Input(JsonElement json, string path, Found found, Actor actor, IServiceProvider services) =>
        (this.json, this.path, this.found, Actor, Services) = (json, path, found, actor, services);

    /// <summary>Who sends it: some fields are optional for some.</summary>
    public Actor Actor { get; }

    /// <summary>Which people and organisations there are.</summary>
    public AccessDirectory Directory => Services.GetRequiredService<AccessDirectory>();

    /// <summary>Whatever else a field is measured by, such as a catalogue held in memory.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Reads a whole body.</summary>
    /// <typeparam name="T">The command.</typeparam>
    /// <param name="utf8">The body.</param>
    /// <param name="actor">Who sends it.</param>
    /// <param name="services">Holds the access directory, and whatever else the fields are measured by.</param>
    /// <exception cref="RefusedException">400 when it is not I-JSON, 422 when fields are wrong.</exception>
    public static T Parse<T>(ReadOnlySequence<byte> utf8, Actor actor, IServiceProvider services) where T : IInput<T>
    {
        try
        {
            using var document = ParseStrictly(utf8);
            var found = new Found();
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "malformed", "The body must be a JSON object."));
            var input = new Input(document.RootElement, "", found, actor, services);
            var command = T.Read(input);
            input.RefuseUnknown();
            found.ThrowIfAny();
            return command;
        }
        catch (JsonException malformed)
        {
            throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "malformed", $"The body is not JSON: {malformed.Message}"));
        }
    }

    /// <summary>A text that must be there and not blank.</summary>
    /// <param name="name">The field.</param>
    /// <param name="longest">Most characters (UTF-16).</param>
    public string RequiredText(string name, int longest)
    {
        var text = Text(name, longest);
        if (text is null && !found.Has(path + name)) Refuse(name, "is required");
        return text ?? "";
    }

    /// <summary>A text, kept exactly as it was sent; null when absent, null or blank.</summary>
    /// <param name="name">The field.</param>
    /// <param name="longest">Most characters (UTF-16).</param>
    public string? Text(string name, int longest)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) { Refuse(name, "must be text"); return null; }
        if (Characters(name, value) is not { } text) return null;
        if (text.Length > longest) { Refuse(name, string.Create(CultureInfo.InvariantCulture, $"is longer than {longest} characters")); return null; }
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>One of an enumeration's words; null when absent.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="name">The field.</param>
    public T? Word<T>(string name) where T : struct, Enum
    {
        if (Text(name, 50) is not { } word) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (Words.Of(value) == word) return value;
        }
        Refuse(name, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Words.Of))}");
        return null;
    }

    /// <summary>One of an enumeration's words, which must be there.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="name">The field.</param>
    public T RequiredWord<T>(string name) where T : struct, Enum
    {
        var word = Word<T>(name);
        if (word is null && !found.Has(path + name)) Refuse(name, "is required");
        return word ?? default;
    }

    /// <summary>An ISO 8601 instant with an offset or Z, cut to microseconds; null when absent.</summary>
    /// <param name="name">The field.</param>
    public Instant? Instant(string name)
    {
        if (Text(name, 50) is not { } text) return null;
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text);
        if (parsed.Success && parsed.Value.Year is > 1900 and < 9000) return parsed.Value.ToInstant().ToMicroseconds();
        Refuse(name, "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z");
        return null;
    }

    /// <summary>A length of time, not negative, in ISO 8601; null when absent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="longest">The longest that is believed.</param>
    public Duration? Duration(string name, Duration longest)
    {
        if (Text(name, 50) is not { } text) return null;
        try
        {
            if (EventJson.Parse(text) is var length && length >= NodaTime.Duration.Zero && length <= longest) return length;
        }
        catch (Exception unreadable) when (unreadable is JsonException or OverflowException) { }
        Refuse(name, $"must be an ISO 8601 duration such as PT4M30S, at most {EventJson.Format(longest)}");
        return null;
    }

    /// <summary>An object whose members are texts under names of the sender's choice; empty when absent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="longest">Most characters of each text.</param>
    public IReadOnlyDictionary<string, string> TextsByName(string name, int longest)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Object(name, nested =>
        {
            nested.ForEachName(member =>
            {
                if (member.Length is 0 or > LongestName || member.Any(char.IsControl))
                    Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must hold names of 1 to {LongestName} characters, none of them a control character"));
                else if (nested.Text(member, longest) is { } text) texts[member] = text;
                nested.known.Add(member);
            });
            return texts;
        });
        return texts;
    }

    /// <summary>A nested object; null when absent.</summary>
    /// <param name="name">The field.</param>
    /// <typeparam name="T">What it is read into.</typeparam>
    /// <param name="read">Reads its fields.</param>
    public T? Object<T>(string name, Func<Input, T> read) where T : class
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Object) { Refuse(name, "must be an object"); return null; }
        var nested = new Input(value, $"{path}{name}.", found, Actor, Services);
        var result = read(nested);
        nested.RefuseUnknown();
        return result;
    }

    /// <summary>Notes that a field of a nested object is missing.</summary>
    /// <param name="field">Its path from here.</param>
    public void Require(string field)
    {
        if (!found.Has(path + field)) Refuse(field, "is required");
    }

    /// <summary>A list of texts; empty when absent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="longest">Most characters of each.</param>
    public IReadOnlyList<string> Texts(string name, int longest)
    {
        if (!TryGet(name, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array) { Refuse(name, "must be a list of texts"); return []; }
        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            var text = item.ValueKind == JsonValueKind.String ? Characters(name, item) : "";
            if (text is null) return [];
            if (text.Length > 0 && text.Length <= longest) texts.Add(text);
            else { Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must hold texts of 1 to {longest} characters")); return []; }
        }
        return texts;
    }

    /// <summary>A list of no more than so many texts; empty when absent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="longest">Most characters of each.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<string> Texts(string name, int longest, int most)
    {
        var texts = Texts(name, longest);
        if (texts.Count <= most) return texts;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"holds more than {most}"));
        return [];
    }

    /// <summary>Whether something is noted about a field.</summary>
    /// <param name="field">Its path from here.</param>
    public bool Refuses(string field) => found.Has(path + field);

    /// <summary>A list of objects; empty when absent.</summary>
    /// <typeparam name="T">What each is read into.</typeparam>
    /// <param name="name">The field.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="read">Reads the fields of one.</param>
    public IReadOnlyList<T> Objects<T>(string name, int most, Func<Input, T> read)
    {
        if (!TryGet(name, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array) { Refuse(name, "must be a list of objects"); return []; }
        if (value.GetArrayLength() > most) { Refuse(name, string.Create(CultureInfo.InvariantCulture, $"holds more than {most}")); return []; }
        var items = new List<T>();
        foreach (var item in value.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{name}[{items.Count}]");
            var isObject = item.ValueKind == JsonValueKind.Object;
            if (!isObject) Refuse(place, "must be an object");
            // An item that is none keeps its place, so that the others keep theirs; that it lacks every field is not told too.
            var nested = isObject ? new Input(item, $"{path}{place}.", found, Actor, Services) : new Input(nothing, "", new Found(), Actor, Services);
            items.Add(read(nested));
            nested.RefuseUnknown();
        }
        return items;
    }

    /// <summary>An object of texts, numbers and truths by name, in their text form; null when absent. Nulls and blank texts are left out.</summary>
    /// <param name="name">The field.</param>
    /// <param name="longest">Most characters of each value.</param>
    public IReadOnlyDictionary<string, string>? Values(string name, int longest)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Object) { Refuse(name, "must be an object"); return null; }
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var field = $"{name}.{NameOf(member)}";
            var text = member.Value.ValueKind switch
            {
                JsonValueKind.String => Characters(field, member.Value),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => member.Value.GetRawText(),
                JsonValueKind.Null => null,
                _ => Refused(field, "must be a text, a number, true or false"),
            };
            if (text?.Length > longest) Refuse(field, string.Create(CultureInfo.InvariantCulture, $"is longer than {longest} characters"));
            else if (!string.IsNullOrWhiteSpace(text)) values[NameOf(member)] = text;
        }
        return values;
    }

    /// <summary>A whole number within limits; null when absent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    public int? Whole(string name, int least, int most)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most) return number;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return null;
    }

    /// <summary>A list of whole numbers within limits; empty when absent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    public IReadOnlyList<int> Wholes(string name, int least, int most)
    {
        if (!TryGet(name, out var value)) return [];
        var numbers = new List<int>();
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) && number >= least && number <= most) numbers.Add(number);
            }
            if (numbers.Count == value.GetArrayLength()) return numbers;
        }
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a list of whole numbers from {least} to {most}"));
        return [];
    }

    /// <summary>True or false; null when absent.</summary>
    /// <param name="name">The field.</param>
    public bool? Truth(string name)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Refuse(name, "must be true or false");
        return null;
    }

    /// <summary>Notes that a field is wrong.</summary>
    /// <param name="name">The field.</param>
    /// <param name="reason">How, as the end of a sentence that begins with the field.</param>
    public void Refuse(string name, string reason) => found.Add(path + name, reason, malformed: false);

    /// <summary>The characters of a JSON string; null when they are none that I-JSON allows.</summary>
    private string? Characters(string name, JsonElement value)
    {
        try
        {
            var text = value.GetString()!;
            if (!text.Contains('\0', StringComparison.Ordinal)) return text;
            Malformed(name, "holds a NUL character");
        }
        catch (InvalidOperationException)
        {
            Malformed(name, "holds a lone surrogate, which is no character");
        }
        return null;
    }

    private void Malformed(string name, string reason) => found.Add(path + name, reason, malformed: true);

    private string? Refused(string name, string reason)
    {
        Refuse(name, reason);
        return null;
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException noText)
        {
            throw new JsonException("The name of a member is no text.", noText);
        }
    }

    private bool TryGet(string name, out JsonElement value)
    {
        known.Add(name);
        return json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private void RefuseUnknown() => ForEachName(name =>
    {
        if (!known.Contains(name)) Refuse(name, "is not a field of this request");
    });

    private void ForEachName(Action<string> look)
    {
        foreach (var property in json.EnumerateObject())
        {
            look(NameOf(property));
        }
    }

    private static JsonDocument ParseStrictly(ReadOnlySequence<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, strict);
        }
        catch (InvalidOperationException noText)
        {
            throw new JsonException("The name of a member is no text.", noText);
        }
    }

    private sealed class Found
    {
        private readonly SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);
        private bool malformed;

        public bool Has(string field) => errors.ContainsKey(field);

        public void Add(string field, string reason, bool malformed)
        {
            if (!errors.TryGetValue(field, out var reasons)) errors[field] = reasons = [];
            reasons.Add(reason);
            this.malformed |= malformed;
        }

        public void ThrowIfAny()
        {
            if (errors.Count == 0) return;
            throw new RefusedException(new Problem(
                malformed ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, malformed ? "malformed" : "invalid",
                "The request has wrong fields.", errors.ToDictionary(error => error.Key, error => error.Value.ToArray())));
        }
    }
}
