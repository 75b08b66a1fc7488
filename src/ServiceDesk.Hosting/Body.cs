using Microsoft.AspNetCore.Http;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>A command read from the request's body, with the fingerprint of its content.</summary>
/// <typeparam name="T">The command.</typeparam>
/// <param name="Value">The command.</param>
public sealed record Body<T>(T Value) where T : class, IInput<T>
{
    /// <summary>Reads the body of a request.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="RefusedException">The body is missing, of another media type, or wrong.</exception>
    public static async ValueTask<Body<T>?> BindAsync(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType))
            throw new RefusedException(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-json", "Send application/json."));
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (!read.IsCompleted) { reader.AdvanceTo(read.Buffer.Start, read.Buffer.End); continue; }
            CrashPoint.Reach(CrashPoint.BodyRead);
            try
            {
                return new Body<T>(Input.Parse<T>(read.Buffer, Actor.Of(context.User)!, context.RequestServices));
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static bool IsJson(string? type) =>
        type is not null && (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || type.Contains("+json", StringComparison.OrdinalIgnoreCase));
}
