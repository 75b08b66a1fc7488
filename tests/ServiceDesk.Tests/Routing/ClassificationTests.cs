using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Classification;
using ServiceDesk.Rules;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ClassificationTests
{
    private static readonly ClassificationBasis ruled = new(2, "vpn", "software", false, null, 900);
    private static readonly ClassificationBasis learned = new(1, null, null, false, new CategorySuggestion("account", 950, 300, [new SuggestedCategory("network", 30)]), 900);
    private static readonly RoutingFacts unsaid = RoutingFacts.Of(Submitted) with { Category = null };

    [Fact]
    public void A_rule_decides_where_nobody_said_a_category_that_the_desk_knows()
    {
        RouteTicket.Classify(unsaid with { Classification = ruled }).ShouldBe(("software", "rule"));
        RouteTicket.Classify(unsaid with { Category = "Printers", Classification = ruled }).ShouldBe(("software", "rule"));
        RouteTicket.Classify(unsaid with { Category = "network", Classification = ruled }).ShouldBe(("network", "submitted"));
        RouteTicket.Classify(unsaid with { Defaults = new TypeDefaults(null, null, "hardware"), Classification = ruled }).ShouldBe(("hardware", "request-type"));
    }

    [Fact]
    public void A_rule_that_overrides_goes_before_what_was_said() =>
        RouteTicket.Classify(unsaid with { Category = "network", Classification = ruled with { Overrides = true } }).ShouldBe(("software", "rule"));

    [Fact]
    public void A_rule_also_says_the_request_type_where_nobody_named_one_or_it_overrides()
    {
        var typed = ruled with { RuleRequestType = "vpn-access" };
        string? Type(RoutingFacts facts) => RouteTicket.Decide(facts, null, 0, [], At(1)).RequestType;

        Type(unsaid with { Classification = typed }).ShouldBe("vpn-access");
        Type(unsaid with { RequestType = "full", Classification = typed }).ShouldBe("full");
        Type(unsaid with { RequestType = "full", Classification = typed with { Overrides = true } }).ShouldBe("vpn-access");
        Type(unsaid with { RequestType = "full", Classification = ruled with { Overrides = true } }).ShouldBe("full");

        var decision = RouteTicket.Decide(unsaid with { Classification = typed }, null, 0, [], At(1));
        AssignmentFacts.Of(decision).RequestType.ShouldBe("vpn-access");
        RouteTicket.Decide(RoutingFacts.Of(Reread(decision)), null, 0, [], At(1)).RequestType.ShouldBe("vpn-access");

        var rules = ClassificationRulesHistory.Shipped with { Rules = [new CategoryRule("offline", "network", false, [new CategoryCondition("text", ["offline"])]) { RequestType = "vpn-access" }] };
        Classifying.Find(Submitted, unsaid, rules, null)!.RuleRequestType.ShouldBe("vpn-access");
        Sent.Refusal<DefineClassificationRules>("""{"rules":[{"id":"a","category":"network","requestType":"VPN access","when":[{"field":"text","any":["vpn"]}]}]}""")
            .ShouldRefuse(422, "rules[0].requestType");
    }

    [Fact]
    public void A_suggestion_made_again_decides_by_what_it_says_now()
    {
        var decided = RouteTicket.Decide(unsaid with { Classification = learned, SuggestedBy = ["locked"] }, null, 0, [], At(1));
        var other = new LearnedCategory(new CategoryShare("software", 990), [], ["driver"], 300);

        RouteTicket.Decide(RouteTicket.FactsOf(decided, Routing.Grading.GradingRules.Shipped, null), null, 0, [], At(1)).Category.ShouldBe("account");
        var again = RouteTicket.Decide(RouteTicket.FactsOf(decided, Routing.Grading.GradingRules.Shipped, other), null, 0, [], At(1));
        again.Category.ShouldBe("software");
        again.SuggestedBy.ShouldBe(["driver"]);
    }

    [Fact]
    public void What_was_learned_decides_only_where_nothing_was_said_and_no_rule_fits_and_it_is_sure_enough()
    {
        RouteTicket.Classify(unsaid with { Classification = learned }).ShouldBe(("account", "learned"));
        RouteTicket.Classify(unsaid with { Classification = learned with { DecidesFrom = 951 } }).ShouldBe(("other", "not-given"));
        RouteTicket.Classify(unsaid with { Category = "Printers", Classification = learned }).ShouldBe(("other", "not-in-catalogue"));
        RouteTicket.Classify(unsaid with { Classification = learned with { Rule = "vpn", RuleCategory = "software" } }).ShouldBe(("software", "rule"));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("Category 55")]
    public void What_was_learned_of_no_real_category_decides_nothing(string category) =>
        RouteTicket.Classify(unsaid with { Classification = learned with { Suggestion = learned.Suggestion! with { Category = category } } }).ShouldBe(("other", "not-given"));

    [Fact]
    public void What_a_rule_found_is_recorded_with_the_version_of_the_rules()
    {
        var rules = ClassificationRulesHistory.Shipped with { Version = 4, Rules = [new CategoryRule("offline", "network", true, [new CategoryCondition("text", ["offline"])])] };

        Classifying.Find(Submitted, unsaid, rules, null).ShouldBe(new ClassificationBasis(4, "offline", "network", true, null, 900));
        Classifying.Find(Submitted with { Description = "x" }, unsaid, rules, null).ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_suggested_before_enough_tickets_were_closed()
    {
        var known = new LearnedCategory(new CategoryShare("account", 990), [new CategoryShare("network", 5)], ["locked"], 199);

        Classifying.Find(Submitted, unsaid, ClassificationRulesHistory.Shipped, known).ShouldBeNull();
        var basis = Classifying.Find(Submitted, unsaid, ClassificationRulesHistory.Shipped, known with { Learned = 200 })!;
        (basis.Suggestion!.Category, basis.Suggestion.Share, basis.Suggestion.Learned, basis.DecidesFrom, basis.Rule).ShouldBe(("account", 990, 200, 900, null));
        basis.Suggestion.Others.ShouldBe([new SuggestedCategory("network", 5)]);
    }

    [Fact]
    public void Rules_see_every_submitted_value_and_what_was_corrected_before()
    {
        var values = Classifying.Submitted(
            Submitted with { RequestType = "full", Language = "zh", Fields = new Dictionary<string, string> { ["room"] = "7" } },
            unsaid.With(new FactsCorrected("software", null, Urgency.Low, null, At(1)) { AffectedSystem = "erp" }));

        values.ShouldBe(new Dictionary<string, string>
        {
            ["subject"] = "No network",
            ["description"] = "The whole floor is offline.",
            ["kind"] = "incident",
            ["channel"] = "portal",
            ["organization"] = "acme",
            ["requestType"] = "full",
            ["affectedSystem"] = "erp",
            ["impact"] = "department",
            ["urgency"] = "low",
            ["category"] = "software",
            ["language"] = "zh",
            ["fields.room"] = "7",
        }, ignoreOrder: true);
        CategoryRules.EqualFields.Except(values.Keys).ShouldBeEmpty();
    }

    [Fact]
    public void A_person_overrides_with_a_reason_and_what_was_suggested_is_kept()
    {
        Classify(Suggested, "software", "It is the driver").Then(new TicketClassified("software", "network", "by-person", "account", Ada.Id, Grace.Id, "It is the driver", At(9)));
        Classify(Suggested, "software", null).ThenInvalid("reason");
    }

    [Fact]
    public void A_person_accepts_the_suggestion_or_agrees_with_the_desk_without_a_reason()
    {
        Classify(Suggested, "account", null).Then(new TicketClassified("account", "network", "suggestion-accepted", "account", Ada.Id, Grace.Id, null, At(9)));
        Classify(Suggested, "network", null).Then(new TicketClassified("network", "network", "confirmed", "account", Ada.Id, Grace.Id, null, At(9)));
    }

    [Fact]
    public void The_same_said_again_changes_nothing() =>
        Classify(Suggested.Evolve(new TicketClassified("software", "network", "by-person", null, Ada.Id, Grace.Id, "x", At(8))), "software", "x").ThenNothing();

    [Fact]
    public void A_ticket_whose_work_ended_is_not_classified() => Classify(Suggested.Evolve(new WorkEnded(At(5))), "software", "x").ThenRejected("work-ended");

    [Fact]
    public void What_became_of_the_suggestion_is_told()
    {
        Outcome(GradingTests.Routed()).ShouldBe("none");
        Outcome(Suggested).ShouldBe("shown");
        Outcome(Ticket.Initial.Evolve(RouteTicket.Decide(unsaid with { Classification = learned, SuggestedBy = ["locked"] }, null, 0, [], At(1)))).ShouldBe("decided");
        Outcome(Suggested.Evolve(new TicketClassified("account", "network", "suggestion-accepted", "account", Ada.Id, Grace.Id, null, At(8)))).ShouldBe("accepted");
        Outcome(Suggested.Evolve(new TicketClassified("software", "network", "by-person", "account", Ada.Id, Grace.Id, "x", At(8)))).ShouldBe("overridden");
    }

    [Fact]
    public void Only_another_category_re_routes()
    {
        var reaction = new RerouteReaction(_ => default);

        reaction.StreamOf(Recorded(new TicketClassified("software", "network", "by-person", null, Ada.Id, Grace.Id, "x", At(8)), stream: "ticket-1")).ShouldBe("ticket-1");
        reaction.StreamOf(Recorded(new TicketClassified("network", "network", "confirmed", null, Ada.Id, Grace.Id, null, At(8)), stream: "ticket-1")).ShouldBeNull();
    }

    [Fact]
    public void Rules_are_defined_in_their_order()
    {
        var command = Sent.Read<DefineClassificationRules>("""
            {"rules": [
              {"id": "vpn", "category": "network", "overrides": true, "when": [{"field": "text", "any": ["vpn", "翻墙"]}, {"field": "kind", "any": ["incident"]}]},
              {"id": "room", "category": "hardware", "when": [{"field": "fields.room", "any": ["7"]}]}],
             "suggestion": {"leastClosed": 50, "decidesFrom": 700}}
            """);

        var defined = ((EventStore.Decision.Accepted)command.Decide(ClassificationRulesHistory.Initial, "root", At(1))).Events.Single().ShouldBeOfType<ClassificationRulesDefined>();
        (defined.Version, defined.Suggestion).ShouldBe((2, new SuggestionRule(50, 700)));
        Reread(defined).Rules.Select(rule => (rule.Id, rule.Category, rule.Overrides, rule.When.Count)).ShouldBe([("vpn", "network", true, 2), ("room", "hardware", false, 1)]);
        new Decided(command.Decide(new ClassificationRulesHistory([.. ClassificationRulesHistory.Initial.Versions, defined]), "root", At(2))).ThenNothing();
    }

    [Fact]
    public void A_rule_that_can_never_fit_or_never_decide_is_refused()
    {
        var refusal = Sent.Refusal<DefineClassificationRules>("""
            {"rules": [
              {"id": "a", "category": "network", "when": [{"field": "text", "any": ["vpn"]}]},
              {"id": "b", "category": "software", "when": [{"field": "subject", "any": ["VPN client"]}]},
              {"id": "c", "category": "software", "when": [{"field": "channel", "any": ["email"]}, {"field": "channel", "any": ["phone"]}]},
              {"id": "d", "category": "software", "when": [{"field": "kind", "any": ["wish"]}]},
              {"id": "e", "category": "software", "when": [{"field": "text", "any": ["…"]}]},
              {"id": "f", "category": "software", "overrides": true, "when": [{"field": "text", "any": ["vpn"]}]}]}
            """);

        refusal.ShouldRefuse(422, "rules[0].when", "rules[1].when", "rules[2].when", "rules[3].when[0].any", "rules[4].when[0].any");
        refusal.Errors!["rules[1].when"].Single().ShouldBe("can never decide: rule a, which is asked before it, fits whatever this one fits");
        refusal.Errors!["rules[0].when"].Single().ShouldBe("can never decide: rule f, which is asked before it, fits whatever this one fits");
    }

    [Fact]
    public void Every_wrong_part_of_a_rule_is_named() => Sent.Refusal<DefineClassificationRules>("""
        {"rules": [{"id": "A", "category": "pigeons"}, {"id": "b", "category": "other", "when": [{"field": "colour", "any": ["red"]}, {"field": "text"}]}, {"id": "b", "category": "other", "when": [{"field": "text", "any": ["x"]}]}],
         "suggestion": {"decidesFrom": 500}}
        """).ShouldRefuse(422, "rules[0].category", "rules[0].id", "rules[0].when", "rules[1].when[0].field", "rules[1].when[1].any", "rules[2].id", "suggestion.decidesFrom");

    [Fact]
    public void A_category_that_the_desk_does_not_know_is_refused() => Sent.Refusal<ClassifyTicket>("""{"category":"Network"}""").ShouldRefuse(422, "category");

    private static Ticket Suggested => Ticket.Initial.Evolve(RouteTicket.Decide(
        RoutingFacts.Of(Submitted) with { Classification = learned, SuggestedBy = ["locked"] }, "first-line", 1, [new Candidate(Ada.Id, 0, null)], At(1)));

    private static Decided Classify(Ticket ticket, string category, string? reason) =>
        new(TicketCommand.Decide(ticket, new ClassifyTicket(category, reason, null), Ada, At(9)));

    private static string Outcome(Ticket ticket) => SuggestionView.Of(Guid.Empty, ticket, "routing/1").Outcome;
}
