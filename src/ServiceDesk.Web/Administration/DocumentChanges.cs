using System.Text.Json.Nodes;

namespace ServiceDesk.Web.Administration;

/// <summary>What differs between two versions of a document: the way to the field, and its values; null = it is not there.</summary>
public sealed record DocumentChange(IReadOnlyList<DocumentStep> Path, DocumentField Field, JsonNode? Before, JsonNode? After)
{
    /// <summary>The same for the same field, wherever a thing stands in its list.</summary>
    public string Place => string.Join('.', Path.Select(step => step.Item ?? step.Field.Name));
}

/// <summary>A step on the way to a field; of a thing in a list its name.</summary>
public sealed record DocumentStep(DocumentField Field, string? Item);

/// <summary>Compares versions of a document and brings two together.</summary>
internal static class DocumentChanges
{
    public static IReadOnlyList<DocumentChange> Between(JsonNode? before, JsonNode? after, IReadOnlyList<DocumentField> fields)
    {
        var changes = new List<DocumentChange>();
        Compare(before, after, fields, [], changes);
        return changes;
    }

    /// <summary>
    /// What somebody wants, with what another changed meanwhile: where both changed the same, what is wanted stays. Things in a list are the same when
    /// they have the same name.
    /// </summary>
    public static JsonObject Merge(JsonNode? found, JsonNode? meanwhile, JsonNode? wanted, IReadOnlyList<DocumentField> fields)
    {
        var merged = new JsonObject();
        foreach (var field in fields)
        {
            if (Merge(found?[field.Name], meanwhile?[field.Name], wanted?[field.Name], field) is { } value) merged[field.Name] = value;
        }
        return merged;
    }

    private static JsonNode? Merge(JsonNode? found, JsonNode? meanwhile, JsonNode? wanted, DocumentField field)
    {
        if (DocumentJson.Same(found, wanted)) return meanwhile?.DeepClone();
        if (DocumentJson.Same(found, meanwhile)) return wanted?.DeepClone();
        if (field.Kind == FieldKind.Group && meanwhile is not null && wanted is not null) return Merge(found, meanwhile, wanted, field.Fields);
        if (field is not { Kind: FieldKind.Items, Key: not null }) return wanted?.DeepClone();
        var (before, theirs, mine) = (Named(found, field), Named(meanwhile, field), Named(wanted, field));
        var kept = mine.Where(one => theirs.ContainsKey(one.Key) || !before.TryGetValue(one.Key, out var was) || !DocumentJson.Same(was, one.Value))
            .Select(one => (JsonNode?)(theirs.TryGetValue(one.Key, out var other) ? Merge(before.GetValueOrDefault(one.Key), other, one.Value, field.Fields) : one.Value!.DeepClone()));
        var added = theirs.Where(one => !mine.ContainsKey(one.Key) && !before.ContainsKey(one.Key)).Select(one => one.Value?.DeepClone());
        return DocumentJson.Array([.. kept, .. added]);
    }

    private static void Compare(JsonNode? before, JsonNode? after, IReadOnlyList<DocumentField> fields, IReadOnlyList<DocumentStep> path, List<DocumentChange> changes)
    {
        foreach (var field in fields)
        {
            var (was, now) = (before?[field.Name], after?[field.Name]);
            if (DocumentJson.Same(was, now)) continue;
            IReadOnlyList<DocumentStep> here = [.. path, new(field, null)];
            if (field.Kind == FieldKind.Group && was is not null && now is not null) Compare(was, now, field.Fields, here, changes);
            else if (field.Kind == FieldKind.Items) CompareItems(was, now, field, path, changes);
            else changes.Add(new(here, field, was, now));
        }
    }

    private static void CompareItems(JsonNode? before, JsonNode? after, DocumentField field, IReadOnlyList<DocumentStep> path, List<DocumentChange> changes)
    {
        var (was, now) = (Named(before, field), Named(after, field));
        foreach (var name in was.Keys.Union(now.Keys))
        {
            var (old, other) = (was.GetValueOrDefault(name), now.GetValueOrDefault(name));
            if (DocumentJson.Same(old, other)) continue;
            IReadOnlyList<DocumentStep> here = [.. path, new(field, name)];
            if (old is null || other is null) changes.Add(new(here, field, old, other));
            else Compare(old, other, field.Fields, here, changes);
        }
        var kept = was.Keys.Where(now.ContainsKey).ToList();
        if (field.Key is not null && !kept.SequenceEqual(now.Keys.Where(was.ContainsKey)))
            changes.Add(new([.. path, new(field, null)], field with { Kind = FieldKind.Lines }, DocumentJson.Texts(kept), DocumentJson.Texts(now.Keys.Where(was.ContainsKey))));
    }

    /// <summary>The things of a list by their names, in their order; where a name is used twice, or there is none, the place stands with it.</summary>
    private static OrderedDictionary<string, JsonNode?> Named(JsonNode? list, DocumentField field)
    {
        var named = new OrderedDictionary<string, JsonNode?>();
        foreach (var (place, item) in (list as JsonArray ?? []).Index())
        {
            var name = field.Key is { } key ? string.Join(" · ", key.Split(' ').Select(part => DocumentJson.Text(item?[part]))) : "";
            if (name.Length == 0 || named.ContainsKey(name)) name = $"{name} {place + 1}".Trim();
            named[name] = item;
        }
        return named;
    }
}
