using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Many changes from a CSV file: one result per row out, in order, while the rest still streams in.</summary>
internal static class CsvUpsert
{
    public const string MediaType = "text/csv";
    public const string AnswerType = "application/x-ndjson";

    private const long LargestFile = 100 << 20;
    private const int MostAtOnce = 64;
    private const int BusyAttempts = 20;

    public static async Task<IResult> Post<T>(HttpContext context, Act act, Func<CsvRow<T>, Task<Changed>> change, CancellationToken cancel) where T : class, ICsvRow<T>
    {
        var encoding = EncodingOf(context.Request.ContentType);
        if (context.Request.ContentLength > LargestFile) return TooLarge;
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LargestFile;
        var directory = context.RequestServices.GetRequiredService<AccessDirectory>();
        await using var rows = await CsvRows<T>.Open(context.Request.Body, encoding, act.Actor, directory, cancel);
        context.Response.ContentType = AnswerType;
        await Apply(rows, change, context.Response.BodyWriter, cancel);
        return TypedResults.Empty;
    }

    private static async Task Apply<T>(CsvRows<T> rows, Func<CsvRow<T>, Task<Changed>> change, PipeWriter output, CancellationToken cancel) where T : class, ICsvRow<T>
    {
        var (together, touched) = (new List<CsvRow<T>>(MostAtOnce), new HashSet<string>(StringComparer.Ordinal));
        long last = 1;
        while (rows.GoesOn && await Next(rows, last, cancel) is { } row)
        {
            last = row.Line;
            var touches = row.Command?.Touches.Where(one => one.Length > 0).ToList() ?? [];
            if (together.Count == MostAtOnce || touched.Overlaps(touches)) await Flush();
            together.Add(row);
            touched.UnionWith(touches);
            if (row.Problem?.Status == StatusCodes.Status413PayloadTooLarge) break;
        }
        await Flush();

        async Task Flush()
        {
            foreach (var line in await Task.WhenAll(together.Select(row => Run(row, change, cancel)))) Write(output, line);
            await output.FlushAsync(cancel);
            together.Clear();
            touched.Clear();
        }
    }

    /// <summary>The next row, or what became of the file after the last one.</summary>
    private static async ValueTask<CsvRow<T>?> Next<T>(CsvRows<T> rows, long last, CancellationToken cancel) where T : class, ICsvRow<T>
    {
        try
        {
            return await rows.Next(cancel);
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new CsvRow<T>(last + 1, null, _ => false, TooLarge);
        }
    }

    private static async Task<Line> Run<T>(CsvRow<T> row, Func<CsvRow<T>, Task<Changed>> change, CancellationToken cancel) where T : class, ICsvRow<T>
    {
        if (row.Problem is not null) return new Line(row.Line, null, row.Problem);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var changed = await change(row);
                return new Line(row.Line, changed, changed.Problem);
            }
            catch (RefusedException refused)
            {
                return new Line(row.Line, null, refused.Problem);
            }
            catch (StoreBusyException) when (attempt < BusyAttempts)
            {
                await Task.Delay(100, cancel);
            }
            catch (StoreBusyException)
            {
                return new Line(row.Line, null, Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "The desk is busy; nothing was done. Send this row again."));
            }
        }
    }

    private static void Write(PipeWriter output, Line line)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteNumber("line", line.Number);
            writer.WriteNumber("status", line.Problem?.Status ?? (line.Changed!.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));
            if (line.Problem is { } problem)
            {
                writer.WritePropertyName("problem");
                problem.Write(writer);
            }
            else
            {
                writer.WriteString("id", line.Changed!.Id);
                writer.WriteString("position", new LogPosition(Logs.Intake, line.Changed.Position).ToString());
            }
            writer.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    /// <summary>Null = UTF-8, with or without a byte order mark.</summary>
    private static Encoding? EncodingOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase))
            throw new RefusedException(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-csv", $"Send {MediaType}."));
        return type.Charset.Value?.Trim('"').ToLowerInvariant() switch
        {
            null or "" or "utf-8" or "utf8" => null,
            "gb18030" or "gbk" or "gb2312" => CodePagesEncodingProvider.Instance.GetEncoding("gb18030"),
            _ => throw new RefusedException(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unknown-charset", "The charset is utf-8 or gb18030.")),
        };
    }

    private static Problem TooLarge { get; } = Problem.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "The file is larger than 100 MiB; send it in parts. Nothing more was read.");

    private readonly record struct Line(long Number, Changed? Changed, Problem? Problem);
}
