using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Sla;

namespace ServiceDesk.Resolution.Closing;

/// <summary>What the requester said, when called back before closing, of how it went and what came out.</summary>
internal sealed record RecordCallBack(bool Reached, bool? ProcessSatisfied, bool? ResultSatisfied, string? Note, Instant? OccurredAt) : IOpensFollowUp<RecordCallBack>
{
    /// <summary>The calendars by their versions; no part of what is sent.</summary>
    [JsonIgnore]
    public Func<CalendarKey, WorkCalendar> Calendars { get; init; } = _ => WorkingDays.Usual;

    public static RecordCallBack Read(Input input)
    {
        var reached = input.Truth("reached");
        if (reached is null) input.Require("reached");
        var (process, result) = (input.Truth("processSatisfied"), input.Truth("resultSatisfied"));
        foreach (var (field, answer) in ((string, bool?)[])[("processSatisfied", process), ("resultSatisfied", result)])
        {
            if (reached == true && answer is null) input.Require(field);
            if (reached == false && answer is not null) input.Refuse(field, "cannot be known of somebody who was not reached");
        }
        return new RecordCallBack(reached == true, process, result, input.Text("note", 10_000), input.Instant("occurredAt")) { Calendars = input.Services.GetRequiredService<SlaBook>().Find };
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Status switch
    {
        TicketStatus.Resolved or TicketStatus.Confirmed =>
            Decision.Accept(new CallBackRecorded(actor.Id, ticket.Requester, Reached, ProcessSatisfied, ResultSatisfied, Note, at)),
        _ when ticket.HasEnded || ticket.Status == TicketStatus.Closed => Work.NotOpen(ticket),
        _ => Decision.Reject("not-resolved", "There is no solution to call back about."),
    };

    /// <summary>Who is not content with the result rejects the solution; who is not content with how it went is followed up.</summary>
    public FollowUpOpened? FollowUp(Ticket ticket, Instant at) => ticket.Closing.Terms is { } terms && ProcessSatisfied == false
        ? Closing.FollowUp.Of(ticket, terms, FollowUpSource.CallBack, null, Note, WorkingDays.Of(ticket, Calendars), at)
        : null;
}
