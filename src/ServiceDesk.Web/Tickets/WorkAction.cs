using ServiceDesk.Web.Services;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Tickets;

/// <summary>One thing a person may do with a ticket, with the fields of its form.</summary>
public sealed record WorkAction(string Name, string Icon, string Colour, IReadOnlyList<WorkField> Fields)
{
    public static readonly IReadOnlyList<WorkAction> All =
    [
        new("respond", "message", "primary", [new("message", true)]),
        new("diagnose", "diagnosis", "primary", [new("findings", true)]),
        new("resolve", "solved", "success", [new("solution", true), new("cause", false)]),
        new("confirm", "yes", "success", [new("comment", false)]),
        new("reject", "no", "danger", [new("reason", true)]),
        new("close", "lock", "primary", []),
    ];

    /// <summary>What to offer, the next step first. The service decides; this only leaves out what it would refuse.</summary>
    public static IReadOnlyList<WorkAction> For(Person person, Case ticket)
    {
        var names = new List<string>();
        if (person.Is("agent", "lead", "admin"))
        {
            if (ticket.Status is "new" or "assigned" or "in-progress") names.AddRange(Work(ticket));
            if (ticket.Status is "confirmed") names.Add("close");
        }

        // People without an account confirm by phone; an agent records it.
        if (ticket.Status is "resolved" && (person.Is("requester", "agent", "lead", "admin") || person.Id == ticket.Requester)) names.AddRange(["confirm", "reject"]);
        return [.. names.Select(name => All.First(action => action.Name == name))];
    }

    private static string[] Work(Case ticket)
    {
        var last = ticket.Entries.LastOrDefault(entry => entry.Kind is "response" or "diagnosis" or "rejection")?.Kind;
        return last switch
        {
            "diagnosis" => ["resolve", "diagnose", "respond"],
            "response" or "rejection" => ["diagnose", "resolve", "respond"],
            _ => ["respond", "diagnose", "resolve"],
        };
    }
}

public sealed record WorkField(string Name, bool Required);

/// <summary>A form that was sent and refused: what was typed is shown again, with the reason.</summary>
public sealed record Draft(string Action, IReadOnlyDictionary<string, string> Texts, string IdempotencyKey, Problem Problem);
