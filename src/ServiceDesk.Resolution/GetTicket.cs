using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Diagnosis;
using ServiceDesk.Resolution.Knowledge;
using ServiceDesk.Resolution.Sla;
using ServiceDesk.Resolution.Solution;
using TicketProblemView = ServiceDesk.Resolution.Problems.TicketProblemView;

namespace ServiceDesk.Resolution;

/// <summary>A clock of a ticket.</summary>
internal sealed record ClockView(
    ClockName Clock, ClockState State, Instant StartedAt, Duration Target, Instant DueAt, Instant? StoppedAt, Duration Elapsed, Duration Remaining, string Policy)
{
    /// <summary>The calendar in which it counts, and its version.</summary>
    public CalendarVersion? Calendar { get; init; }

    /// <summary>For whom it stands still; null while it does not. It is due, then, if it went on now.</summary>
    public string? PausedFor { get; init; }

    public static ClockView Of(ClockStanding one) => new(
        Words.Find<ClockName>(one.Clock)!.Value, one.State, one.Started, one.Terms.Target, one.Due, one.Stopped, one.Elapsed, one.Remaining, one.Terms.Policy)
    {
        Calendar = one.Terms.Calendar == WorkCalendar.AlwaysOpen.Key ? null : new CalendarVersion(one.Terms.Calendar.Name, one.Terms.Calendar.Version),
        PausedFor = one.PausedFor,
    };
}

/// <summary>Something said or done. Values = what is right, of a correction; from = the merged ticket to which it was written.</summary>
internal sealed record EntryView(string Kind, string By, string ByName, string? Text, Instant At)
{
    public IReadOnlyDictionary<string, string>? Values { get; init; }
    public string? NextStep { get; init; }
    public Instant? NextUpdateAt { get; init; }
    public string? Outcome { get; init; }
    public string? FromNumber { get; init; }

    /// <summary>Of a contact: whether the other side sought it, and by what way.</summary>
    public bool? Incoming { get; init; }
    public ContactChannel? Channel { get; init; }

    /// <summary>Whom it is about: what others said in a merged ticket is not this requester's to read.</summary>
    [JsonIgnore]
    public string? About { get; init; }

    /// <summary>What the agents found out or noted among themselves, too, is not the requester's to read.</summary>
    public bool IsFor(Actor actor) => (!DiagnosisEntries.IsInternal(Kind) || DiagnosisEntries.MayRead(actor))
        && (!actor.SeesOnlyOwn || (Kind is not ("problem" or "call-back") && !SolutionEntries.IsInternal(Kind) && (About is null || About == actor.Id)));
}

/// <summary>The last word that the requester got from the desk, what comes next, and when the requester must hear again; due is null when the ticket is not open.</summary>
internal sealed record ProgressView(Instant? LastAt, string? LastMessage, string? NextStep, Instant? NextDue);

/// <summary>How the work ended without a solution.</summary>
internal sealed record CaseEndView(CaseEnd Kind, string By, string ByName, string? Reason, Guid? Into, string? IntoNumber, Instant At);

/// <summary>A ticket as it is worked on.</summary>
internal sealed record CaseView(
    Guid Id, string Number, TicketKind Kind, string Subject, TicketStatus Status, string Requester, string RequesterName, string Organization, string Channel,
    string? Category, Priority? Priority, string? Team, string? Agent, string? AgentName, Instant OpenedAt, IReadOnlyList<ClockView> Clocks,
    ProgressView Progress, Instant? RequesterWrote, CaseEndView? End, IReadOnlyList<EntryView> Entries, Instant At, string Position) : ITicketView
{
    /// <summary>What was found out so far; it comes first, so that nobody checks it again.</summary>
    [JsonPropertyOrder(-1)]
    public DiagnosisView? Diagnosis { get; init; }

    /// <summary>The ways to solve it, the plan, and the verification; null when nothing was proposed or verified.</summary>
    public SolutionView? Solution { get; init; }

    /// <summary>The problems behind it; null for a requester, who does not see problems.</summary>
    public IReadOnlyList<TicketProblemView>? Problems { get; init; }

    /// <summary>The instant of which the clocks tell: that of the question, or now.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>Whether everybody who reads it is on record.</summary>
    public bool Confidential { get; init; }

    [JsonIgnore]
    public bool IsConfidential { get; init; }

    public required ClosingView Closing { get; init; }

    /// <summary>From when on it is only read; null while it can change.</summary>
    public Instant? ArchivedAt { get; init; }

    /// <summary>The articles that the desk followed; not the requester's to read.</summary>
    public IReadOnlyList<UsedArticleView> Articles { get; init; } = [];

    public static CaseView Of(Guid id, IReadOnlyList<RecordedEvent> events, CaseOpened opened, Instant now, Func<CalendarKey, WorkCalendar> calendars, Func<string, string> nameOf)
    {
        var ticket = events.Select(e => e.Body!).Where(body => body is not null).Aggregate(Ticket.Initial, (state, body) => state.Evolve(body));
        var assigned = events.Select(e => e.Body).OfType<CaseAssigned>().LastOrDefault();
        var story = new CaseStory(events, nameOf);
        var clocks = ticket.Clocks.ToHistory().Read(now, calendars);
        var newest = events.Newest();
        return new CaseView(
            id, opened.Number, Words.Find<TicketKind>(story.Corrected("kind")) ?? opened.Kind, story.Corrected("subject") ?? opened.Subject, ticket.Status, opened.Requester, opened.RequesterName, opened.Organization, opened.Channel,
            assigned?.Category, assigned?.Priority, ticket.Team, ticket.Agent, ticket.Agent is null ? null : nameOf(ticket.Agent), opened.At,
            [.. clocks.Select(ClockView.Of)],
            story.Progress(ticket.IsOpen ? ClockAlarms.NextUpdate(ticket.Clocks, clocks) : null), story.RequesterWrote, ticket.HasEnded ? story.End : null, story.Entries,
            newest.At, newest.Id.ToString())
        {
            AsOf = now,
            Confidential = ticket.IsConfidential,
            Solution = SolutionView.Of(ticket.Solution, nameOf),
            Articles = UsedArticleView.Of(ticket, nameOf),
            Problems = TicketProblemView.Of(ticket.Problems),
            Closing = ClosingView.Of(ticket),
            ArchivedAt = ticket.ArchivedAt,
        };
    }
}

internal static class GetTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}",
        async (Guid id, [AsParameters] AsOfQuery past, Actor actor, Journal journal, IClock clock, AccessDirectory directory, SlaBook book, Playbooks playbooks,
            HttpResponse response, CancellationToken cancel) =>
        {
            var asOf = await past.Read(journal, cancel);
            var all = await journal.ReadStreams([Streams.Ticket(id)], cancel);
            if (all is not [{ Body: CaseOpened opened }, ..] || !actor.MaySee(opened.Organization, opened.Requester)) return Problem.NotFound;
            var events = asOf.Cut(all);
            if (events.Count == 0) return AsOf.BeforeTheBeginning;
            if (asOf.IsLive) response.Headers.ETag = OutcomeHttp.ETag(events.Newest().Version);
            var view = CaseView.Of(id, events, opened, asOf.IsLive ? clock.GetCurrentInstant().ToMicroseconds() : asOf.Until, book.Find, directory.NameOf);
            return (IResult)TypedResults.Ok(view with
            {
                IsConfidential = Confidentiality.Of(all),
                Diagnosis = DiagnosisView.Of(events, [.. playbooks.Versions.Where(one => one.At <= asOf.Until)], directory.NameOf).For(actor),
                Entries = [.. view.Entries.Where(entry => entry.IsFor(actor))],
                Solution = view.Solution?.For(actor),
                Articles = actor.KeepsKnowledge() ? view.Articles : [],
                Problems = actor.SeesOnlyOwn ? null : view.Problems,
            });
        })
        .For([.. Roles.All]).RecordsReads().Produces<CaseView>().WithSummary("The ticket as it is worked on, or was as of an instant, with its clocks.");
}
