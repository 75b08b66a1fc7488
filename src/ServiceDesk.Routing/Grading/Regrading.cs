using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing.Grading;

/// <summary>What a priority is graded anew by; the matrix is that in effect now.</summary>
internal sealed record NewGrade(Impact Impact, Urgency Urgency, Importance Importance, string Reason, string? By, string? Note);

/// <summary>Grading a ticket after its first routing.</summary>
internal static class Regrading
{
    /// <summary>What became of the rules, in the order in which they acted.</summary>
    public static IReadOnlyList<string> Rules(Grade grade) => (grade.Vip, grade.MajorIncident) switch
    {
        (null, null) => [],
        (not null, null) => ["vip"],
        (null, { } rule) => [$"major-incident:{rule}"],
        (_, { } rule) => ["vip", $"major-incident:{rule}"],
    };

    /// <summary>The ticket graded anew; nothing when that changes nothing.</summary>
    public static IReadOnlyList<object> Decide(Ticket ticket, NewGrade asked, GradingRules rules, Instant at)
    {
        var routed = ticket.Routed!;
        var grade = rules.Grade(new GradingFacts(
            asked.Impact, asked.Urgency, asked.Importance, routed.Category, routed.Requester, routed.AffectedSystem));
        var isSame = (asked.Impact, asked.Urgency, asked.Importance, grade.Priority) == (routed.Impact, routed.Urgency, routed.Importance, routed.Priority);
        if (isSame) return [];
        var graded = new TicketGraded(
            asked.Impact, asked.Urgency, asked.Importance, grade.Priority, routed.Priority, grade.MatrixVersion, Rules(grade), asked.Reason, asked.By, routed.Requester, asked.Note, at);
        return [graded, .. Suspicion(ticket, grade, routed.Category, routed.AffectedSystem, at)];
    }

    /// <summary>The suspicion of a first routing; empty when there is none.</summary>
    public static IReadOnlyList<object> Suspicion(TicketRouted routed) => routed.MajorIncident is { } rule
        ? [new MajorIncidentSuspected(rule, routed.Priority, routed.Category, routed.AffectedSystem, routed.At)]
        : [];

    private static IReadOnlyList<object> Suspicion(Ticket ticket, Grade grade, string category, string? system, Instant at) =>
        grade.MajorIncident is { } rule && ticket.Grading.Suspected is null ? [new MajorIncidentSuspected(rule, grade.Priority, category, system, at)] : [];
}
