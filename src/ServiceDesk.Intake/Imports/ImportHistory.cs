using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>
/// The log of another system becomes the history of tickets here: NDJSON in, one result per line out and a summary at the end. Sending
/// the same again records nothing again, so an import that broke off is resumed by sending it again.
/// </summary>
internal static partial class ImportHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/imports", Post)
        .For(Roles.System, Roles.Admin)
        .Accepts<string>(Ndjson.MediaType).Produces<string>(200, Ndjson.MediaType)
        .WithSummary("Imports the log of another system, one JSON object per row.")
        .WithDescription("""
            Query: source, a lower-case word that names the system for ever; zone, the IANA zone of instants without an offset (UTC).
            A line: row (the row's id there), ticket (the ticket's number there), what (opened, assigned, answered, worked-on, diagnosed,
            article-used, awaited-requester, awaited-vendor, awaited, resolved, confirmed, rejected, reopened, closed, rated, updated), at,
            who { name or id }; who confirms, rejects and rates is the requester unless told. A line that opened a ticket holds the fields of a
            submission besides; any other may hold team, agent { name or id }, state, priority and category as they were from then on, and text
            (the answer, question, vendor, findings, solution, comment or reason); resolved may hold cause, closed surveyUntil (until when the
            requester could rate, at most 365 days after at), rated holds score (1 to 5), article-used holds article { id, number, title, version, helped } of this desk.
            A row may tell several things, each in a line of its own; row and what together are recorded once.
            The answer to a line: { line, status, id, number, position }, 201 recorded, 200 there already, or { line, status, problem };
            reordered = it stood behind a row of its ticket that happened after it; late = the ticket already had something from after it.
            The rows of a ticket are put in order within 16,384 lines. The last line is { summary }.
            A client that reads no answer before it has sent everything sends at most 10,000 lines at once.
            """);

    private static async Task<IResult> Post(HttpContext context, string? source, string? zone, Act act, HistoryImports imports, IServiceProvider services, CancellationToken cancel)
    {
        if (source is null || !SourceShape().IsMatch(source)) return Problem.Field("source", "must be a lower-case word of at most 32 letters, digits and dashes");
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "UTC") is not { } here) return Problem.Field("zone", "must be a zone of the IANA database, such as Asia/Shanghai");
        if (Ndjson.Refuse(context) is { } refusal) return refusal;

        var (window, summary, committing) = (new ImportWindow(), new ImportSummary(), Task.CompletedTask);
        try
        {
            await Ndjson.ReadLines(context.Request.BodyReader, async (number, line) =>
            {
                window.Add(Read(number, line, here, act, services), source, line?.Length ?? 0);
                if (window.IsFull) await Turn();
            }, () => committing.IsCompleted ? Turn() : ValueTask.CompletedTask, cancel);
            await Turn();
            await committing;
        }
        finally
        {
            await committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // it writes to the answer
        }
        summary.Write(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(cancel);
        return TypedResults.Empty;

        // One window is recorded while the next one is read.
        async ValueTask Turn()
        {
            if (window.Lines.Count == 0) return;
            await committing;
            var full = window;
            window = new ImportWindow();
            committing = Task.Run(async () =>
            {
                await imports.Record(full, source, act, cancel);
                await Answer(full, summary, new LogPosition(imports.Log, 0), context.Response.BodyWriter, cancel);
            }, cancel);
        }
    }

    private static ImportLine Read(int number, ReadOnlySequence<byte>? line, DateTimeZone zone, Act act, IServiceProvider services)
    {
        try
        {
            if (line is not { } json) return new ImportLine(number, null, default, Ndjson.TooLong);
            var row = Input.Parse<HistoricRow>(json, act.Actor, services);
            var at = row.At.In(zone);
            return row.Untimely(at, act.Now) is { } problem ? new ImportLine(number, null, default, problem) : new ImportLine(number, row, at, null);
        }
        catch (RefusedException refused)
        {
            return new ImportLine(number, null, default, refused.Problem);
        }
    }

    private static async Task Answer(ImportWindow window, ImportSummary summary, LogPosition log, PipeWriter output, CancellationToken cancel)
    {
        await using var writer = new Utf8JsonWriter(output);
        foreach (var line in window.Lines)
        {
            summary.Count(line);
            writer.Reset(output);
            Write(writer, line, log);
            await writer.FlushAsync(cancel);
            output.Write("\n"u8);
            if (output.UnflushedBytes > 32_768) await output.FlushAsync(cancel);
        }
        await output.FlushAsync(cancel);
    }

    private static void Write(Utf8JsonWriter writer, ImportLine line, LogPosition log)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", line.Number);
        writer.WriteNumber("status", line.Problem?.Status ?? (line.IsRecorded ? StatusCodes.Status201Created : StatusCodes.Status200OK));
        if (line.Problem is { } problem)
        {
            writer.WritePropertyName("problem");
            problem.Write(writer);
        }
        else
        {
            writer.WriteString("id", line.Ticket!.Id);
            writer.WriteString("number", line.Ticket.DeskNumber);
            writer.WriteString("position", (log with { Position = line.Position }).ToString());
            if (line.IsReordered) writer.WriteBoolean("reordered", true);
            if (line.IsLate) writer.WriteBoolean("late", true);
        }
        writer.WriteEndObject();
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,31}\z")]
    private static partial Regex SourceShape();
}

/// <summary>What became of a request's lines.</summary>
internal sealed class ImportSummary
{
    private int rows;
    private int recorded;
    private int repeated;
    private int refused;
    private int tickets;
    private int reordered;
    private int late;

    public void Count(ImportLine line)
    {
        rows++;
        if (line.Problem is not null)
        {
            refused++;
            return;
        }
        if (line.IsRecorded) recorded++;
        else repeated++;
        if (line is { IsRecorded: true, IsOpening: true }) tickets++;
        if (line.IsReordered) reordered++;
        if (line.IsLate) late++;
    }

    /// <summary>Tickets: those that the request opened.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using (var writer = new Utf8JsonWriter(output))
            JsonSerializer.Serialize(writer, new { summary = new { rows, recorded, repeated, refused, tickets, reordered, late } }, HttpJson.Options);
        output.Write("\n"u8);
    }
}
