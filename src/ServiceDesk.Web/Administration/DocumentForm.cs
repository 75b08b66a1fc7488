using System.Globalization;
using System.Text.Json.Nodes;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Administration;

/// <summary>
/// Reads a document from the fields of its form, whose names are the paths by which a service names what is wrong, such as <c>rules[2].id</c>. Beside a list
/// stands how long it is, beside an optional group whether it is there, each under its path with <c>#</c>.
/// </summary>
internal static class DocumentForm
{
    public const string There = "#";

    private const int MostItems = 500;

    public static JsonObject Read(IFormCollection form, IReadOnlyList<DocumentField> fields, Visitor visitor, string path = "")
    {
        var document = new JsonObject();
        foreach (var field in fields)
        {
            if (Read(form, field, path + field.Name, visitor) is { } value) document[field.Name] = value;
        }
        return document;
    }

    /// <summary>Adds, removes or moves a thing in a list: <c>add:rules</c>, <c>remove:rules[2]</c>, <c>up:rules[2]</c>, <c>copy:rules[2]</c>.</summary>
    public static void Change(JsonObject document, IReadOnlyList<DocumentField> fields, string change)
    {
        if (change.Split(':', 2) is not [var verb, var path]) return;
        var place = verb == "add" ? -1 : IndexOf(ref path);
        if (Find(document, fields, path) is not (var list, { } field)) return;
        if (verb == "add" && list.Count < MostItems) list.Add((JsonNode)DocumentJson.Of(new JsonObject(), field.Fields));
        if (place < 0 || place >= list.Count) return;
        var item = list[place]!;
        if (verb == "copy" && list.Count < MostItems) list.Insert(place + 1, item.DeepClone());
        if (verb is not ("remove" or "up")) return;
        list.RemoveAt(place);
        if (verb == "up") list.Insert(Math.Max(0, place - 1), item);
    }

    private static JsonNode? Read(IFormCollection form, DocumentField field, string path, Visitor visitor)
    {
        switch (field.Kind)
        {
            case FieldKind.Truth:
                return form.ContainsKey(path);
            case FieldKind.Picks:
                return DocumentJson.Texts(form[path].OfType<string>().Where(one => one.Length > 0));
            case FieldKind.Group:
                return field.Optional && !form.ContainsKey(path + There) ? null : Read(form, field.Fields, visitor, path + ".");
            case FieldKind.Items:
                var count = int.TryParse(form[path + There], CultureInfo.InvariantCulture, out var known) ? Math.Clamp(known, 0, MostItems) : 0;
                return DocumentJson.Array(Enumerable.Range(0, count).Select(place => (JsonNode?)Read(form, field.Fields, visitor, Place(path, place) + ".")));
            default:
                return FieldTexts.Read(field, form[path].ToString(), visitor);
        }
    }

    public static string Place(string path, int place) => string.Create(CultureInfo.InvariantCulture, $"{path}[{place}]");

    /// <summary>The list at a path.</summary>
    private static (JsonArray List, DocumentField? Field) Find(JsonObject document, IReadOnlyList<DocumentField> fields, string path)
    {
        var (at, known) = ((JsonNode?)document, fields);
        DocumentField? field = null;
        foreach (var step in path.Split('.'))
        {
            var name = step;
            var place = step.EndsWith(']') ? IndexOf(ref name) : -1;
            field = known.FirstOrDefault(one => one.Name == name);
            if (field is null || at is not JsonObject holder) return ([], null);
            at = place < 0 ? holder[name] : holder[name] is JsonArray list && place < list.Count ? list[place] : null;
            known = field.Fields;
        }
        return at is JsonArray found && field?.Kind == FieldKind.Items ? (found, field) : ([], null);
    }

    /// <summary>The place at the end of a path, which is taken off; -1 when there is none.</summary>
    private static int IndexOf(ref string path)
    {
        var open = path.LastIndexOf('[');
        if (open < 0 || !path.EndsWith(']') || !int.TryParse(path.AsSpan(open + 1, path.Length - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var place)) return -1;
        path = path[..open];
        return place;
    }
}
