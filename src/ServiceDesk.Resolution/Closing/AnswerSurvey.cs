using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Sla;

namespace ServiceDesk.Resolution.Closing;

/// <summary>The requester rates the work on a closed ticket, or somebody who asked writes it down; one answer counts.</summary>
internal sealed record AnswerSurvey(int Score, string? Comment, Instant? OccurredAt) : IOpensFollowUp<AnswerSurvey>
{
    /// <summary>The calendars by their versions; no part of what is sent.</summary>
    [JsonIgnore]
    public Func<CalendarKey, WorkCalendar> Calendars { get; init; } = _ => WorkingDays.Usual;

    public static AnswerSurvey Read(Input input)
    {
        var score = input.Whole("score", 1, 5);
        if (score is null) input.Require("score");
        return new AnswerSurvey(score ?? 0, input.Text("comment", 10_000), input.Instant("occurredAt")) { Calendars = input.Services.GetRequiredService<SlaBook>().Find };
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        var closing = ticket.Closing;
        if (ticket.HasEnded) return Work.NotOpen(ticket);
        if (ticket.Status != TicketStatus.Closed) return Decision.Reject("not-closed", "The work is rated once the ticket is closed.");
        if (closing.Survey is not null) return Decision.Reject("already-answered", "The work on this ticket was rated already; one answer counts.");
        if (closing.Closed?.SurveyUntil is not { } until) return Decision.Reject("no-survey", "Nobody was asked to rate the work on this ticket.");
        if (at > until) return Decision.Reject("survey-over", $"The work could be rated until {until}.");
        if (actor.Id != ticket.Requester && (actor.Id == ticket.Agent || actor.Id == closing.Resolved?.By))
            return Decision.Reject("own-work", "Who did the work does not write down its rating.");
        return Decision.Accept(new SurveyAnswered(actor.Id, ticket.Requester, Score, Comment, at));
    }

    public FollowUpOpened? FollowUp(Ticket ticket, Instant at) => ticket.Closing.Terms is { } terms && Score <= terms.FollowUpScore
        ? Closing.FollowUp.Of(ticket, terms, FollowUpSource.Survey, Score, Comment, WorkingDays.Of(ticket, Calendars), at)
        : null;
}
