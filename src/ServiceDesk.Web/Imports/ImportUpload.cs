using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Imports;

/// <summary>A form with a file as its last field, read as it comes in: the file goes to the disk once and is gone when this is disposed.</summary>
internal sealed class ImportUpload : IDisposable
{
    public const string FileField = "file";

    private const string AntiforgeryField = "__RequestVerificationToken";
    private const int LongestField = 4096;
    private const int MostFields = 20;
    private const int Chunk = 81_920;

    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);

    private ImportUpload()
    {
    }

    public Stream File { get; private set; } = Stream.Null;

    public FileCount Count { get; } = new();

    public string FileName { get; private set; } = "";

    /// <summary>Whether the file is larger than its kind may be; nothing of it is kept then.</summary>
    public bool IsTooLarge { get; private set; }

    public string Kind => Field("kind");

    public string Source => Field("source");

    public string Zone => Field("zone");

    public string Key { get; private set; } = "";

    /// <summary>Null when it is no form, or one that this site did not show.</summary>
    public static async Task<ImportUpload?> Read(HttpContext http, IAntiforgery antiforgery, CancellationToken cancel)
    {
        if (!http.Request.HasFormContentType) return null;
        var upload = new ImportUpload();
        try
        {
            return await upload.Take(http, antiforgery, cancel) ? upload : null;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    public void Dispose() => File.Dispose();

    private string Field(string name) => fields.GetValueOrDefault(name, "");

    private async Task<bool> Take(HttpContext http, IAntiforgery antiforgery, CancellationToken cancel)
    {
        var isKnown = false;
        if (Boundary(http.Request.ContentType) is { } boundary)
        {
            var reader = new MultipartReader(boundary, http.Request.Body);
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                var about = section.GetContentDispositionHeader();
                if (about?.IsFileDisposition() == true)
                {
                    // The token stands before the file, so a file that nobody may send is not kept.
                    if (!(isKnown = isKnown || await IsKnown(http, antiforgery))) return false;
                    if (Unquoted(about.Name) == FileField && FileName.Length == 0) await Keep(section.Body, about.FileNameStar.Value ?? Unquoted(about.FileName), cancel);
                }
                else if (about?.IsFormDisposition() == true && fields.Count < MostFields)
                {
                    fields[Unquoted(about.Name)] = await Text(section.Body, cancel);
                }
            }
        }
        else
        {
            // A form that was kept over a sign-in comes without its file.
            foreach (var (name, value) in await http.Request.ReadFormAsync(cancel)) fields[name] = value.ToString();
        }
        Key = Field(IdempotencyKey.Field) is { Length: 32 } key && key.All(char.IsAsciiHexDigit) ? key : IdempotencyKey.New();
        return isKnown || await IsKnown(http, antiforgery);
    }

    private async Task<bool> IsKnown(HttpContext http, IAntiforgery antiforgery)
    {
        http.Request.Headers[antiforgery.GetTokens(http).HeaderName!] = Field(AntiforgeryField);
        return await antiforgery.IsRequestValidAsync(http);
    }

    private async Task Keep(Stream body, string name, CancellationToken cancel)
    {
        FileName = Path.GetFileName(name.Replace('\\', '/'));
        File.Dispose();
        var largest = ImportKind.Find(Kind)?.Largest ?? 0;
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(Path.GetTempPath(), $"servicedesk-import-{Path.GetRandomFileName()}");
        File = new FileStream(path, options);
        // Without a name it is gone with the process, however that ends.
        if (!OperatingSystem.IsWindows()) System.IO.File.Delete(path);
        var chunk = new byte[Chunk];
        for (int read; (read = await body.ReadAsync(chunk, cancel)) > 0;)
        {
            if (IsTooLarge) continue; // the browser reads the answer only when it has sent all
            Count.Add(chunk.AsSpan(0, read));
            IsTooLarge = Count.Bytes > largest;
            if (!IsTooLarge) await File.WriteAsync(chunk.AsMemory(0, read), cancel);
        }
        Count.End();
        await File.FlushAsync(cancel);
    }

    private static async Task<string> Text(Stream body, CancellationToken cancel)
    {
        using var reader = new StreamReader(body);
        var text = new char[LongestField];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancel));
    }

    private static string Unquoted(StringSegment text) => HeaderUtilities.RemoveQuotes(text).Value ?? "";

    private static string? Boundary(string? type) =>
        MediaTypeHeaderValue.TryParse(type, out var media) && Unquoted(media.Boundary) is { Length: > 0 and <= 100 } boundary ? boundary : null;
}
