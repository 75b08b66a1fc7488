using NodaTime;

namespace ServiceDesk.Web.Imports;

/// <summary>A file that is being imported, or was lately.</summary>
/// <param name="id">Names it in addresses: the key of the form that began it.</param>
/// <param name="person">Whose it is.</param>
/// <param name="kind">What is in it.</param>
/// <param name="fileName">What the person calls it.</param>
/// <param name="bytes">How long the file is.</param>
/// <param name="total">How many rows it has.</param>
/// <param name="begun">When it came in.</param>
public sealed class ImportJob(string id, string person, ImportKind kind, string fileName, long bytes, long total, Instant begun)
{
    private readonly CancellationTokenSource stop = new();
    private volatile ImportProgress progress = new(ImportState.Waiting);

    public string Id => id;

    public string Person => person;

    public ImportKind Kind => kind;

    public string FileName => fileName;

    public long Total => total;

    public Instant Begun => begun;

    /// <summary>How far it is, all of one moment.</summary>
    public ImportProgress Progress { get => progress; internal set => progress = value; }

    /// <summary>Whether a form brings this file again.</summary>
    internal bool IsOf(ImportUpload upload) => upload.Kind == kind.Name && upload.FileName == fileName && upload.Count.Bytes == bytes;

    internal CancellationToken Stopped => stop.Token;

    /// <summary>Stops it after the rows that are on their way.</summary>
    public void Stop() => stop.Cancel();
}
