using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Portal;

/// <summary>How far a ticket has come, in the few steps that a requester cares about.</summary>
internal static class RequesterStage
{
    /// <summary>The steps in their order, as keys of the texts.</summary>
    public static readonly IReadOnlyList<string> Steps = ["received", "worked-on", "solved", "confirmed", "closed"];

    /// <summary>The step that a ticket is at; past the last one when all is done.</summary>
    public static int Of(string status) => status switch
    {
        "new" => 0,
        "assigned" or "in-progress" or "waiting" => 1,
        "resolved" => 2,
        "confirmed" => 3,
        _ => Steps.Count,
    };

    /// <summary>Whether the next move is the requester's.</summary>
    public static bool IsYours(TicketRow ticket) => ticket.Status == "resolved" || (ticket.Status == "waiting" && ticket.WaitsFor is "requester" or null);

    /// <summary>Whether nothing will happen any more by itself.</summary>
    public static bool IsOver(string status) => status is "closed" or "withdrawn" or "invalid" or "merged" or "confirmed";
}
