using System.Text.Json.Nodes;

namespace ServiceDesk.Web.Administration;

/// <summary>A ticket that comes again and again, as its form has it.</summary>
internal static class RecurringTicket
{
    private static readonly string[] timing = ["cron", "zone", "effectiveFrom", "until"];
    private static readonly string[] requester = ["email", "phone", "organization"];

    /// <summary>What the event recorded in one row, with the ticket and its requester below it.</summary>
    public static JsonNode? Shown(JsonNode recorded)
    {
        var shown = new JsonObject();
        foreach (var name in timing) shown[name] = recorded[name]?.DeepClone();
        var ticket = (JsonObject)recorded.DeepClone();
        ticket["requester"] = new JsonObject([KeyValuePair.Create("name", recorded["requesterName"]?.DeepClone()), .. requester.Select(name => KeyValuePair.Create(name, recorded[name]?.DeepClone()))]);
        shown["ticket"] = ticket;
        return shown;
    }
}
