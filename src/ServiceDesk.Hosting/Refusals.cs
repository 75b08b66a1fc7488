using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>Whatever stops a request becomes a problem document.</summary>
internal static partial class Refusals
{
    public static async Task Answer(HttpContext context, RequestDelegate next)
    {
        try
        {
            // No value holds a NUL, and the database refuses to be asked for one.
            if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
                throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "malformed", "The query holds a NUL character."));
            await next(context);
            if (context.Response is { HasStarted: false, ContentType: null, StatusCode: >= 400 and var status }) await Bare(status).ExecuteAsync(context);
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            if (context.RequestAborted.IsCancellationRequested) return;
            var problem = Of(error);
            if (problem.Status == StatusCodes.Status500InternalServerError)
                Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ServiceDesk"), context.Request.Path, error);
            context.Response.Clear();
            await problem.ExecuteAsync(context);
        }
    }

    /// <summary>The problem of a request that found no handler.</summary>
    private static Problem Bare(int status) => status switch
    {
        StatusCodes.Status404NotFound => Problem.Of(status, "not-found", "There is no such route."),
        StatusCodes.Status405MethodNotAllowed => Problem.Of(status, "method-not-allowed", "The route does not take this method."),
        StatusCodes.Status415UnsupportedMediaType => Problem.Of(status, "unsupported-media-type", "The route does not take this media type."),
        _ => Problem.Of(status, "refused", "The request was refused."),
    };

    /// <summary>The problem of an exception, with nothing of its inside for causes that are ours.</summary>
    public static Problem Of(Exception error) => error switch
    {
        RefusedException refused => refused.Problem,
        StoreBusyException => Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "The desk is busy; nothing was done. Try again in a second."),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            Problem.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "The body is larger than 1 MiB."),
        BadHttpRequestException bad => Problem.Of(bad.StatusCode, "malformed", bad.Message),
        PostgresException { IsTransient: false } => Internal,
        NpgsqlException or TimeoutException => Problem.Of(StatusCodes.Status503ServiceUnavailable, "storage-unavailable",
            "The storage did not answer. With an Idempotency-Key the request can safely be sent again."),
        _ => Internal,
    };

    private static Problem Internal { get; } =
        Problem.Of(StatusCodes.Status500InternalServerError, "internal", "Something broke on our side; the trace id names it.");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    private static partial void Failed(ILogger logger, string path, Exception error);
}
