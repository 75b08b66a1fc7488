using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace ServiceDesk.EventStore;

/// <summary>Which type an event of a stored name is read into, and how bodies become JSON and back.</summary>
public sealed class EventTypes
{
    private readonly FrozenDictionary<string, Type> types;
    private readonly FrozenDictionary<Type, string> names;

    /// <summary>Registers every type whose stored name <paramref name="nameOf"/> knows.</summary>
    /// <param name="json">How bodies are written and read; its converters decide how instants and personal values look in the log.</param>
    /// <param name="nameOf">The stored name of a type, or null when it is not an event.</param>
    /// <param name="assemblies">Where to look.</param>
    /// <exception cref="InvalidOperationException">Two types claim one name.</exception>
    public EventTypes(JsonSerializerOptions json, Func<Type, string?> nameOf, params IEnumerable<Assembly> assemblies)
    {
        Json = json;
        var found = assemblies.Distinct().SelectMany(assembly => assembly.GetTypes())
            .Select(type => (Type: type, Name: type.IsClass && !type.IsAbstract ? nameOf(type) : null))
            .Where(pair => pair.Name is not null)
            .ToList();
        if (found.GroupBy(pair => pair.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidOperationException($"The stored name {twice.Key} is claimed by {string.Join(" and ", twice.Select(pair => pair.Type))}.");
        types = found.ToFrozenDictionary(pair => pair.Name!, pair => pair.Type);
        names = found.ToFrozenDictionary(pair => pair.Type, pair => pair.Name!);
    }

    /// <summary>How bodies are written and read.</summary>
    public JsonSerializerOptions Json { get; }

    /// <summary>Every registered event type with its stored name.</summary>
    public IEnumerable<KeyValuePair<string, Type>> All => types;

    /// <summary>The stored name of an event.</summary>
    /// <param name="event">The body.</param>
    /// <exception cref="InvalidOperationException">Its type has no stored name.</exception>
    public string NameOf(object @event) => NameOf(@event.GetType());

    /// <summary>The stored name of an event type.</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="InvalidOperationException">It has no stored name.</exception>
    public string NameOf(Type type) => names.TryGetValue(type, out var name)
        ? name
        : throw new InvalidOperationException($"{type} has no stored name and cannot be recorded.");

    /// <summary>The body of a stored event, or null when its type is unknown here.</summary>
    /// <param name="name">The stored name.</param>
    /// <param name="data">The stored JSON.</param>
    public object? Read(string name, string data) => types.TryGetValue(name, out var type) ? JsonSerializer.Deserialize(data, type, Json) : null;

    /// <summary>Whether an event of this stored name has a type here.</summary>
    /// <param name="name">The stored name.</param>
    public bool Knows(string name) => types.ContainsKey(name);
}
