using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>A clock of a ticket.</summary>
internal sealed record ClockView(
    ClockName Clock, ClockState State, Instant StartedAt, Duration Target, Instant DueAt, Instant? StoppedAt, Duration Elapsed, Duration Remaining, string Policy);

/// <summary>Something said or done.</summary>
internal sealed record EntryView(string Kind, string By, string ByName, string? Text, Instant At);

/// <summary>A ticket as it is worked on.</summary>
internal sealed record CaseView(
    Guid Id, string Number, TicketKind Kind, string Subject, TicketStatus Status, string Requester, string RequesterName, string Organization, string Channel,
    string? Category, Priority? Priority, string? Team, string? Agent, string? AgentName, Instant OpenedAt, IReadOnlyList<ClockView> Clocks,
    IReadOnlyList<EntryView> Entries, Instant At, string Position) : ITicketView
{
    [JsonIgnore]
    public bool IsConfidential => false;

    public static CaseView Of(Guid id, IReadOnlyList<RecordedEvent> events, CaseOpened opened, Instant now, Func<string, string> nameOf)
    {
        var ticket = events.Select(e => e.Body!).Where(body => body is not null).Aggregate(Ticket.Initial, (state, body) => state.Evolve(body));
        var assigned = events.Select(e => e.Body).OfType<CaseAssigned>().LastOrDefault();
        var promise = assigned?.Promise ?? opened.Promise;
        return new CaseView(
            id, opened.Number, opened.Kind, opened.Subject, ticket.Status, opened.Requester, opened.RequesterName, opened.Organization, opened.Channel,
            assigned?.Category, assigned?.Priority, ticket.Team, ticket.Agent, ticket.Agent is null ? null : nameOf(ticket.Agent), opened.At,
            [View(ClockName.Response, ticket.Response, promise, now, isPaused: false), View(ClockName.Resolution, ticket.Resolution, promise, now, ticket.Status == TicketStatus.Waiting)],
            [.. events.Select(e => Entry(e, nameOf)).OfType<EntryView>()], events[^1].At, events[^1].Id.ToString());
    }

    private static ClockView View(ClockName name, SlaClock clock, Promise promise, Instant now, bool isPaused)
    {
        var reading = clock.Read(now);
        // A clock that only pauses has kept no promise yet.
        var state = isPaused && reading.State == ClockState.Met ? ClockState.Running : reading.State;
        return new ClockView(name, state, clock.Start, clock.Target, reading.Due, reading.Stopped, reading.Elapsed, reading.Remaining, promise.PolicyVersion);
    }

    private static EntryView? Entry(RecordedEvent e, Func<string, string> nameOf)
    {
        var (kind, text) = e.Body switch
        {
            ResponseGiven given => ("response", given.Message),
            DiagnosisRecorded diagnosis => ("diagnosis", diagnosis.Findings),
            TicketResolved resolved => ("solution", resolved.Cause is null ? resolved.Solution : $"{resolved.Solution}\n\n{resolved.Cause}"),
            SolutionConfirmed confirmed => ("confirmation", confirmed.Comment),
            SolutionRejected rejected => ("rejection", rejected.Reason),
            CaseReopened reopened => ("reopening", reopened.Reason),
            WorkPaused paused => ("pause", Words.Of(paused.Reason)),
            WorkResumed => ("work", (string?)null),
            TicketClosed => ("closure", (string?)null),
            _ => (null, null),
        };
        if (kind is null) return null;
        // Who did it in the system that the event was copied from; here a service copied it.
        var by = (e.Meta.Imported is null ? null : e.Body switch
        {
            TicketResolved resolved => resolved.By,
            CaseReopened reopened => reopened.By,
            WorkPaused paused => paused.By,
            WorkResumed resumed => resumed.By,
            TicketClosed closed => closed.By,
            _ => null,
        }) ?? e.Meta.Actor;
        return new EntryView(kind, by, nameOf(by), text, e.Occurred);
    }
}

internal static class GetTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}",
        async (Guid id, Actor actor, Journal journal, IClock clock, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var events = await journal.ReadStreams([Streams.Ticket(id)], cancel);
            if (events is not [{ Body: CaseOpened opened }, ..] || !actor.MaySee(opened.Organization, opened.Requester)) return Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(events[^1].Version);
            var view = CaseView.Of(id, events, opened, clock.GetCurrentInstant().ToMicroseconds(), directory.NameOf);
            // What the agents found out among themselves is not the requester's to read.
            return (IResult)TypedResults.Ok(actor.SeesOnlyOwn ? view with { Entries = [.. view.Entries.Where(entry => entry.Kind != "diagnosis")] } : view);
        })
        .For([.. Roles.All]).RecordsReads().Produces<CaseView>().WithSummary("The ticket as it is worked on, with its clocks.");
}
