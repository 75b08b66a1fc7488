using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Closing;

/// <summary>What must be there before a ticket is closed.</summary>
internal static class ClosingGate
{
    public const string Confirmation = "confirmation";

    /// <summary>All that is missing, by its stable name; empty when the ticket may be closed.</summary>
    public static IReadOnlyDictionary<string, string> Missing(Ticket ticket)
    {
        var missing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var closing = ticket.Closing;
        if (ticket.Status != TicketStatus.Confirmed) missing[Confirmation] = "The requester has not confirmed the solution.";
        if (!closing.Subtasks.IsEmpty) missing["subtasks"] = $"Mandatory sub-tasks are open: {string.Join(", ", closing.Subtasks)}.";
        if (closing.Resolved is not { } resolved)
        {
            missing["solution"] = "There is no solution.";
            return missing;
        }
        foreach (var (name, reason) in Unexplained(closing.Terms?.Explained == true, resolved.Cause, resolved.Measure, resolved.Precautions)) missing[name] = reason;
        if (ticket.Solution.AwaitsImplementation) missing["plan-steps"] = "Steps of the plan are still open.";
        // Before there were terms, nobody had to verify.
        if (closing.Terms is not null && ticket.Solution.Verification is not { Passed: true }) missing["verification"] = "Nobody has verified that the fault is gone.";
        if (closing.Terms?.CallBack == true && closing.CallBacks.IsEmpty) missing["call-back"] = "The requester was not called back.";
        if (closing.CallBacks is [.., { ResultSatisfied: false }]) missing["call-back-result"] = "In the last call-back the requester was not content with the result.";
        return missing;
    }

    /// <summary>What is not told of a solution that must be explained.</summary>
    public static IReadOnlyDictionary<string, string> Unexplained(bool mustBe, string? cause, string? measure, string? precautions) =>
        ((string Name, string? Text)[])[("cause", cause), ("measure", measure), ("precautions", precautions)] is var parts && mustBe
            ? parts.Where(part => part.Text is null).ToDictionary(part => part.Name, _ => "is required for this category")
            : new Dictionary<string, string>();

    /// <summary>The closing itself; the requester is asked to rate the work unless that was done before.</summary>
    public static TicketClosed Close(Ticket ticket, string by, ClosedByRule? rule, Instant at) => new(by, at)
    {
        Rule = rule,
        SurveyUntil = ticket.Closing is { Survey: null, Terms.SurveyDays: { } days } ? at + Duration.FromDays(days) : null,
    };
}
