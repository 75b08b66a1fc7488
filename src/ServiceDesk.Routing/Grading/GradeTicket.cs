using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Grading;

/// <summary>A person found that the ticket hurts more, or less, than was known. What is not named stays as it is; the priority is that of the table in effect.</summary>
internal sealed record GradeTicket(Impact? Impact, Urgency? Urgency, Importance? Importance, string Reason, Instant? OccurredAt, [property: JsonIgnore] GradingRules Rules)
    : ITicketCommand<GradeTicket, Ticket>
{
    public static GradeTicket Read(Input input)
    {
        var command = new GradeTicket(
            input.Word<Impact>("impact"), input.Word<Urgency>("urgency"), input.Word<Importance>("importance"), input.RequiredText("reason", 1000), input.Instant("occurredAt"),
            input.Services.GetRequiredService<GradingBook>().Now);
        if (command is { Impact: null, Urgency: null, Importance: null } && !input.Refuses("impact") && !input.Refuses("urgency") && !input.Refuses("importance"))
            input.Refuse("impact", "is required, or urgency, or importance");
        return command;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (ticket.Assignment.HasEnded) return Decision.Reject("work-ended", "Nobody works on the ticket any more; reopen it first.");
        var routed = ticket.Routed!;
        var asked = new NewGrade(Impact ?? routed.Impact, Urgency ?? routed.Urgency, Importance ?? routed.Importance, "by-person", actor.Id, Reason);
        return Decision.Accept(Regrading.Decide(ticket, asked, Rules, at));
    }
}
