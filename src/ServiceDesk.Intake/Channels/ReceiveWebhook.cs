using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>A message to an inbound webhook: by somebody with an API key, or signed.</summary>
internal static class ReceiveWebhook
{
    private static Problem Unknown { get; } = Problem.Of(
        StatusCodes.Status401Unauthorized, "unauthenticated", "Send a valid API key, or the signature that this webhook asks for.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/channels/webhooks/{name}", Post).AllowAnonymous()
        .Accepts<object>("application/json").Produces<ChannelAnswer>().Produces<ChannelAnswer>(StatusCodes.Status201Created)
        .WithSummary("Takes a message as the webhook's definition tells. Callers without a key must sign; which webhooks there are, strangers do not learn.");

    private static async Task<IResult> Post(
        string name, HttpContext context, ChannelDirectory channels, WebhookTrust trust, AccessDirectory directory, ChannelTickets tickets, ChannelHealth health,
        IClock clock, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant().ToMicroseconds();
        var body = await RawBody.Read(context.Request, cancel);
        var defined = channels.Webhooks.GetValueOrDefault(name)?.Defined;
        var caller = await Actor.BindAsync(context);
        if (caller is null && !trust.IsTrusted(defined, header => context.Request.Headers[header], body, now)) return Unknown;
        if (caller is not null && !caller.Is(Roles.System, Roles.Admin)) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Your roles do not allow this.");
        if (defined is null || (caller is not null && defined.Definition.Organization is not null && !DefineWebhook.IsVisible(defined, caller))) return Problem.NotFound;

        var via = ChannelNames.Webhook(name);
        var actor = caller is null
            ? new Actor($"service:{Logs.Intake}", [Roles.System], defined.Definition.Organization, via)
            : caller with { Via = via };
        return (IResult)(await HealthReporting.Report(health, via, actor.Is(Roles.System), async () =>
        {
            if (StrictJson.Parse(body, out var problem) is not { } json) return problem;
            var messageId = Act.Key((string?)context.Request.Headers[Webhooks.WebhookSignature.IdHeader] ?? context.Request.Headers["Idempotency-Key"]);
            var message = MappedSubmission.Message(defined.Definition.Mapping.Apply(json), defined, defined.Definition.Channel, actor, directory, messageId);
            return await tickets.Take(message, new Act(actor, null, null, now), cancel);
        }))!;
    }
}
