using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>The parts of a catalogue as they are sent.</summary>
internal static class CatalogueDocument
{
    private const int LongestId = 50;
    private const int LongestName = 200;

    public static CatalogueCategory Category(Input input) => new(input.RequiredText("id", LongestId), input.Text("parent", LongestId), Names(input, "names"));

    public static RequestType Type(Input input) => new(
        input.RequiredText("id", LongestId), input.Word<TicketKind>("kind"), Names(input, "names"), input.Texts("required", LongestId),
        input.Objects("fields", 100, Field), input.Object("defaults", Defaults), input.Objects("templates", 100, Template));

    private static ExtraField Field(Input input)
    {
        var choices = input.Objects("choices", 500, choice => new FieldChoice(choice.RequiredText("value", 100), Names(choice, "labels")));
        return new ExtraField(
            input.RequiredText("name", LongestId), input.RequiredWord<FieldType>("type"), Names(input, "labels"), input.Truth("required") ?? false,
            choices.Count == 0 ? null : choices, input.Whole("longest", 1, FieldValue.Longest));
    }

    private static TypeDefaults Defaults(Input input) => new(input.Word<Impact>("impact"), input.Word<Urgency>("urgency"), input.Text("category", LongestId));

    private static TicketTemplate Template(Input input) => new(
        input.RequiredText("id", LongestId), Names(input, "names"), input.RequiredText("subject", 300), input.Text("description", 100_000),
        input.Values("values", FieldValue.Longest) ?? new Dictionary<string, string>());

    private static Bilingual Names(Input input, string name)
    {
        var names = input.Object(name, both => new Bilingual(both.RequiredText("zh", LongestName), both.RequiredText("en", LongestName)));
        if (names is null) input.Require(name);
        return names ?? new Bilingual("", "");
    }
}
