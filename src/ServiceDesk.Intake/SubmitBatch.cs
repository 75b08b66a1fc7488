using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Many tickets in one request: NDJSON in, one result per line out, in order, while the rest still streams in.</summary>
internal static class SubmitBatch
{
    private const int MostInFlight = 2048;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/batch", Post)
        .For(Roles.System, Roles.Agent, Roles.Lead, Roles.Admin)
        .Accepts<string>(Ndjson.MediaType).Produces<string>(200, Ndjson.MediaType).WithSummary("Submits many tickets, one JSON object per line.");

    private static async Task<IResult> Post(HttpContext context, Act act, Submissions submissions, IServiceProvider services, CancellationToken cancel)
    {
        if (Ndjson.Refuse(context) is { } refusal) return refusal;

        var results = Channel.CreateBounded<Task<Line>>(new BoundedChannelOptions(MostInFlight) { SingleReader = true, SingleWriter = true });
        var writing = Write(results.Reader, context.Response.BodyWriter, cancel);
        try
        {
            await Ndjson.ReadLines(context.Request.BodyReader, (number, line) =>
                results.Writer.WriteAsync(Submit(number, line, act, submissions, services, cancel), cancel), null, cancel);
            results.Writer.Complete();
        }
        catch (Exception broken)
        {
            results.Writer.Complete(broken);
        }
        await writing;
        return TypedResults.Empty;
    }

    private static async Task<Line> Submit(int number, ReadOnlySequence<byte>? line, Act act, Submissions submissions, IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            if (line is not { } json) return new Line(number, null, Ndjson.TooLong);
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

    private readonly record struct Line(int Number, SubmissionAnswer? Answer, Problem? Problem);
}
