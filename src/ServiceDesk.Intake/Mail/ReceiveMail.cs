using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>A mail system hands over one message.</summary>
internal sealed class ReceiveMail
{
    private const string mediaType = "message/rfc822";

    // Each is in memory as a whole; who waits in vain is told to come again, which mail systems do.
    private const int mostAtOnce = 4;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim room = new(mostAtOnce);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/channels/email",
        async (HttpContext context, Act act, ReceiveMail door, MailDesk desk, CancellationToken cancel) =>
        {
            if (context.Request.ContentType?.Split(';')[0].Trim().Equals(mediaType, StringComparison.OrdinalIgnoreCase) != true)
                return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-a-message", $"Send {mediaType}.");
            if (context.Request.ContentLength > MailLimits.Usual.Bytes) return TooLarge;
            if (!await door.room.WaitAsync(patience, cancel)) return Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "Too many messages at once; try again.");
            try
            {
                return await Receive(context, act, desk, cancel);
            }
            finally
            {
                door.room.Release();
            }
        })
        .For(Roles.System, Roles.Admin).Accepts<string>(mediaType).Produces<MailAnswer>(StatusCodes.Status201Created)
        .WithSummary("Takes one message: a new ticket (201), more about one (200), or neither (202).");

    /// <summary>The message is read where it lies in the request's buffers, which are let go when everything is done.</summary>
    private static async Task<IResult> Receive(HttpContext context, Act act, MailDesk desk, CancellationToken cancel)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var body = context.Request.BodyReader;
        var bytes = ReadOnlySequence<byte>.Empty;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancel);
                bytes = read.Buffer;
                if (bytes.Length > MailLimits.Usual.Bytes) return TooLarge;
                if (read.IsCompleted) break;
                body.AdvanceTo(bytes.Start, bytes.End);
            }
            return await desk.Receive(MailReader.Read(bytes, MailLimits.Usual), bytes, act, cancel);
        }
        catch (MailRefusedException refused)
        {
            return refused.Code == "mail-too-large" ? TooLarge : Problem.Of(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.Message);
        }
        finally
        {
            body.AdvanceTo(bytes.End);
        }
    }

    private static Problem TooLarge { get; } = Problem.Of(
        StatusCodes.Status413PayloadTooLarge, "mail-too-large", $"The message has more than {MailLimits.Usual.Bytes} bytes.");
}
