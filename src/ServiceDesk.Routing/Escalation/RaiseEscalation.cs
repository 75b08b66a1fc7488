using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing.Escalation;

/// <summary>The decision whether management is told of a ticket, and who.</summary>
internal static class RaiseEscalation
{
    /// <summary>What is heard later than this is history: nobody can do anything about it any more.</summary>
    private static readonly Duration mostLate = Duration.FromHours(24);

    /// <summary>Each rule tells once of each occasion; a ticket from another system is told of to nobody, and of one whose work is over only that a target was broken.</summary>
    public static Decision Decide(
        Escalations before, EscalationRulesDefined rules, IReadOnlyList<Occasion> occasions, Ticket ticket, IReadOnlyList<string> chain, Instant now)
    {
        if (ticket.Routed is not { } routed || routed.AssignmentReason == RouteTicket.Imported) return Decision.Nothing;
        var raised = new List<object>();
        foreach (var occasion in occasions)
        {
            if (ticket.Assignment.HasEnded && occasion.Trigger != EscalationTrigger.Breach) continue;
            foreach (var rule in rules.Rules)
            {
                if (!occasion.IsFor(rule, routed.Priority) || before.Holds(rule.Id, occasion.Key)) continue;
                raised.Add(new EscalationRaised(
                    before.All.Count + raised.Count + 1, rule.Id, rules.Version, rule.Trigger, occasion.Key, rule.Level, ManagementChain.At(chain, rule.Level),
                    routed.Number, routed.Organization, routed.Requester, routed.Priority, routed.Team, routed.Agent,
                    occasion.Clock, occasion.Percent, occasion.DueAt, Instant.Max(occasion.NotifyAt, now), now));
            }
        }
        return Decision.Accept(raised);
    }

    /// <summary>Whether something happened too long ago to tell anybody, such as all that a new subscription reads first.</summary>
    public static bool IsHistory(Instant happened, Instant now) => happened < now - mostLate;
}

/// <summary>Who answers for a team, from its lead upwards.</summary>
internal static class ManagementChain
{
    /// <summary>The lead, the lead's manager and so on; where no lead is named it begins with the agent's manager. Ends before it would turn in a circle.</summary>
    public static IReadOnlyList<string> Of(Ticket ticket, Teams teams, Roster roster)
    {
        var chain = new List<string>();
        var first = teams.Find(ticket.Routed?.Team)?.Lead ?? (ticket.Routed?.Agent is { } agent ? roster.ProfileOf(agent).Manager : null);
        for (var one = first; one is not null && !chain.Contains(one) && chain.Count < DefineEscalationRules.MostLevel; one = roster.ProfileOf(one).Manager) chain.Add(one);
        return chain;
    }

    /// <summary>The same, from the log as it is now.</summary>
    public static async Task<IReadOnlyList<string>> Of(Ticket ticket, Journal journal, CancellationToken cancel) =>
        Of(ticket, (await journal.Load<Teams>(Teams.Stream, cancel)).State, (await journal.Load<Roster>(Roster.Stream, cancel)).State);

    /// <summary>Who is at a level, counted from 1: the highest one known up to it; null when nobody is known.</summary>
    public static string? At(IReadOnlyList<string> chain, int level) => chain.Count == 0 ? null : chain[Math.Min(level, chain.Count) - 1];

    /// <summary>Who comes after somebody; null when nobody is known.</summary>
    public static string? After(IReadOnlyList<string> chain, string? person) => person is null
        ? chain.Count > 0 ? chain[0] : null
        : chain.SkipWhile(one => one != person).Skip(1).FirstOrDefault();
}
