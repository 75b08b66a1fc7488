using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Sla;

/// <summary>A warning or a judgement, as it was recorded.</summary>
internal sealed record ToldView(string What, int? Percent, int Judgement, ClockOutcome? Outcome, Instant At, Instant RecordedAt, string Event);

/// <summary>A round of a clock: what it says, how that came about, and what was recorded of it. Alarm at = when a warning or the breach comes next.</summary>
internal sealed record ClockReadingView(
    ClockName Clock, int Round, ClockOutcome State, Duration Target, Instant StartedAt, Instant DueAt, Instant? StoppedAt, Instant? BreachedAt, string? PausedFor,
    Duration Elapsed, Duration Remaining, string Policy, Instant? AlarmAt, ClockCertificate Certificate, IReadOnlyList<ToldView> Told);

/// <summary>All clocks of a ticket as they were known at an instant.</summary>
internal sealed record TicketClocksView(Guid Id, Instant AsOf, IReadOnlyList<ClockReadingView> Clocks, Instant At, string Position) : ITicketView
{
    [JsonIgnore]
    public bool IsConfidential { get; init; }

    public static TicketClocksView Of(Guid id, IReadOnlyList<RecordedEvent> ticket, IReadOnlyList<RecordedEvent> told, Instant asOf, SlaBook book)
    {
        var clocks = ticket.Select(e => e.Body).OfType<object>().Aggregate(TicketClocks.Initial, (state, body) => state.Evolve(body));
        var history = clocks.ToHistory();
        var views = new List<ClockReadingView>();
        foreach (var clock in history.Read(asOf, book.Find))
        {
            var name = Words.Find<ClockName>(clock.Clock)!.Value;
            var certificates = Certificates.Of(history, name, asOf, book.Find);
            views.AddRange(clock.Earlier.Append(clock).Select(standing => Reading(name, standing, certificates[standing.Round - 1])));
        }
        var last = ticket.Concat(told).MaxBy(e => e.Id.Position)!;
        return new TicketClocksView(id, asOf, views, last.At, last.Id.ToString());

        ClockReadingView Reading(ClockName name, ClockStanding standing, ClockCertificate certificate) => new(
            name, standing.Round, Certificates.Outcome(standing.State), standing.Terms.Target, standing.Started, standing.Due, standing.Stopped, standing.BreachedAt,
            standing.PausedFor, standing.Elapsed, standing.Remaining, standing.Terms.Policy, standing.NextAlarm, certificate,
            [.. told.Select(Told).Where(one => one?.Clock == name && one?.Round == standing.Round).Select(one => one!.Value.View)]);
    }

    private static (ClockName Clock, int Round, ToldView View)? Told(RecordedEvent e) => e.Body switch
    {
        ClockWarned one => (one.Clock, one.Round, new ToldView("warned", one.Percent, one.Judgement, null, one.At, e.At, e.Id.ToString())),
        ClockBreached one => Judgement(e, "breached", one.Judgement, one.Certificate, one.At),
        ClockJudged one => Judgement(e, "judged", one.Judgement, one.Certificate, one.At),
        ClockRejudged one => Judgement(e, "rejudged", one.Judgement, one.Certificate, one.At),
        _ => null,
    };

    private static (ClockName, int, ToldView) Judgement(RecordedEvent e, string what, int judgement, ClockCertificate certificate, Instant at) =>
        (certificate.Clock, certificate.Round, new ToldView(what, null, judgement, certificate.State, at, e.At, e.Id.ToString()));
}

internal static class GetClocks
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}/clocks",
        async (Guid id, [AsParameters] AsOfQuery past, Actor actor, Journal journal, SlaBook book, IClock clock, CancellationToken cancel) =>
        {
            var asOf = await past.Read(journal, cancel);
            var all = await journal.ReadStreams([Streams.Ticket(id), Streams.Clocks(id)], cancel);
            if (all is not [{ Body: CaseOpened opened }, ..] || !actor.MaySee(opened.Organization, opened.Requester)) return Problem.NotFound;
            var ticket = asOf.Cut(all.Where(e => e.Stream == Streams.Ticket(id)));
            if (ticket.Count == 0) return AsOf.BeforeTheBeginning;
            await book.Know(ticket.Select(e => e.Body).Select(PromiseOf).OfType<Promise>(), cancel);
            return (IResult)TypedResults.Ok(TicketClocksView.Of(
                id, ticket, asOf.Cut(all.Where(e => e.Stream == Streams.Clocks(id))), asOf.IsLive ? clock.GetCurrentInstant().ToMicroseconds() : asOf.Until, book) with
            { IsConfidential = Confidentiality.Of(all) });
        })
        .For([.. Roles.All]).RecordsReads().Produces<TicketClocksView>().WithSummary("The ticket's clocks now, or as they were known at an instant, with certificates.");

    private static Promise? PromiseOf(object? body) => body switch
    {
        CaseOpened opened => opened.Promise,
        CaseAssigned assigned => assigned.Promise,
        PromiseChanged changed => changed.Promise,
        _ => null,
    };
}
