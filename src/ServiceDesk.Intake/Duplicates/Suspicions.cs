using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>The stream of a ticket's suspicions, and the rule that begins it.</summary>
/// <param name="Suspected">What was suspected when the ticket was submitted; null = nothing.</param>
internal sealed record Suspicions(DuplicatesSuspected? Suspected) : IState<Suspicions>
{
    public static Suspicions Initial { get; } = new((DuplicatesSuspected?)null);

    public Suspicions Evolve(object @event) => @event is DuplicatesSuspected suspected ? this with { Suspected = suspected } : this;

    public Decision Suspect(TicketSubmitted submitted, IReadOnlyList<SimilarFault> found, Instant at)
    {
        var suspected = found.Where(one => one.Suspicion.IsSuspected).ToList();
        if (Suspected is not null || suspected.Count == 0) return Decision.Nothing;
        return Decision.Accept(new DuplicatesSuspected(
            submitted.Number, submitted.Requester, submitted.Organization, submitted.At, DuplicateRule.Version,
            [
                .. suspected.Select(one => new SuspectedDuplicate(
                    one.Fault.Ticket, one.Fault.Number, one.Fault.Requester, one.Fault.Version, one.Suspicion.Score,
                    [.. one.Suspicion.Reasons.Select(reason => new SuspectedReason(reason.Code, reason.Points))], one.Fault.SubmittedAt)),
            ],
            SharedTokens(suspected), at));
    }

    /// <summary>Under what the shared tokens of a candidate's reason stand.</summary>
    public static string TokensOf(Guid candidate, string reason) => $"{candidate}/{reason}";

    private static SortedDictionary<string, string> SharedTokens(IEnumerable<SimilarFault> suspected)
    {
        var tokens = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in suspected)
        {
            foreach (var reason in one.Suspicion.Reasons.Where(reason => reason.Tokens.Count > 0))
                tokens[TokensOf(one.Fault.Ticket, reason.Code)] = string.Join('\n', reason.Tokens);
        }
        return tokens;
    }
}
