using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Closing;

/// <summary>The rating of the work; until is null when nobody was asked.</summary>
internal sealed record SurveyView(Instant? Until, int? Score, string? Comment, Instant? AnsweredAt);

/// <summary>What is known for the closing of a ticket: what was told, what is missing, and how often it came back.</summary>
/// <param name="Cause">Why it had happened.</param>
/// <param name="Measure">What was done so that it does not come back.</param>
/// <param name="Precautions">What the requester can do.</param>
/// <param name="RuleVersion">The version of the closing rule that holds for it.</param>
/// <param name="ClosesAt">When it is closed without an answer; null when it is not.</param>
/// <param name="Missing">What must be there before it can be closed.</param>
/// <param name="Answers">What the requester agreed to.</param>
/// <param name="CallBacks">Call-backs about the solution that stands.</param>
/// <param name="ClosedBy">The rule that closed it without an answer.</param>
/// <param name="ReopenUntil">Until when it can be reopened; null while it is not closed.</param>
/// <param name="Survey">The rating of the work.</param>
/// <param name="Reopened">How often the work went on after it had been solved.</param>
/// <param name="RepeatContacts">How often the requester had to come back for that.</param>
internal sealed record ClosingView(
    string? Cause, string? Measure, string? Precautions, int? RuleVersion, Instant? ClosesAt, IReadOnlyList<string> Missing, ConfirmationAnswers? Answers,
    IReadOnlyList<CallBack> CallBacks, ClosedByRule? ClosedBy, Instant? ReopenUntil, SurveyView Survey, int Reopened, int RepeatContacts)
{
    public static ClosingView Of(Ticket ticket)
    {
        var closing = ticket.Closing;
        var (resolved, closed) = (closing.Resolved, ticket.Status == TicketStatus.Closed ? closing.Closed : null);
        var awaited = ticket.Status == TicketStatus.Resolved && !closing.RequesterSpoke;
        return new ClosingView(
            resolved?.Cause, resolved?.Measure, resolved?.Precautions, closing.Terms?.RuleVersion, awaited ? closing.Terms?.ClosesAt : null,
            ticket.HasEnded || ticket.Status == TicketStatus.Closed ? [] : [.. ClosingGate.Missing(ticket).Keys],
            closing.Confirmed?.Answers, closing.CallBacks, closed?.Rule,
            closed is null || ticket.IsArchived ? null : closed.At + Duration.FromDays(closing.Terms?.ReopenDays ?? ClosingRuleHistory.Shipped.ReopenDays),
            new SurveyView(closed?.SurveyUntil, closing.Survey?.Score, closing.Survey?.Comment, closing.Survey?.At), closing.Reopened, closing.RepeatContacts);
    }
}
