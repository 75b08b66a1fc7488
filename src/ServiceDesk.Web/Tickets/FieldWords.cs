using Microsoft.Extensions.Localization;
using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Tickets;

/// <summary>Says the names and values of a ticket's fields, with the words of its request type for the extra ones.</summary>
internal sealed class FieldWords(Phrases say, Names names, IStringLocalizer<Texts> texts, RequestType? type)
{
    private const string Extra = "fields.";

    public string Name(string field)
    {
        if (Find(field) is { } extra) return say.In(extra.Labels);
        var text = texts["field." + Key(field)];
        return text.ResourceNotFound ? field : text;
    }

    public string Value(string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return texts["none"];
        return field switch
        {
            "kind" => say.Kind(text),
            "impact" => say.Impact(text),
            "urgency" => say.Urgency(text),
            "category" => say.Category(text),
            "affectedSystem" => names.System(text),
            "faultAt" => InstantPattern.ExtendedIso.Parse(text) is { Success: true } at ? say.Time(at.Value) : text,
            _ => Find(field) is { } extra ? Value(extra, text) : text,
        };
    }

    private string Value(ExtraField field, string text) => field.Type switch
    {
        "choice" => field.Choices?.FirstOrDefault(choice => choice.Value == text) is { } choice ? say.In(choice.Labels) : text,
        "boolean" => texts[text == "true" ? "yes" : "no"],
        _ => text,
    };

    private ExtraField? Find(string field) =>
        field.StartsWith(Extra, StringComparison.Ordinal) ? type?.Fields.FirstOrDefault(one => one.Name == field[Extra.Length..]) : null;

    private static string Key(string field) => field switch
    {
        "kind" => "kind-of",
        "affectedSystem" => "system",
        "faultAt" => "fault-at",
        "requester.email" => "email",
        "requester.phone" => "phone",
        _ => field,
    };
}
