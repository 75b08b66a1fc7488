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

    /// <summary>Sends every property marked <see cref="PersonalAttribute"/> through the door.</summary>
    public static void Mark(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider?.IsDefined(typeof(PersonalAttribute), inherit: false) == true) property.CustomConverter = door;
        }
    }

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
