using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Administration;

/// <summary>Names the fields of a document and says their values.</summary>
public sealed class DocumentWords(DocumentView view, IStringLocalizer<Texts> texts, Visitor visitor)
{
    public string Label(DocumentField field) => Own("admin.f.", field) ?? field.Name;

    public string? Hint(DocumentField field) => Own("admin.h.", field);

    /// <summary>What can be chosen, with what is chosen already though nobody knows it any more.</summary>
    public IReadOnlyList<(string Value, string Text)> Options(DocumentField field, JsonNode? value)
    {
        var known = field.Source is { } source ? view.Choices.Of(source) : [.. field.Options.Select(option => (option, Word(field, option)))];
        var chosen = value is JsonArray many ? many.Select(DocumentJson.Text) : [DocumentJson.Text(value)];
        return [.. known, .. chosen.Where(one => one.Length > 0 && known.All(other => other.Value != one)).Select(one => (one, one))];
    }

    public string Say(DocumentField field, JsonNode? value) => value is null ? texts["none"] : Known(field, value);

    /// <summary>A thing of a list in few words: what names it, then what it says.</summary>
    public string Summary(DocumentField list, JsonNode? item)
    {
        if (item is null) return texts["none"];
        var names = (list.Key ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var words = list.Fields.Where(field => names.Contains(field.Name)).OrderBy(field => Array.IndexOf(names, field.Name)).Select(field => Say(field, item[field.Name]))
            .Concat(list.Fields.Where(field => !names.Contains(field.Name) && !field.Seldom && IsTelling(field, item[field.Name])).Take(4).Select(field => $"{Label(field)} {Say(field, item[field.Name])}"));
        var text = string.Join(" · ", words);
        return text.Length > 220 ? text[..220] + "…" : text.Length == 0 ? texts["none"] : text;
    }

    public string Path(DocumentChange change) => string.Join(" › ", change.Path.Select(step => step.Item is { } item ? ItemName(step.Field, item) : Label(step.Field)));

    private string Known(DocumentField field, JsonNode value) => field.Kind switch
    {
        FieldKind.Truth => texts[value.GetValue<bool>() ? "yes" : "no"],
        FieldKind.Choice => One(field, value),
        FieldKind.Whole when field.Options.Count > 0 => One(field, value),
        FieldKind.Picks => value is JsonArray { Count: > 0 } many ? string.Join(texts["list.separator"], many.Select(one => One(field, one))) : texts["admin.all"],
        FieldKind.Group => string.Join(" · ", field.Fields.Where(one => value[one.Name] is not null and not JsonArray { Count: 0 }).Select(one => $"{Label(one)} {Say(one, value[one.Name])}")),
        FieldKind.Items when value is JsonArray many => string.Join("; ", many.Select(one => Summary(field, one))),
        FieldKind.Items => Summary(field, value),
        _ => FieldTexts.Typed(field, value, visitor) is { Length: > 0 } text ? text : texts["none"],
    };

    private string ItemName(DocumentField field, string item)
    {
        var parts = item.Split(" · ");
        var keys = (field.Key ?? "").Split(' ');
        return string.Join(" · ", parts.Select((part, place) => place < keys.Length && field.Fields.FirstOrDefault(one => one.Name == keys[place]) is { Options.Count: > 0 } or { Source: not null }
            ? One(field.Fields.First(one => one.Name == keys[place]), JsonValue.Create(part))
            : int.TryParse(part, out var number) && field.Key is null ? $"{Label(field)} {number}" : part));
    }

    private static bool IsTelling(DocumentField field, JsonNode? value) => value switch
    {
        null or JsonArray { Count: 0 } => false,
        JsonValue truth when field.Kind == FieldKind.Truth => truth.GetValue<bool>(),
        _ => field.Kind is not (FieldKind.Items or FieldKind.Paragraph),
    };

    private string One(DocumentField field, JsonNode? value)
    {
        var text = DocumentJson.Text(value);
        if (field.Source is { } source) return view.Choices.Of(source).FirstOrDefault(one => one.Value == text).Text ?? text;
        return Word(field, text);
    }

    private string Word(DocumentField field, string option) => texts[field.Words + option] is { ResourceNotFound: false } known ? known : option;

    private string? Own(string prefix, DocumentField field) => texts[$"{prefix}{view.Document.Slug}.{field.Name}"] is { ResourceNotFound: false } special ? special.Value
        : texts[prefix + field.Name] is { ResourceNotFound: false } usual ? usual.Value
        : null;
}
