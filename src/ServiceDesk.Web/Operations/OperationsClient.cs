using System.Text.Json;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Operations;

/// <summary>What operations asks of the services.</summary>
internal static class OperationsClient
{
    public static readonly IReadOnlyList<string> Services = ["Intake", "Routing", "Resolution", "Analytics"];

    public static async Task<ServiceState> State(this ServicesClient services, string service, CancellationToken cancel)
    {
        var progress = services.Read<ServiceProgress>(service, "/progress", cancel);
        return new ServiceState(service.ToLowerInvariant(), await services.Health(service, cancel), (await progress).Value);
    }

    public static Task<Answer<Listing<ParkedEvent>>> Parked(this ServicesClient services, string service, CancellationToken cancel) =>
        services.Read<Listing<ParkedEvent>>(service, "/parked", cancel);

    public static Task<Answer<JsonDocument>> Replay(this ServicesClient services, string service, string? subject, string idempotencyKey, CancellationToken cancel) =>
        services.Ask<JsonDocument>(HttpMethod.Post, service, "/parked/replay", new { subject }, idempotencyKey, cancel);

    public static async Task<Problem?> Rebuild(this ServicesClient services, string service, string model, CancellationToken cancel)
    {
        var answer = await services.Ask<JsonDocument>(HttpMethod.Post, service, $"/read-models/{Uri.EscapeDataString(model)}/rebuild", null, null, cancel);
        return answer.Problem;
    }

    public static Task<Answer<ModelCheck>> Check(this ServicesClient services, string service, string model, CancellationToken cancel) =>
        services.Ask<ModelCheck>(HttpMethod.Post, service, $"/read-models/{Uri.EscapeDataString(model)}/check", null, null, cancel);

    public static Task<Answer<Drills>> Drills(this ServicesClient services, CancellationToken cancel) => services.Read<Drills>("Analytics", "/operations/drills", cancel);

    // It tells what is wrong in an answer that is no success.
    private static async Task<ServiceHealth?> Health(this ServicesClient services, string service, CancellationToken cancel)
    {
        using var answer = await services.Download(service, "/health/ready", cancel);
        if (answer?.Content.Headers.ContentType?.MediaType != "application/json") return null;
        return await answer.Content.ReadFromJsonAsync<ServiceHealth>(Json.Options, cancel);
    }
}
