using System.Collections.Frozen;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>One version of the service catalogue, prepared for reading submissions.</summary>
internal sealed class ServiceCatalogue
{
    private readonly FrozenDictionary<string, RequestType> types;
    private readonly FrozenDictionary<string, (string Id, string Base)> categories;
    private readonly SubmissionReading plain;

    public ServiceCatalogue(CatalogueDefined definition)
    {
        Definition = definition;
        types = definition.RequestTypes.ToFrozenDictionary(type => type.Id);
        categories = Words(definition.Categories).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        plain = new SubmissionReading(definition.Version, null, null, [], []);
    }

    public CatalogueDefined Definition { get; }

    public RequestType? Type(string id) => types.GetValueOrDefault(id);

    /// <summary>The top of the tree above a category that is named by id or by one of its names; null when it is that category or not in the tree.</summary>
    public string? BaseOf(string? category) =>
        category is not null && categories.TryGetValue(category.Trim(), out var found) && !string.Equals(found.Base, category.Trim(), StringComparison.OrdinalIgnoreCase) ? found.Base : null;

    /// <summary>Reads a submission. Pure. Without a type and with a category that needs no tree it costs one look-up.</summary>
    public SubmissionReading Read(SubmitTicket ticket)
    {
        if (ticket.RequestType is null)
        {
            var top = BaseOf(ticket.Category);
            if (ticket.Fields is { Count: > 0 }) return plain with { BaseCategory = top, Wrong = [new WrongValue("fields", "belongs to a request type: name it in requestType")] };
            return top is null ? plain : plain with { BaseCategory = top };
        }
        if (Type(ticket.RequestType) is not { } type)
            return plain with { BaseCategory = BaseOf(ticket.Category), Wrong = [new WrongValue("requestType", "is not a request type of the catalogue")] };
        var defaults = Supplied(type, ticket);
        return new SubmissionReading(Definition.Version, defaults, BaseOf(ticket.Category ?? defaults?.Category), [.. Absent(type, ticket)], [.. Wrong(type, ticket)]);
    }

    private static TypeDefaults? Supplied(RequestType type, SubmitTicket ticket)
    {
        if (type.Defaults is not { } all) return null;
        var defaults = new TypeDefaults(ticket.Impact is null ? all.Impact : null, ticket.Urgency is null ? all.Urgency : null, ticket.Category is null ? all.Category : null);
        return defaults is { Impact: null, Urgency: null, Category: null } ? null : defaults;
    }

    private static IEnumerable<string> Absent(RequestType type, SubmitTicket ticket) => type.Required.Where(field => !BaseFields.IsGiven(ticket, field))
        .Concat(type.Fields.Where(field => field.Required && ticket.Fields?.ContainsKey(field.Name) != true).Select(field => $"fields.{field.Name}"));

    private static IEnumerable<WrongValue> Wrong(RequestType type, SubmitTicket ticket)
    {
        if (type.Kind is { } kind && kind != ticket.Kind) yield return new WrongValue("kind", $"must be {Hosting.Words.Of(kind)}, the kind of this request type, or left out");
        foreach (var (name, text) in ticket.Fields ?? FrozenDictionary<string, string>.Empty)
        {
            var field = type.Fields.FirstOrDefault(one => one.Name == name);
            if ((field is null ? "is not a field of this request type" : FieldValue.Refusal(field, text)) is { } reason) yield return new WrongValue($"fields.{name}", reason);
        }
    }

    /// <summary>Every word for a category: ids first, then names, of which the first counts where two categories share one.</summary>
    private static Dictionary<string, (string Id, string Base)> Words(IReadOnlyList<CatalogueCategory> all)
    {
        var words = new Dictionary<string, (string Id, string Base)>(StringComparer.OrdinalIgnoreCase);
        var parents = all.ToDictionary(one => one.Id, one => one.Parent);
        foreach (var one in all) words[one.Id] = (one.Id, Top(one.Id));
        foreach (var one in all)
        {
            words.TryAdd(one.Names.Zh.Trim(), words[one.Id]);
            words.TryAdd(one.Names.En.Trim(), words[one.Id]);
        }
        return words;

        string Top(string id)
        {
            while (parents[id] is { } parent) id = parent;
            return id;
        }
    }
}
