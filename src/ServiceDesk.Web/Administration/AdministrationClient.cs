using System.Text.Json.Nodes;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Administration;

internal static class AdministrationClient
{
    private const int HistoryLength = 60;

    /// <summary>The items of a list as they are; none when they cannot be had.</summary>
    public static async Task<IReadOnlyList<JsonNode?>> Items(this ServicesClient services, string service, string path, CancellationToken cancel) =>
        [.. (await services.Read<JsonObject>(service, path, cancel)).Value?["items"] as JsonArray ?? []];

    /// <summary>A document as it is, with the version over which the next one is written.</summary>
    public static Task<(Answer<JsonObject> Answer, string? Tag)> Document(this ServicesClient services, Document document, string? id, CancellationToken cancel) =>
        services.ReadTagged<JsonObject>(document.Service, document.PathOf(id), cancel);

    public static Task<Answer<Defined>> Define(this ServicesClient services, Document document, string id, JsonObject body, string key, string? tag, CancellationToken cancel) =>
        services.Write<Defined>(HttpMethod.Put, document.Service, document.TargetOf(id), body, key, tag, cancel);

    public static Task<Answer<SlaPreview>> Preview(this ServicesClient services, object question, CancellationToken cancel) =>
        services.Ask<SlaPreview>(HttpMethod.Post, "Analytics", "/what-if/sla", question, null, cancel);

    /// <summary>The latest edits of a kind, as the ledger has them; only for those who may search it.</summary>
    public static Task<Answer<Listing<AuditEntry>>> Edits(this ServicesClient services, string type, CancellationToken cancel) =>
        services.Read<Listing<AuditEntry>>("Analytics", Local.Url("/audit/events", ("type", type), ("sort", "newest"), ("limit", $"{HistoryLength}")), cancel);

    public static Task<Answer<Listing<DeskPerson>>> People(this ServicesClient services, CancellationToken cancel) => services.Read<Listing<DeskPerson>>("Intake", "/people", cancel);

    public static Task<Answer<Listing<ApiKey>>> Keys(this ServicesClient services, string person, CancellationToken cancel) =>
        services.Read<Listing<ApiKey>>("Intake", $"/people/{Uri.EscapeDataString(person)}/keys", cancel);

    public static Task<Answer<RosterAgents>> Roster(this ServicesClient services, CancellationToken cancel) => services.Read<RosterAgents>("Routing", "/roster", cancel);

    public static Task<Answer<RosterAgent>> RosterAgent(this ServicesClient services, string agent, CancellationToken cancel) =>
        services.Read<RosterAgent>("Routing", $"/roster/agents/{Uri.EscapeDataString(agent)}", cancel);

    public static Task<Answer<Listing<Webhook>>> Webhooks(this ServicesClient services, CancellationToken cancel) => services.Read<Listing<Webhook>>("Intake", "/webhooks", cancel);

    public static Task<Answer<Listing<Delivery>>> Deliveries(this ServicesClient services, string webhook, string? state, string? after, CancellationToken cancel) =>
        services.Read<Listing<Delivery>>("Intake", Local.Url($"/webhooks/{webhook}/deliveries", ("state", state), ("after", after), ("limit", "50")), cancel);
}
