using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ServiceDesk.Hosting;

/// <summary>An RFC 9457 problem document with a stable <c>code</c>, <c>errors</c> by field and the trace id.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A stable word for programs, in kebab-case.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Errors">What is wrong, by the JSON path of the field.</param>
public sealed record Problem(int Status, string Code, string Detail, IReadOnlyDictionary<string, string[]>? Errors) : IResult
{
    /// <summary>The media type of RFC 9457.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A problem that is not about fields.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A stable word.</param>
    /// <param name="detail">A sentence.</param>
    public static Problem Of(int status, string code, string detail) => new(status, code, detail, null);

    /// <summary>One wrong field.</summary>
    /// <param name="field">Its JSON path.</param>
    /// <param name="reason">A sentence.</param>
    public static Problem Field(string field, string reason) =>
        new(StatusCodes.Status422UnprocessableEntity, "invalid", "The request has wrong fields.", new Dictionary<string, string[]> { [field] = [reason] });

    /// <summary>Absent, or not the caller's to know of.</summary>
    public static Problem NotFound { get; } = Of(StatusCodes.Status404NotFound, "not-found", "There is nothing here that you may see.");

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = MediaType;
        if (Status is 429 or 503) httpContext.Response.Headers.RetryAfter = "1";
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter);
        Write(writer);
    }

    /// <summary>Writes the document.</summary>
    /// <param name="writer">Where it goes.</param>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", $"urn:servicedesk:problem:{Code}");
        writer.WriteString("title", ReasonPhrases.GetReasonPhrase(Status));
        writer.WriteNumber("status", Status);
        writer.WriteString("detail", Detail);
        writer.WriteString("code", Code);
        if (Errors is { Count: > 0 })
        {
            writer.WriteStartObject("errors");
            foreach (var (field, reasons) in Errors)
            {
                writer.WriteStartArray(field);
                foreach (var reason in reasons) writer.WriteStringValue(reason);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        if (Activity.Current is { } activity) writer.WriteString("traceId", activity.TraceId.ToString());
        writer.WriteEndObject();
    }
}

/// <summary>A request that cannot be accepted; the answer is its problem document, and nothing was changed.</summary>
/// <param name="problem">What is wrong.</param>
public sealed class RefusedException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>What is wrong.</summary>
    public Problem Problem => problem;
}
