using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Catalogue;

namespace ServiceDesk.Tests;

/// <summary>Random values against the type of their field.</summary>
public class FieldValueProperties
{
    private static readonly Bilingual label = new("字段", "Field");
    private static readonly FieldChoice[] choices = [new("a", label), new("true", label), new("42", label), new("二", label)];
    private static readonly Dictionary<FieldType, ExtraField> fields = Enum.GetValues<FieldType>()
        .ToDictionary(type => type, type => new ExtraField("it", type, label, true, type == FieldType.Choice ? choices : null, type == FieldType.Text ? 20 : null));

    private static readonly Gen<int> numbers = Gen.Choose(-1_000_000, 1_000_000);

    private static readonly Dictionary<FieldType, Gen<string>> fitting = new()
    {
        [FieldType.Text] = from text in ArbMap.Default.GeneratorFor<NonEmptyString>() select text.Get[..Math.Min(text.Get.Length, 20)],
        [FieldType.Number] = from whole in numbers from places in Gen.Choose(0, 9) select (whole / (decimal)Math.Pow(10, places)).ToString(CultureInfo.InvariantCulture),
        [FieldType.Date] = from days in numbers select new LocalDate(2026, 1, 1).PlusDays(days % 700_000).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
        [FieldType.Choice] = Gen.Elements(choices.Select(choice => choice.Value)),
        [FieldType.Boolean] = Gen.Elements("true", "false"),
    };

    private static readonly Gen<string> anything = Gen.OneOf(
        [.. fitting.Values, ArbMap.Default.GeneratorFor<NonEmptyString>().Select(text => text.Get), Gen.Elements("1e400", "0x1F", "1,5", "٣", "2026-02-30", "-2026-01-01", "True", "NaN", "∞", "+", "1 ", "二 ")]);

    [Theory]
    [InlineData(FieldType.Text)]
    [InlineData(FieldType.Number)]
    [InlineData(FieldType.Date)]
    [InlineData(FieldType.Choice)]
    [InlineData(FieldType.Boolean)]
    public void A_value_of_the_type_fits(FieldType type) =>
        Check.QuickThrowOnFailure(Prop.ForAll(fitting[type].ToArbitrary(), text => FieldValue.Refusal(fields[type], text) is null));

    [Fact]
    public void What_fits_means_something_and_what_does_not_fit_means_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(anything.ToArbitrary(), text =>
    {
        Fits(FieldType.Text).ShouldBe(text.Length <= 20, text);
        Fits(FieldType.Boolean).ShouldBe(text is "true" or "false", text);
        Fits(FieldType.Choice).ShouldBe(choices.Any(choice => choice.Value == text), text);
        if (Fits(FieldType.Number)) text.ShouldAllBe(c => char.IsAsciiDigit(c) || "+-.eE".Contains(c));
        if (Fits(FieldType.Date)) DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).Year.ShouldBeGreaterThan(0);

        bool Fits(FieldType type) => FieldValue.Refusal(fields[type], text) is null;
    }));

    [Fact]
    public void A_random_form_is_taken_or_told_which_fields_are_wrong() => Check.QuickThrowOnFailure(Prop.ForAll(anything.ArrayOf(5).ToArbitrary(), values =>
    {
        string[] names = ["software", "version", "computer", "neededBy", "licensed"];
        var type = ShippedCatalogue.Definition.RequestTypes.Single(one => one.Id == "software-install");
        var json = JsonSerializer.Serialize(new
        {
            requestType = type.Id,
            subject = "An editor",
            requester = new { name = "Grace" },
            fields = names.Zip(values).ToDictionary(one => one.First, one => one.Second),
        });
        var wrong = type.Fields.Zip(values).Where(one => string.IsNullOrWhiteSpace(one.Second) ? one.First.Required : FieldValue.Refusal(one.First, one.Second) is not null)
            .Select(one => $"fields.{one.First.Name}").Order(StringComparer.Ordinal).ToArray();
        if (values.Any(text => text.Contains('\0', StringComparison.Ordinal) || text.Any(char.IsSurrogate))) return;

        var erp = new Actor("person-erp", [Roles.System], "acme", null);
        if (wrong.Length == 0) Sent.Read<SubmitTicket>(json, erp).Reading!.Fits.ShouldBeTrue();
        else Sent.Refusal<SubmitTicket>(json, erp).ShouldRefuse(422, wrong);
    }));
}
