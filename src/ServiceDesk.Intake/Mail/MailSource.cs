using System.Buffers;

namespace ServiceDesk.Intake.Mail;

/// <summary>The message's bytes as a stream over the memory they already lie in, so that nothing is copied to be parsed.</summary>
internal sealed class MailSource(ReadOnlySequence<byte> bytes) : Stream
{
    private const int blockSize = 64 * 1024;

    private SequencePosition here = bytes.Start;
    private long position;

    /// <summary>Reading on from here is refused: the parser gathers a header whole before anybody can measure it.</summary>
    public long HeadersEndBefore { get; set; } = long.MaxValue;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => bytes.Length;

    public override long Position
    {
        get => position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>Takes a stream into memory, in blocks, and no further than the limit.</summary>
    public static MailSource Of(Stream stream, MailLimits limits)
    {
        var first = new Block(default, 0);
        var last = first;
        while (true)
        {
            var buffer = new byte[blockSize];
            var read = stream.ReadAtLeast(buffer, blockSize, throwOnEndOfStream: false);
            if (last.End + read > limits.Bytes) throw TooLarge(limits);
            last = last.Append(buffer.AsMemory(0, read));
            if (read < blockSize) return new(new(first, 0, last, read));
        }
    }

    public static MailSource Of(ReadOnlySequence<byte> bytes, MailLimits limits) => bytes.Length > limits.Bytes ? throw TooLarge(limits) : new(bytes);

    public override int Read(Span<byte> buffer)
    {
        if (position >= HeadersEndBefore) throw MailGuard.HeadersTooLarge();
        var rest = bytes.Slice(here);
        var chunk = rest.Slice(0, Math.Min(buffer.Length, rest.Length));
        chunk.CopyTo(buffer);
        here = chunk.End;
        position += chunk.Length;
        return (int)chunk.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => position + offset, _ => Length + offset };
        here = bytes.GetPosition(target);
        return position = target;
    }

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static MailRefusedException TooLarge(MailLimits limits) => new("mail-too-large", $"The message has more than {limits.Bytes} bytes.");

    private sealed class Block : ReadOnlySequenceSegment<byte>
    {
        public Block(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public long End => RunningIndex + Memory.Length;

        public Block Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Block(memory, End);
            Next = next;
            return next;
        }
    }
}
