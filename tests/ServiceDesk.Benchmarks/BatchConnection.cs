using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>
/// One HTTP/1.1 connection on which lines go out while their answers come in; HttpClient would read nothing before it had sent all.
/// The lines are made once and sent again and again: the header's idempotency key and the line's number tell them apart.
/// </summary>
internal static class BatchConnection
{
    private const int LinesPerChunk = 64;

    public sealed record Outcome(long Lines, long Acknowledged, TimeSpan Elapsed);

    public static async Task<Outcome> Run(Uri service, string key, string line, TimeSpan duration, CancellationToken cancel)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(service.Host, service.Port, cancel);
        await using var stream = client.GetStream();
        var started = Stopwatch.GetTimestamp();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"""
            POST /tickets/batch HTTP/1.1
            Host: {service.Authority}
            Authorization: Bearer {key}
            Content-Type: application/x-ndjson
            Idempotency-Key: {Guid.NewGuid()}
            Transfer-Encoding: chunked
            Connection: close


            """.ReplaceLineEndings("\r\n")), cancel);
        var receiving = Receive(PipeReader.Create(stream), cancel);
        var sending = Send(stream, line, () => Stopwatch.GetElapsedTime(started) < duration && !receiving.IsCompleted, cancel);
        var (lines, acknowledged) = await receiving;
        var elapsed = Stopwatch.GetElapsedTime(started);
        var sent = await sending;
        return lines == sent ? new Outcome(lines, acknowledged, elapsed) : throw new Failure($"{sent} lines were sent, but {lines} were answered.");
    }

    private static async Task<long> Send(NetworkStream stream, string line, Func<bool> more, CancellationToken cancel)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line + "\n", LinesPerChunk)));
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{lines.Length:x}\r\n"), .. lines, .. "\r\n"u8];
        long sent = 0;
        for (; more(); sent += LinesPerChunk) await stream.WriteAsync(chunk, cancel);
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancel);
        return sent;
    }

    /// <summary>Counts the lines of the answer, and those that say 201.</summary>
    private static async Task<(long Lines, long Acknowledged)> Receive(PipeReader input, CancellationToken cancel)
    {
        await ReadHead(input, cancel);
        var (lines, acknowledged) = (0L, 0L);
        var rest = new ArrayBufferWriter<byte>();
        while (await ReadNumber(input, cancel) is var size && size > 0)
        {
            var read = await input.ReadAtLeastAsync(size + 2, cancel);
            if (read.Buffer.Length < size + 2) throw new Failure("The answer broke off.");
            foreach (var part in read.Buffer.Slice(0, size)) rest.Write(part.Span);
            input.AdvanceTo(read.Buffer.GetPosition(size + 2));
            var complete = rest.WrittenSpan[..(rest.WrittenSpan.LastIndexOf((byte)'\n') + 1)];
            lines += complete.Count((byte)'\n');
            acknowledged += complete.Count("\"status\":201,"u8);
            var left = rest.WrittenSpan[complete.Length..].ToArray();
            rest.ResetWrittenCount();
            rest.Write(left);
        }
        return (lines, acknowledged);
    }

    private static async Task ReadHead(PipeReader input, CancellationToken cancel)
    {
        var status = await ReadLine(input, cancel);
        if (!status.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) throw new Failure($"The batch was answered with {status}.");
        while ((await ReadLine(input, cancel)).Length > 0) { }
    }

    private static async Task<int> ReadNumber(PipeReader input, CancellationToken cancel)
    {
        var line = await ReadLine(input, cancel);
        return Utf8Parser.TryParse(Encoding.ASCII.GetBytes(line), out int size, out _, 'x') ? size : throw new Failure($"'{line}' is no size of a chunk.");
    }

    private static async Task<string> ReadLine(PipeReader input, CancellationToken cancel)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancel);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.ASCII.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }
            if (read.IsCompleted) throw new Failure("The answer broke off.");
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
