using System.Buffers;
using System.Security.Cryptography;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>Keeps what comes with a message where attachments are kept, and held messages whole.</summary>
internal sealed class MailFiles(AttachmentFiles files)
{
    /// <summary>Keeps what may be kept; what may not is told by name and reason, and does not stop the message.</summary>
    public async Task<(IReadOnlyList<AttachedFile> Kept, IReadOnlyList<string> NotKept)> Keep(
        Guid ticket, Guid message, string by, IncomingMail mail, int room, CancellationToken cancel)
    {
        var (kept, notKept) = (new List<AttachedFile>(), new List<string>());
        foreach (var (number, attachment) in mail.Attachments.Index())
        {
            if (kept.Count >= room)
            {
                notKept.Add($"{attachment.FileName} (too-many-attachments)");
                continue;
            }
            try
            {
                using var content = new MemoryStream(attachment.ToArray(), writable: false);
                kept.Add(new AttachedFile(NameBasedId.Create(message, $"{number}").ToString(), by, await files.Keep(ticket, attachment.FileName, content, cancel)));
            }
            catch (RefusedException refused) when (refused.Problem.Status < StatusCodes.Status500InternalServerError)
            {
                notKept.Add($"{attachment.FileName} ({(refused.Problem.Code == "invalid" ? "empty" : refused.Problem.Code)})");
            }
        }
        return (kept, notKept);
    }

    public async Task<StoredFile> KeepWhole(Guid message, ReadOnlySequence<byte> bytes, CancellationToken cancel) =>
        await files.Keep(message, "message.eml", MailSource.Of(bytes, MailLimits.Usual), cancel);

    /// <summary>A held message, checked against the hash in its event.</summary>
    public async Task<byte[]> Read(Guid message, MailHeld held, CancellationToken cancel)
    {
        var path = files.PathOf(message, held.Sha256);
        var bytes = File.Exists(path) ? await File.ReadAllBytesAsync(path, cancel) : [];
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) == held.Sha256) return bytes;
        throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "message-unavailable", "The bytes of this message cannot be reached now."));
    }

    public static string HashOf(ReadOnlySequence<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in bytes) hash.AppendData(part.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
