using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>The event types of the desk and how their bodies become JSON.</summary>
public static class DeskTypes
{
    /// <summary>The types of Contracts and of a service's own assembly.</summary>
    /// <param name="own">Assemblies with events that only this service reads.</param>
    public static EventTypes Create(params IEnumerable<Assembly> own)
    {
        var json = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { PersonalText.Mark } } }.AddConventions();
        json.MakeReadOnly();
        return new EventTypes(json, type => type.GetCustomAttribute<StoredNameAttribute>()?.Name, [typeof(TicketSubmitted).Assembly, .. own]);
    }
}

/// <summary>
/// The one door through which personal values enter and leave the log. Today it lets them through unchanged; encryption under the
/// person's key goes here and nowhere else, because everything behind the log (feed, bus, ledger, hashes) sees only what it wrote.
/// </summary>
internal sealed class PersonalText : JsonConverter<string>
{
    private static readonly PersonalText door = new();
    private static readonly PersonalTexts doorForMany = new();
    private static readonly PersonalList doorForLists = new();

    /// <summary>Sends every property marked <see cref="PersonalAttribute"/> through the door.</summary>
    public static void Mark(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider?.IsDefined(typeof(PersonalAttribute), inherit: false) == true)
                property.CustomConverter = property.PropertyType == typeof(string) ? door : property.PropertyType == typeof(IReadOnlyList<string>) ? doorForLists : doorForMany;
        }
    }

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>The same door for texts by name; the names are none of anybody's.</summary>
    private sealed class PersonalTexts : JsonConverter<IReadOnlyDictionary<string, string>>
    {
        public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var values = new Dictionary<string, string>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                values[name] = door.Read(ref reader, typeof(string), options)!;
            }
            return values;
        }

        public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (name, text) in value)
            {
                writer.WritePropertyName(name);
                door.Write(writer, text, options);
            }
            writer.WriteEndObject();
        }
    }

    /// <summary>The same door for a list of texts.</summary>
    private sealed class PersonalList : JsonConverter<IReadOnlyList<string>>
    {
        public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var values = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) values.Add(door.Read(ref reader, typeof(string), options)!);
            return values;
        }

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var text in value) door.Write(writer, text, options);
            writer.WriteEndArray();
        }
    }
}
