using System.Globalization;
using NodaTime.Text;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>The value of an extra field in its text form, measured by the field's definition.</summary>
internal static class FieldValue
{
    public const int Longest = 10_000;
    public const int UsuallyLongest = 1000;

    private const int LongestNumber = 30;
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>What is wrong with a value, as the end of a sentence that begins with the field; null when it fits.</summary>
    public static string? Refusal(ExtraField field, string text) => field.Type switch
    {
        FieldType.Text when text.Length > (field.Longest ?? UsuallyLongest) => FormattableString.Invariant($"is longer than {field.Longest ?? UsuallyLongest} characters"),
        FieldType.Number when text.Length > LongestNumber || !decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out _) => "must be a number such as 42 or 0.5",
        FieldType.Date when text.Length != 10 || !LocalDatePattern.Iso.Parse(text).Success => "must be a date such as 2026-03-01",
        FieldType.Choice when field.Choices?.Any(choice => choice.Value == text) != true => $"must be one of {string.Join(", ", (field.Choices ?? []).Select(choice => choice.Value))}",
        FieldType.Boolean when text is not ("true" or "false") => "must be true or false",
        _ => null,
    };
}
