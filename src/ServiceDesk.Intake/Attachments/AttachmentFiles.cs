using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>A file as it was kept.</summary>
internal sealed record StoredFile(string FileName, string MediaType, long Size, string Sha256, string Scan);

/// <summary>
/// The bytes of attachments, in a directory of each ticket under their hash: outside the log, whose events hold the hash. A file stands
/// there, flushed to the disk, before its event is recorded; a file without an event is waste, never an attachment.
/// </summary>
internal sealed class AttachmentFiles(IConfiguration configuration, VirusScan scan)
{
    private const long UsualLargest = 25 << 20;
    private const int MostTimesLarger = 200;
    private const long MostUnpacked = 1L << 30;

    private readonly string root = configuration["Attachments:Directory"] ?? throw new InvalidOperationException("Attachments:Directory is not set.");

    /// <summary>The largest file in bytes.</summary>
    public long Largest { get; } = configuration.GetValue("Attachments:LargestBytes", UsualLargest);

    /// <summary>Keeps the bytes of a file for a ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="fileName">As sent.</param>
    /// <param name="content">The bytes; read once, never held whole in memory.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="RefusedException">It is too large, empty, a program, an archive that unpacks to too much, or infected.</exception>
    public async Task<StoredFile> Keep(Guid ticket, string fileName, Stream content, CancellationToken cancel)
    {
        var name = SafeName(fileName);
        var directory = Path.Combine(root, ticket.ToString());
        Directory.CreateDirectory(directory);
        var draft = Path.Combine(directory, Path.GetRandomFileName());
        try
        {
            await using var file = new FileStream(draft, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
            var (size, hash, head) = await Copy(content, file, name, cancel);
            var kind = FileKind.Of(head, isAll: size == head.Length);
            if (kind.IsProgram) throw Refused(StatusCodes.Status415UnsupportedMediaType, "program", $"{name} is a program ({kind.MediaType}); programs are not taken.");
            if (kind.MediaType == "application/zip") CheckArchive(file, size, name);
            var verdict = await scan.Check(draft, name, cancel);
            File.Move(draft, Path.Combine(directory, hash), overwrite: true);
            // After the move, so that the name is on the disk as well as the bytes.
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            CrashPoint.Reach(CrashPoint.FileKept);
            return new StoredFile(name, kind.MediaType, size, hash, verdict);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Where the bytes of an attachment stand.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="sha256">Their hash.</param>
    public string PathOf(Guid ticket, string sha256) => Path.GetFullPath(Path.Combine(root, ticket.ToString(), sha256));

    private async Task<(long Size, string Hash, byte[] Head)> Copy(Stream content, FileStream file, string name, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, head, size) = (new byte[81_920], new MemoryStream(), 0L);
        int read;
        while ((read = await Read(content, buffer, cancel)) > 0)
        {
            size += read;
            if (size > Largest)
                throw Refused(StatusCodes.Status413PayloadTooLarge, "too-large", string.Create(CultureInfo.InvariantCulture, $"{name} is larger than {Largest} bytes."));
            hash.AppendData(buffer, 0, read);
            if (head.Length < FileKind.HeadBytes) head.Write(buffer, 0, (int)Math.Min(read, FileKind.HeadBytes - head.Length));
            await file.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        if (size == 0) throw new RefusedException(Problem.Field("file", $"{name} is empty"));
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()), head.ToArray());
    }

    private static async Task<int> Read(Stream content, byte[] buffer, CancellationToken cancel)
    {
        try
        {
            return await content.ReadAsync(buffer, cancel);
        }
        catch (IOException cut) when (cut is not BadHttpRequestException)
        {
            throw Refused(StatusCodes.Status400BadRequest, "malformed", "The file ends in the middle.");
        }
    }

    /// <summary>An archive says in its directory what it unpacks to; nothing is unpacked to find out.</summary>
    private static void CheckArchive(FileStream file, long size, string name)
    {
        try
        {
            file.Position = 0;
            using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var unpacked = 0L;
            foreach (var entry in archive.Entries) unpacked = checked(unpacked + entry.Length);
            if (unpacked > MostUnpacked || unpacked / MostTimesLarger > size)
                throw Refused(StatusCodes.Status422UnprocessableEntity, "archive-bomb", $"{name} would unpack to {unpacked.ToString(CultureInfo.InvariantCulture)} bytes.");
        }
        catch (Exception broken) when (broken is InvalidDataException or OverflowException or IOException)
        {
            throw Refused(StatusCodes.Status422UnprocessableEntity, "broken-archive", $"{name} is a broken archive.");
        }
    }

    /// <summary>The last part of a name, without characters that file systems, headers or readers take for something else.</summary>
    private static string SafeName(string fileName)
    {
        var last = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new string([.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && "\"*:<>?|\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069".IndexOf(c) < 0)]).Trim(' ', '.');
        return kept.Length switch { 0 => "file", > 200 => kept[..100] + kept[^100..], _ => kept };
    }

    private static RefusedException Refused(int status, string code, string detail) => new(Problem.Of(status, code, detail));
}
