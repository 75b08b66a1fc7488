using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Tests;

/// <summary>Law 5: what a decision recorded is enough to decide it again.</summary>
public class ReplayProperties
{
    internal sealed record Situation(RoutingFacts Facts, TeamDefined? Team, int TeamsVersion, object[] History, Instant Now)
    {
        public TicketRouted Decide()
        {
            var load = DeciderSpec<TeamLoad>.Given(History).State;
            Candidate[] candidates = Team is null ? [] : [.. Team.Members.Select(agent => new Candidate(agent, load.LoadOf(agent), load.Last.TryGetValue(agent, out var last) ? last : null))];
            return RouteTicket.Decide(Facts, Team?.Team, TeamsVersion, candidates, Now);
        }
    }

    private static readonly Gen<Instant> instants =
        from seconds in Gen.Choose(0, 1_000_000_000)
        from micros in Gen.Choose(0, 999_999)
        select Instant.FromUnixTimeSeconds(seconds) + Duration.FromTicks(micros * 10L);

    private static readonly Gen<string> people = Gen.Elements("p1", "p2", "p3", "P3", "ß", "张");

    private static readonly GradingRules[] matrices =
    [
        GradingRules.Shipped,
        new(PriorityMatrixHistory.Shipped with
        {
            Version = 2,
            Cells = [.. PriorityMatrixHistory.Shipped.Cells.Select(cell => cell with { Priority = cell.Impact == Impact.Person ? Priority.P3 : cell.Priority })],
            Vip = new VipRule(["p1", "张"], ["erp"], 2),
            MajorIncidents = [new MajorIncidentRule("first", null, null, null, Priority.P1, []), new MajorIncidentRule("net", Impact.Department, null, null, null, ["network"])],
        }),
    ];

    private static readonly Gen<ClassificationBasis?> classifications =
        from rule in Gen.Elements<(string?, string?)>((null, null), ("vpn", "network"), ("mail", "software"))
        from overrides in Gen.Elements(true, false)
        from share in Gen.Choose(0, 1000)
        from suggestion in Gen.Elements(null, "account", "other", "Category 55")
        from none in Gen.Elements(true, false)
        select none ? null : new ClassificationBasis(
            3, rule.Item1, rule.Item2, overrides && rule.Item1 is not null, suggestion is null ? null : new CategorySuggestion(suggestion, share, 250, [new SuggestedCategory("network", 10)]), 800);

    private static readonly Gen<RoutingFacts> facts =
        from category in Gen.Elements(null, "network", " NETWORK ", "Category 55", "", "\u2028", "\"<é>\"", "other")
        from impact in Gen.Elements<Impact?>(null, Impact.Person, Impact.Department, Impact.Organization)
        from urgency in Gen.Elements<Urgency?>(null, Urgency.Low, Urgency.Medium, Urgency.High)
        from importance in Gen.Elements(Importance.Low, Importance.Normal, Importance.High)
        from requester in people
        from defaults in Gen.Elements(null, new TypeDefaults(Impact.Department, null, "vpn"), new TypeDefaults(null, Urgency.High, "network"))
        from top in Gen.Elements(null, "network")
        from system in Gen.Elements(null, "ERP", "erp ", "vpn")
        from matrix in Gen.Elements(matrices)
        from found in classifications
        select new RoutingFacts(category, impact, urgency, importance, "INC-000123", "acme", requester)
        {
            Defaults = defaults,
            BaseCategory = top,
            AffectedSystem = system,
            Grading = matrix,
            Classification = found,
            SuggestedBy = found?.Suggestion is null ? null : ["卡纸", "jam"],
        };

    private static readonly Gen<object[]> histories = (
        from ticket in Gen.Choose(1, 4)
        from agent in people
        from at in instants
        from taken in Gen.Elements(true, true, false)
        let id = new Guid(ticket, 0, 0, new byte[8])
        select taken ? (object)new AssignmentTaken(id, agent, at) : new AssignmentReleased(id, agent, at)).ArrayOf();

    private static readonly Arbitrary<Situation> situations = (
        from fact in facts
        from members in people.ArrayOf()
        from hasTeam in Gen.Elements(true, true, true, false)
        from version in Gen.Choose(0, 1000)
        from history in histories
        from now in instants
        let team = hasTeam ? new TeamDefined("first-line", "First line", ["network"], [.. members.Distinct()]) : null
        select new Situation(fact, team, version, history, now)).ToArbitrary();

    [Fact]
    public void A_routing_decision_read_back_from_the_log_decides_the_same_again() => Check.QuickThrowOnFailure(Prop.ForAll(situations, situation =>
    {
        var decision = situation.Decide();
        var recorded = Desk.Reread(decision);

        var again = RouteTicket.Decide(RoutingFacts.Of(recorded) with { Grading = matrices.Single(one => one.Name == recorded.MatrixVersion) }, recorded.Team, recorded.TeamsVersion, recorded.Candidates, recorded.At);

        again.ShouldBe(recorded);
        Json(again).ShouldBe(Json(decision));
    }));

    [Fact]
    public void The_chosen_agent_is_a_candidate_and_the_facts_are_kept() => Check.QuickThrowOnFailure(Prop.ForAll(situations, situation =>
    {
        var decision = situation.Decide();

        (RoutingFacts.Of(decision) with { Grading = situation.Facts.Grading }).ShouldBe(situation.Facts);
        if (decision.Agent is null) decision.Candidates.ShouldBeEmpty();
        else decision.Candidates.Select(one => one.Agent).ShouldContain(decision.Agent);
    }));

    [Fact]
    public void The_load_read_back_from_the_log_is_the_same() => Check.QuickThrowOnFailure(Prop.ForAll(histories.ToArbitrary(), history =>
    {
        var (live, again) = (DeciderSpec<TeamLoad>.Given(history).State, DeciderSpec<TeamLoad>.Given([.. history.Select(Desk.Reread)]).State);

        again.Loads.ShouldBe(live.Loads, ignoreOrder: true);
        again.Last.ShouldBe(live.Last, ignoreOrder: true);
        again.Open.ShouldBe(live.Open, ignoreOrder: true);
    }));

    private static string Json(TicketRouted decision) => JsonSerializer.Serialize(decision, Desk.Types.Json);
}
