using System.Text;

namespace ServiceDesk.Intake;

/// <summary>What a file is by its first bytes, whatever its sender calls it.</summary>
/// <param name="MediaType">The media type; <c>application/octet-stream</c> when nothing is recognised.</param>
/// <param name="IsProgram">True when a computer would run it.</param>
internal readonly record struct FileKind(string MediaType, bool IsProgram)
{
    /// <summary>How many of a file's first bytes are looked at.</summary>
    public const int HeadBytes = 560;

    private const string Unknown = "application/octet-stream";

    /// <summary>Byte patterns at an offset. Sources: the file formats' own specifications; the order matters where one begins like another.</summary>
    private static readonly (int Offset, byte[] Bytes, string MediaType, bool IsProgram)[] signatures =
    [
        (0, [0x4D, 0x5A], "application/vnd.microsoft.portable-executable", true),
        (0, [0x7F, .. "ELF"u8], "application/x-elf", true),
        (0, [0xCF, 0xFA, 0xED, 0xFE], "application/x-mach-binary", true),
        (0, [0xCE, 0xFA, 0xED, 0xFE], "application/x-mach-binary", true),
        (0, [0xCA, 0xFE, 0xBA, 0xBE], "application/x-mach-binary", true),
        (0, [.. "#!"u8], "text/x-shellscript", true),
        (0, [0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00], "application/x-ms-shortcut", true),
        (0, [0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A], "image/png", false),
        (0, [0xFF, 0xD8, 0xFF], "image/jpeg", false),
        (0, [.. "GIF8"u8], "image/gif", false),
        (8, [.. "WEBP"u8], "image/webp", false),
        (4, [.. "ftypheic"u8], "image/heic", false),
        (0, [.. "BM"u8], "image/bmp", false),
        (0, [0x49, 0x49, 0x2A, 0x00], "image/tiff", false),
        (0, [0x4D, 0x4D, 0x00, 0x2A], "image/tiff", false),
        (0, [.. "%PDF-"u8], "application/pdf", false),
        (0, [.. "{\\rtf"u8], "application/rtf", false),
        (0, [0x50, 0x4B, 0x03, 0x04], "application/zip", false),
        (0, [0x50, 0x4B, 0x05, 0x06], "application/zip", false),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage", false),
        (0, [0x1F, 0x8B], "application/gzip", false),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed", false),
        (0, [.. "Rar!"u8], "application/vnd.rar", false),
        (4, [.. "ftyp"u8], "video/mp4", false),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "video/webm", false),
        (0, [.. "OggS"u8], "audio/ogg", false),
        (0, [.. "ID3"u8], "audio/mpeg", false),
        (8, [.. "WAVE"u8], "audio/wav", false),
    ];

    /// <summary>What a file is.</summary>
    /// <param name="head">Its first bytes, up to <see cref="HeadBytes"/>.</param>
    /// <param name="isAll">Whether these are all of them.</param>
    public static FileKind Of(ReadOnlySpan<byte> head, bool isAll)
    {
        foreach (var (offset, bytes, mediaType, isProgram) in signatures)
        {
            if (head.Length >= offset + bytes.Length && head.Slice(offset, bytes.Length).SequenceEqual(bytes)) return new FileKind(mediaType, isProgram);
        }
        return new FileKind(IsText(head, isAll) ? "text/plain" : Unknown, IsProgram: false);
    }

    /// <summary>Whether it reads as UTF-8 (or UTF-16 with its mark) without control characters; a character cut off at the end of the head is no fault.</summary>
    private static bool IsText(ReadOnlySpan<byte> head, bool isAll)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return true;
        if (head.ContainsAnyInRange((byte)0, (byte)8) || head.Contains((byte)0x7F)) return false;
        while (!head.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(head, out _, out var read);
            if (status == System.Buffers.OperationStatus.NeedMoreData) return !isAll;
            if (status != System.Buffers.OperationStatus.Done) return false;
            head = head[read..];
        }
        return true;
    }
}
