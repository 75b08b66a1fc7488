using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Bodies of any length, one JSON object per line, that are answered while they still stream in.</summary>
internal static class Ndjson
{
    public const string MediaType = "application/x-ndjson";

    private const int LongestLine = 1 << 20;
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(50);

    public static Problem TooLong { get; } = Problem.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "The line is longer than 1 MiB.");

    /// <summary>Prepares a request for a stream of lines; the problem when it is none.</summary>
    public static Problem? Refuse(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) != true)
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-ndjson", $"Send {MediaType}: one JSON object per line.");
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        context.Response.ContentType = MediaType;
        return null;
    }

    /// <summary>
    /// Splits the body at line feeds; blank lines count but are left out, a line that is too long is passed as null. When the sender
    /// pauses, the other side may be told, because the sender may be waiting for its answers.
    /// </summary>
    public static async Task ReadLines(PipeReader body, Func<int, ReadOnlySequence<byte>?, ValueTask> take, Func<ValueTask>? pause, CancellationToken cancel)
    {
        var (number, skipping) = (0, false);
        while (true)
        {
            var read = pause is null ? await body.ReadAsync(cancel) : await ReadPatiently(body, pause, cancel);
            var rest = read.Buffer;
            while (TryTakeLine(ref rest, read.IsCompleted, out var line))
            {
                number++;
                if (skipping || line.Length > LongestLine) await take(number, null);
                else if (!IsBlank(line)) await take(number, line);
                skipping = false;
            }
            if (rest.Length > LongestLine)
            {
                skipping = true; // its end is still to come; what is here can be let go
                rest = rest.Slice(rest.End);
            }
            body.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted) return;
        }
    }

    private static async ValueTask<ReadResult> ReadPatiently(PipeReader body, Func<ValueTask> pause, CancellationToken cancel)
    {
        if (body.TryRead(out var there)) return there;
        var reading = body.ReadAsync(cancel).AsTask();
        while (await Task.WhenAny(reading, Task.Delay(patience, cancel)) != reading && !cancel.IsCancellationRequested) await pause();
        return await reading;
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        line = rest;
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }
        if (!isLast || rest.IsEmpty) return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0) return false;
        }
        return true;
    }
}
