using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake;

/// <summary>A kept file that is recorded together with what it came with.</summary>
internal sealed record AttachedFile(string Id, string By, StoredFile File)
{
    public AttachmentAdded ToEvent(string requester, Instant at) =>
        new(Id, By, requester, File.FileName, File.MediaType, File.Size, File.Sha256, File.Scan, at);
}
