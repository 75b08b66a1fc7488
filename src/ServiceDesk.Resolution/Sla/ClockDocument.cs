using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Sla;

/// <summary>
/// A ticket as far as time is concerned: its clocks, what was recorded of them, and what goes into a notice. Position = the newest event of the ticket;
/// told version = that of the stream of its clocks; recorded = when the newest of all these events was recorded; silent until = when the newest imported
/// event was recorded: nobody is told of what had passed by then.
/// </summary>
internal sealed record ClockDocument(
    TicketClocks Clocks, ToldClocks Told, string Number, string? Team, string? Agent, long Position, int ToldVersion, Instant RecordedAt, Instant? SilentUntil)
{
    public static ClockDocument Initial { get; } = new(TicketClocks.Initial, ToldClocks.Initial, "", null, null, 0, 0, Instant.MinValue, null);

    /// <summary>The document after one more event, of the ticket's stream or of that of its clocks.</summary>
    public ClockDocument Apply(RecordedEvent e)
    {
        var applied = e.Body switch
        {
            ClockWarned or ClockBreached or ClockJudged or ClockRejudged => this with { Told = Told.Evolve(e.Body), ToldVersion = e.Version },
            CaseOpened opened => Moved(e) with { Number = opened.Number },
            CaseAssigned assigned => Moved(e) with { Team = assigned.Team, Agent = assigned.Agent },
            _ => Moved(e),
        };
        return applied with { RecordedAt = Instant.Max(RecordedAt, e.At), SilentUntil = e.Meta.Imported is null ? SilentUntil : e.At };
    }

    /// <summary>The instant by which everything that is known has happened: the clock of who recorded it may be ahead of the database's.</summary>
    public Instant KnownAt => Clocks.History.Aggregate(RecordedAt, (known, fact) => Instant.Max(known, fact.At));

    private ClockDocument Moved(RecordedEvent e) => this with { Clocks = e.Body is { } body ? Clocks.Evolve(body) : Clocks, Position = e.Id.Position };
}
