using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ServiceDesk.Web.Imports;

/// <summary>Lines of a file that are sent together, with the header of the file before them if it has one.</summary>
/// <param name="Bytes">What is sent.</param>
/// <param name="Before">How much further down in the file a line stands than in the part.</param>
/// <param name="Last">The last line in the file that has something in it and is sent.</param>
/// <param name="TooLong">Lines that no service would take; an empty line stands in their place.</param>
internal sealed record FilePart(byte[] Bytes, long Before, long Last, IReadOnlyList<long> TooLong);

/// <summary>Cuts a file into parts at its line feeds, which mean nothing else in UTF-8 and in GB 18030. No more of it than a part is in memory.</summary>
internal static class FileParts
{
    public const int LongestLine = 1 << 20;

    public static async IAsyncEnumerable<FilePart> Read(Stream file, bool hasHeader, int mostLines, long mostBytes, [EnumeratorCancellation] CancellationToken cancel)
    {
        byte[] header = [];
        var (number, lines, part, last, tooLong) = (0L, 0, new MemoryStream(), 0L, new List<long>());
        await foreach (var line in Lines(file, cancel))
        {
            number++;
            if (hasHeader && number == 1)
            {
                header = line ?? [];
                part.Write(header);
                continue;
            }
            if (lines > 0 && (lines == mostLines || part.Length + (line?.Length ?? 0) > mostBytes))
            {
                yield return Part(number);
                (lines, part, last, tooLong) = (0, new MemoryStream(), 0, []);
                part.Write(header);
            }
            lines++;
            part.Write(line ?? "\n"u8);
            if (line is null) tooLong.Add(number);
            else if (line.AsSpan().ContainsAnyExcept(" \t\r\n"u8)) last = number;
        }
        if (lines > 0 || number > 0) yield return Part(number + 1);

        FilePart Part(long next) => new(part.ToArray(), next - 1 - lines - (hasHeader ? 1 : 0), last, tooLong);
    }

    /// <summary>Each line with its line feed; null for one that is too long.</summary>
    private static async IAsyncEnumerable<byte[]?> Lines(Stream file, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: 65_536, leaveOpen: true));
        var skipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } feed)
            {
                var line = rest.Slice(0, rest.GetPosition(1, feed));
                yield return skipping || line.Length > LongestLine ? null : line.ToArray();
                skipping = false;
                rest = rest.Slice(line.End);
            }
            if (read.IsCompleted)
            {
                if (skipping || rest.Length > LongestLine) yield return null;
                else if (!rest.IsEmpty) yield return rest.ToArray();
                yield break;
            }
            if (rest.Length > LongestLine)
            {
                skipping = true; // its end is still to come; what is here can be let go
                rest = rest.Slice(rest.End);
            }
            reader.AdvanceTo(rest.Start, rest.End);
        }
    }
}
