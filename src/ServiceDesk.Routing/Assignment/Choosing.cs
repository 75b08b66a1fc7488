using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing;

/// <summary>Who gets a ticket, and why, or why nobody.</summary>
internal sealed record Choice(string? Agent, string Reason, AssignmentBasis? Basis, IReadOnlyList<Candidate> Candidates);

/// <summary>The automatic choice among the members of a team. Pure; its figures and versions are enough to make it again.</summary>
internal static class Choosing
{
    public const string LeastLoaded = "least-loaded";
    public const string Substitute = "substitute";
    public const string NoTeam = "no-team";
    public const string NoSkill = "no-skill";
    public const string NoAgent = "no-agent";

    /// <summary>Chooses; of no team, nobody.</summary>
    public static Choice Choose(
        RoutingTables tables, AssignmentFacts facts, TeamDefined? team, Func<string, AgentFigures> figures, IReadOnlyCollection<string> declined, Instant at)
    {
        var basis = BasisOf(tables, facts, at);
        if (team is null) return new Choice(null, NoTeam, basis, []);
        var candidates = new Candidate[team.Members.Count];
        for (var i = 0; i < candidates.Length; i++) candidates[i] = Judge(tables, facts, basis, team.Members[i], figures(team.Members[i]), declined, at);
        var agent = Best(candidates);
        return new Choice(agent, agent is null ? WhyNobody(candidates) : LeastLoaded, basis, candidates);
    }

    /// <summary>An absent agent's tickets go to the substitute, if that one could get them at all.</summary>
    public static Choice InFavourOfTheSubstitute(Choice choice, RoutingTables tables, string absent, Instant at) =>
        tables.Roster.SubstituteOf(absent, at) is { } substitute && choice.Candidates.Any(one => one.Agent == substitute && one.Excluded is null)
            ? choice with { Agent = substitute, Reason = Substitute }
            : choice;

    /// <summary>What a ticket needs by the tables in effect.</summary>
    public static AssignmentBasis BasisOf(RoutingTables tables, AssignmentFacts facts, Instant at)
    {
        var needs = tables.Rules.Needs(facts.Category, facts.RequestType, facts.AffectedSystem);
        var terms = tables.Rules.For(facts.Priority);
        return new AssignmentBasis(
            tables.Rules.Version, tables.RosterVersion, tables.TeamsVersion, needs.Skills, needs.RequesterLanguage ? facts.Language : null, terms.Points, at + terms.MayWait)
        { Tier = needs.Tier };
    }

    /// <summary>How a member stands: with a score, or excluded.</summary>
    public static Candidate Judge(
        RoutingTables tables, AssignmentFacts facts, AssignmentBasis basis, string agent, AgentFigures figures, IReadOnlyCollection<string> declined, Instant at)
    {
        var profile = tables.Roster.ProfileOf(agent);
        var availability = tables.Roster.At(agent, at);
        var isCalled = availability.Presence == Presence.OnCall && tables.Rules.For(facts.Priority).OnCall;
        var (missing, level) = Match(profile, basis.Skills, at);
        var standing = AssignmentScoring.Judge(
            new CandidateFacts(agent, figures.Load, profile.Capacity, profile.Cap, figures.LastAssignedAt)
            {
                IsNoAgent = tables.IsNoAgent(agent),
                IsOfAnotherOrganization = !tables.StandingOf(agent).MaySee(facts.Organization),
                HasDeclined = declined.Contains(agent),
                IsBelowTier = basis.Tier > (profile.Tier ?? 1),
                LacksSkill = missing is not null,
                LacksLanguage = basis.Language is { } language && !profile.Speaks(language),
                IsAbsent = availability.Presence == Presence.Absent,
                IsOffShift = availability.Presence is Presence.OffShift or Presence.OnCall && !isCalled,
                WorksFrom = availability.NextStart,
                Affinity = figures.Affinity,
            },
            basis.Points, basis.WaitUntil);
        return new Candidate(agent, figures.Load, figures.LastAssignedAt)
        {
            Capacity = profile.Capacity,
            Cap = profile.Cap,
            Level = level,
            Affinity = figures.Affinity,
            AvailableFrom = standing.AvailableFrom,
            Excluded = standing.Excluded is { } excluded ? Hosting.Words.Of(excluded) : null,
            Detail = standing.Excluded switch
            {
                Exclusion.Skill => missing,
                Exclusion.Language => basis.Language,
                _ => null,
            },
            Score = standing.Score,
        };
    }

    /// <summary>The best of those who were not excluded; null when there is nobody. Before there were scores, the least load was the best.</summary>
    public static string? Best(IEnumerable<Candidate> candidates) => AssignmentScoring.Choose(
        candidates.Where(one => one.Excluded is null).Select(one => new Contender(one.Agent, one.AvailableFrom, one.Score ?? one.Load, one.LastAssignedAt)));

    /// <summary>Why nobody could be chosen: what kept out those who came closest.</summary>
    public static string WhyNobody(IEnumerable<Candidate> candidates) => candidates.Select(one => Hosting.Words.Find<Exclusion>(one.Excluded)).Max() switch
    {
        Exclusion.Full => "all-full",
        Exclusion.OffShift or Exclusion.Absent => "nobody-available",
        Exclusion.Language or Exclusion.Skill or Exclusion.Tier => NoSkill,
        Exclusion.Declined => "all-declined",
        _ => NoAgent,
    };

    private static (string? Missing, int? Lowest) Match(AgentProfile profile, IReadOnlyList<NeededSkill> skills, Instant at)
    {
        var (missing, lowest) = ((string?)null, (int?)null);
        foreach (var needed in skills)
        {
            var level = profile.LevelOf(needed.Skill, at);
            if (level < needed.Level) missing ??= needed.Skill;
            lowest = Math.Min(lowest ?? level, level);
        }
        return (missing, lowest);
    }
}
