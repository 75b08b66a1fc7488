using System.Text;

namespace ServiceDesk.Web.Imports;

/// <summary>What is told of a file while it comes in: how many lines have something in them, and whether it is UTF-8.</summary>
internal sealed class FileCount
{
    private readonly Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private char[] scratch = [];
    private bool isBlank = true;

    public long Bytes { get; private set; }

    /// <summary>Lines that are not blank, also the last one when it has no line feed.</summary>
    public long Lines { get; private set; }

    public bool IsUtf8 { get; private set; } = true;

    public void Add(ReadOnlySpan<byte> chunk)
    {
        Bytes += chunk.Length;
        foreach (var one in chunk)
        {
            if (one == '\n') isBlank = true;
            else if (isBlank && one is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
            {
                isBlank = false;
                Lines++;
            }
        }
        Decode(chunk, flush: false);
    }

    public void End() => Decode([], flush: true);

    private void Decode(ReadOnlySpan<byte> chunk, bool flush)
    {
        if (!IsUtf8) return;
        if (scratch.Length < chunk.Length + 2) scratch = new char[chunk.Length + 2];
        try
        {
            decoder.GetChars(chunk, scratch, flush);
        }
        catch (DecoderFallbackException)
        {
            IsUtf8 = false;
        }
    }
}
