using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.SignIn;

/// <summary>A form that was sent when the session had ended: to which address of this site, and what stood in its fields.</summary>
public sealed record KeptForm(string Address, IReadOnlyDictionary<string, string[]> Fields, bool HadFiles)
{
    private const string AntiforgeryToken = "__RequestVerificationToken";
    private const int MostCharacters = 500_000;

    /// <summary>What somebody wrote; ids, keys and words that were chosen from a list are sent along unseen.</summary>
    public IEnumerable<string> Written => Fields.Values.SelectMany(values => values).Where(value => value.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter is not '-' and not '.')).Select(value => value.ReplaceLineEndings("\n"));

    /// <summary>Null when it is no form, too large a form, one whose address cannot be gone to again, or one with passwords, which are kept nowhere.</summary>
    public static async Task<KeptForm?> Read(HttpRequest request, CancellationToken cancel)
    {
        var address = request.Path + request.QueryString;
        if (!request.HasFormContentType || Local.Path(address) != address || request.Path.StartsWithSegments("/account")) return null;
        try
        {
            var form = await request.ReadFormAsync(cancel);
            var fields = form.Where(field => field.Key != AntiforgeryToken).ToDictionary(field => field.Key, field => field.Value.Select(value => value ?? "").ToArray());
            return fields.Sum(field => field.Value.Sum(value => value.Length)) > MostCharacters ? null : new(address, fields, form.Files.Any(file => file.FileName.Length > 0));
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException or IOException)
        {
            return null;
        }
    }
}
