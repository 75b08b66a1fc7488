using System.Text.RegularExpressions;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>What makes a catalogue whole: everything that is named exists, nothing exists twice, and the desk's own categories stay.</summary>
internal static partial class CatalogueRules
{
    private static readonly string[] templateValues = ["impact", "urgency", "category", "affectedSystem"];

    /// <summary>All that is wrong, by the paths of the document.</summary>
    public static IEnumerable<WrongValue> Check(IReadOnlyList<CatalogueCategory> categories, IReadOnlyList<RequestType> types)
    {
        if (types.Count == 0) yield return new WrongValue("requestTypes", "must hold at least one request type");
        foreach (var wrong in Categories(categories).Concat(Twice("requestTypes", "id", types.Select(type => type.Id)))) yield return wrong;
        var known = categories.Select(one => one.Id).ToHashSet();
        for (var i = 0; i < types.Count; i++)
        {
            foreach (var wrong in Type($"requestTypes[{i}]", types[i], known)) yield return wrong;
        }
    }

    private static IEnumerable<WrongValue> Categories(IReadOnlyList<CatalogueCategory> all)
    {
        foreach (var missing in Rules.Catalogue.Categories.Where(id => all.All(one => one.Id != id)))
            yield return new WrongValue("categories", $"must hold {missing}, one of the desk's own");
        foreach (var wrong in Twice("categories", "id", all.Select(one => one.Id))) yield return wrong;
        var parents = all.DistinctBy(one => one.Id).ToDictionary(one => one.Id, one => one.Parent);
        for (var i = 0; i < all.Count; i++)
        {
            var (id, parent) = (all[i].Id, all[i].Parent);
            if (id.Length > 0 && !IdShape().IsMatch(id)) yield return new WrongValue($"categories[{i}].id", IdRule);
            if (parent is null) continue;
            if (Rules.Catalogue.Categories.Contains(id)) yield return new WrongValue($"categories[{i}].parent", $"must be left out: {id} is one of the desk's own and stands at the top");
            else if (!parents.ContainsKey(parent)) yield return new WrongValue($"categories[{i}].parent", "is not a category of this catalogue");
            else if (IsAboveItself(id, parents)) yield return new WrongValue($"categories[{i}].parent", "leads back to the category itself");
        }
    }

    private static bool IsAboveItself(string id, Dictionary<string, string?> parents)
    {
        var above = id;
        for (var steps = 0; steps <= parents.Count; steps++)
        {
            if (!parents.TryGetValue(above, out var parent) || parent is null) return false;
            if (parent == id) return true;
            above = parent;
        }
        return false; // the circle is higher up, and its own members are named
    }

    private static IEnumerable<WrongValue> Type(string path, RequestType type, HashSet<string> categories)
    {
        if (type.Id.Length > 0 && !IdShape().IsMatch(type.Id)) yield return new WrongValue($"{path}.id", IdRule);
        if (type.Required.Any(field => !BaseFields.Exists(field))) yield return new WrongValue($"{path}.required", $"must be among {string.Join(", ", BaseFields.All)}");
        if (type.Required.Distinct().Count() != type.Required.Count) yield return new WrongValue($"{path}.required", "names a field twice");
        if (type.Defaults?.Category is { } category && !categories.Contains(category)) yield return new WrongValue($"{path}.defaults.category", "is not a category of this catalogue");
        foreach (var (field, isSupplied) in ((string, bool)[])
            [("impact", type.Defaults?.Impact is not null), ("urgency", type.Defaults?.Urgency is not null), ("category", type.Defaults?.Category is not null)])
        {
            if (isSupplied && type.Required.Contains(field)) yield return new WrongValue($"{path}.defaults.{field}", "supplies what the type requires");
        }
        foreach (var wrong in Twice($"{path}.fields", "name", type.Fields.Select(one => one.Name))
            .Concat(type.Fields.SelectMany((field, i) => Field($"{path}.fields[{i}]", field)))
            .Concat(Twice($"{path}.templates", "id", type.Templates.Select(one => one.Id)))
            .Concat(type.Templates.SelectMany((template, i) => Template($"{path}.templates[{i}]", template, type, categories)))) yield return wrong;
    }

    private static IEnumerable<WrongValue> Field(string path, ExtraField field)
    {
        if (field.Name.Length > 0 && !NameShape().IsMatch(field.Name)) yield return new WrongValue($"{path}.name", "must be a word of at most 50 letters and digits that begins in lower case");
        if (field.Type == FieldType.Choice && field.Choices is not { Count: > 0 }) yield return new WrongValue($"{path}.choices", "is required for a choice");
        if (field.Type != FieldType.Choice && field.Choices is { Count: > 0 }) yield return new WrongValue($"{path}.choices", "belongs to fields of type choice");
        if (field.Type != FieldType.Text && field.Longest is not null) yield return new WrongValue($"{path}.longest", "belongs to fields of type text");
        foreach (var wrong in Twice($"{path}.choices", "value", (field.Choices ?? []).Select(choice => choice.Value))) yield return wrong;
    }

    private static IEnumerable<WrongValue> Template(string path, TicketTemplate template, RequestType type, HashSet<string> categories)
    {
        if (template.Id.Length > 0 && !IdShape().IsMatch(template.Id)) yield return new WrongValue($"{path}.id", IdRule);
        foreach (var (name, text) in template.Values)
        {
            var reason = name switch
            {
                "impact" => WordRefusal<Impact>(text),
                "urgency" => WordRefusal<Urgency>(text),
                "category" => categories.Contains(text) ? null : "is not a category of this catalogue",
                "affectedSystem" => null,
                _ when type.Fields.FirstOrDefault(field => $"fields.{field.Name}" == name) is { } field => FieldValue.Refusal(field, text),
                _ => $"must be {string.Join(", ", templateValues)}, or fields. and the name of a field of this type",
            };
            if (reason is not null) yield return new WrongValue($"{path}.values.{name}", reason);
        }
    }

    private static string? WordRefusal<T>(string text) where T : struct, Enum =>
        Enum.GetValues<T>().Select(Hosting.Words.Of).Contains(text) ? null : $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Hosting.Words.Of))}";

    private static IEnumerable<WrongValue> Twice(string list, string key, IEnumerable<string> ids)
    {
        var seen = new HashSet<string>();
        return [.. ids.Index().Where(one => one.Item.Length > 0 && !seen.Add(one.Item)).Select(one => new WrongValue(FormattableString.Invariant($"{list}[{one.Index}].{key}"), "is used twice"))];
    }

    private const string IdRule = "must be a lower-case word of at most 50 letters, digits and dashes";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,49}\z")]
    private static partial Regex IdShape();

    [GeneratedRegex(@"^[a-z][a-zA-Z0-9]{0,49}\z")]
    private static partial Regex NameShape();
}
