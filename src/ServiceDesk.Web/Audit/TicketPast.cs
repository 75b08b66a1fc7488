using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>A ticket as of an instant beside how it was at another, and the instants to choose from.</summary>
public sealed record TicketPast(Guid Ticket, bool Happened, Stops Stops, Instant At, Instant? With, TicketHistory? Then, PastDocument? Before, Problem? Problem)
{
    /// <summary>Everything that is recorded about the ticket up to now.</summary>
    public required TicketHistory Now { get; init; }

    /// <summary>The other instant is chosen by the visitor, not the one before.</summary>
    public bool IsCompared => With is not null;

    public int Number => Stops.NumberAt(At);

    public Stop? Stop => Number > 0 ? Stops.All[Number - 1] : null;

    public Instant? ComparedTo => With ?? (Number > 1 ? Stops.All[Number - 2].At : null);

    public string Address(Instant at) => Address(at, Happened, With);

    public string Address(Instant? at, bool happened, Instant? with) => Local.Url($"/audit/tickets/{Ticket}",
        ("at", AuditClient.Iso(at)), ("axis", happened ? AuditQuery.Happened : null), ("with", AuditClient.Iso(with)));

    /// <summary>Asks for the ticket now, which tells the stops, then as of both instants.</summary>
    public static async Task<Answer<TicketPast>> Load(
        Guid ticket, bool happened, Func<Stops, Instant?> wanted, Instant? with, ServicesClient services, CancellationToken cancel)
    {
        var axis = happened ? AuditQuery.Happened : null;
        var live = await services.History(ticket, null, axis, cancel);
        if (live.Value is not { } now) return new(null, live.Problem);
        var stops = Stops.Of(now.Entries, happened);
        var last = stops.All.Count > 0 ? stops.All[^1].At : now.AsOf;
        var at = wanted(stops) ?? last;
        var past = new TicketPast(ticket, happened, stops, at, with, null, null, null) { Now = now };
        var before = past.ComparedTo is { } other ? services.History(ticket, other, axis, cancel) : Task.FromResult(default(Answer<TicketHistory>));
        var then = at == last ? live : await services.History(ticket, at, axis, cancel);
        var compared = await before;
        return new(past with { Then = then.Value, Before = compared.Value?.Document, Problem = then.Problem ?? (compared.Problem is { Code: "before-the-beginning" } ? null : compared.Problem) }, null);
    }
}
