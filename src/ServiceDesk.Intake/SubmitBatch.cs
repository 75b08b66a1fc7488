using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Features;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Many tickets in one request: NDJSON in, one result per line out, in order, while the rest still streams in.</summary>
internal static class SubmitBatch
{
    private const string MediaType = "application/x-ndjson";
    private const int LongestLine = 1 << 20;
    private const int MostInFlight = 2048;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/batch", Post)
        .For(Roles.System, Roles.Agent, Roles.Lead, Roles.Admin)
        .Accepts<string>(MediaType).Produces<string>(200, MediaType).WithSummary("Submits many tickets, one JSON object per line.");

    private static async Task<IResult> Post(HttpContext context, Act act, Submissions submissions, IServiceProvider services, CancellationToken cancel)
    {
        if (context.Request.ContentType?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) != true)
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-ndjson", $"Send {MediaType}: one JSON object per line.");
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        context.Response.ContentType = MediaType;

        var results = Channel.CreateBounded<Task<Line>>(new BoundedChannelOptions(MostInFlight) { SingleReader = true, SingleWriter = true });
        var writing = Write(results.Reader, context.Response.BodyWriter, cancel);
        try
        {
            await ReadLines(context.Request.BodyReader, (number, line) =>
                results.Writer.WriteAsync(Submit(number, line, act, submissions, services, cancel), cancel), cancel);
            results.Writer.Complete();
        }
        catch (Exception broken)
        {
            results.Writer.Complete(broken);
        }
        await writing;
        return TypedResults.Empty;
    }

    /// <summary>Splits the body at line feeds; blank lines count but are left out, a line that is too long is passed as null.</summary>
    private static async Task ReadLines(PipeReader body, Func<int, ReadOnlySequence<byte>?, ValueTask> take, CancellationToken cancel)
    {
        var (number, skipping) = (0, false);
        while (true)
        {
            var read = await body.ReadAsync(cancel);
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

    private static async Task<Line> Submit(int number, ReadOnlySequence<byte>? line, Act act, Submissions submissions, IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            if (line is not { } json) return new Line(number, null, Problem.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "The line is longer than 1 MiB."));
            CrashPoint.Reach(CrashPoint.LineRead);
            var command = Input.Parse<SubmitTicket>(json, act.Actor, services);
            var key = command.IdempotencyKey ?? (act.IdempotencyKey is { } shared ? $"{shared}/{number}" : null);
            var answer = await submissions.Submit(command, act, key, waitForRoom: true, canAskBack: true, cancel);
            return new Line(number, answer, answer.Problem);
        }
        catch (RefusedException refused)
        {
            return new Line(number, null, refused.Problem);
        }
    }

    private static async Task Write(ChannelReader<Task<Line>> results, PipeWriter output, CancellationToken cancel)
    {
        await using var writer = new Utf8JsonWriter(output);
        await foreach (var result in results.ReadAllAsync(cancel))
        {
            if (!result.IsCompleted) await output.FlushAsync(cancel);
            var line = await result;
            writer.Reset(output);
            WriteLine(writer, line);
            await writer.FlushAsync(cancel);
            output.Write("\n"u8);
            CrashPoint.Reach(CrashPoint.LineAnswered);
            if (output.UnflushedBytes > 32_768) await output.FlushAsync(cancel);
        }
        await output.FlushAsync(cancel);
    }

    private static void WriteLine(Utf8JsonWriter writer, Line line)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", line.Number);
        writer.WriteNumber("status", line.Problem?.Status ?? StatusCodes.Status201Created);
        if (line.Problem is { } problem)
        {
            writer.WritePropertyName("problem");
            problem.Write(writer);
        }
        else
        {
            line.Answer!.WriteFields(writer);
        }
        writer.WriteEndObject();
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0) return false;
        }
        return true;
    }

    private readonly record struct Line(int Number, SubmissionAnswer? Answer, Problem? Problem);
}
