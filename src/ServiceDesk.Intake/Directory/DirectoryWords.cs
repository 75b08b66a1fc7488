using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>How words of the directory are compared.</summary>
internal static partial class DirectoryWords
{
    private static readonly IdnMapping international = new();

    /// <summary>A text without regard to case, width (<c>ＶＰＮ</c> = <c>vpn</c>) and surrounding space. Costs nothing for a text that is so already.</summary>
    public static string Fold(string text)
    {
        // Unicode sets this one apart as no character; it cannot be normalised.
        if (text.Contains('\uFFFE', StringComparison.Ordinal)) text = text.Replace('\uFFFE', '\uFFFD');
        return text.Normalize(NormalizationForm.FormKC).Trim().ToLowerInvariant();
    }

    /// <summary>An address as it is compared: the same as in <see cref="PersonIds"/>.</summary>
    public static string Address(string email) => email.Trim().ToLowerInvariant();

    /// <summary>The digits of a telephone number, so that its punctuation does not matter.</summary>
    public static string Digits(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsAsciiDigit));

    /// <summary>A mail domain in its lower-case ASCII form; null when it is none.</summary>
    public static string? Domain(string text)
    {
        try
        {
            var domain = international.GetAscii(text.Trim()).ToLowerInvariant();
            return domain.Length <= 253 && DomainShape().IsMatch(domain) ? domain : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*\z")]
    private static partial Regex DomainShape();
}

/// <summary>The languages in which the desk writes.</summary>
internal static class DeskLanguage
{
    public static string? Read(Input input)
    {
        var language = input.Text("language", 10);
        if (language is not (null or "zh" or "en")) input.Refuse("language", "must be one of zh, en");
        return language;
    }
}

/// <summary>The organisation that an entry belongs to.</summary>
internal static class HomeOrganization
{
    /// <summary>As sent; whoever is bound to one organisation can leave it out and name no other.</summary>
    public static string? Read(Input input)
    {
        var organization = input.Text("organization", 63);
        if (input.Actor.Organization is { } bound)
        {
            if (organization is not null && organization != bound) input.Refuse("organization", $"must be {bound}: you act for that organisation only");
            return bound;
        }
        if (organization is not null && !input.Directory.HasOrganization(organization)) input.Refuse("organization", "is not a registered organisation");
        return organization;
    }
}
