using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Escalation;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class RaiseEscalationTests
{
    private static readonly Ticket ticket = RoutingSamples.Routed(Priority.P2);
    private static readonly EscalationRulesDefined rules = EscalationRuleHistory.Shipped;

    [Fact]
    public void The_lead_hears_when_three_quarters_of_the_time_are_over()
    {
        var raised = Raised(new ClockWarned(ClockName.Resolution, 1, 75, 0, At(480), "INC-000123", "acme", Priority.P2, "first-line", Ada.Id, At(400), At(360)));

        (raised.Escalation, raised.Rule, raised.RulesVersion, raised.Recipient, raised.Level, raised.Occasion).ShouldBe((1, "three-quarters", 1, "lead", 1, "resolution/1/0"));
        (raised.Clock, raised.Percent, raised.DueAt, raised.NotifyAt, raised.Number, raised.Agent).ShouldBe((ClockName.Resolution, 75, At(480), At(400), "INC-000123", Ada.Id));
    }

    [Fact]
    public void A_warning_before_or_of_another_clock_or_priority_tells_nobody()
    {
        Decide(Warned(50)).ThenNothing();
        Decide(Warned(75) with { Clock = ClockName.Response }).ThenNothing();
        new Decided(RaiseEscalation.Decide(Escalations.Initial, rules, Occasion.Of(Warned(75)), RoutingSamples.Routed(Priority.P3), ["lead"], At(361))).ThenNothing();
    }

    [Fact]
    public void Each_rule_tells_once_of_each_occasion()
    {
        var first = Raised(Warned(75));
        Decide(Warned(90), first).ThenNothing();
        Decide(Warned(75), first).ThenNothing();

        Raised(Warned(75) with { Judgement = 1 }, first).Escalation.ShouldBe(2);
        Raised(Warned(75) with { Round = 2 }, first).Occasion.ShouldBe("resolution/2/0");
    }

    [Fact]
    public void A_breach_is_told_above_the_lead_and_to_the_lead_if_no_warning_was()
    {
        var both = Events(Breached);
        both.Select(one => (one.Rule, one.Recipient)).ShouldBe([("breach", "boss"), ("three-quarters", "lead")]);
        both.Select(one => one.Escalation).ShouldBe([1, 2]);

        Events(Breached, Raised(Warned(75))).Select(one => one.Rule).ShouldBe(["breach"]);
        Events(Breached, [.. both]).ShouldBeEmpty();
    }

    [Fact]
    public void Severe_impact_is_told_at_once()
    {
        var severe = RoutingSamples.Routed(Priority.P1);

        var decision = RaiseEscalation.Decide(Escalations.Initial, rules, Occasion.Of(severe.Routed), severe, ["lead"], At(1));
        decision.ShouldBeOfType<Decision.Accepted>().Events.Cast<EscalationRaised>().Single().Rule.ShouldBe("severe");
        Decide(ticket.Routed!).ThenNothing();
    }

    [Fact]
    public void Too_many_hops_are_told_once()
    {
        var hop = RoutingSamples.Assigned("third-line", null, AssignmentCause.Escalated) with { Hops = 3 };

        var raised = Raised(hop);
        raised.Rule.ShouldBe("too-many-hops");
        Decide(hop with { Hops = 4 }, raised).ThenNothing();
        Decide(hop with { Hops = 2 }).ThenNothing();
        Decide(hop with { Cause = AssignmentCause.Given }).ThenNothing();
    }

    [Theory]
    [InlineData("no-team")]
    [InlineData("no-skill")]
    [InlineData("no-agent")]
    public void A_ticket_that_nobody_can_do_is_told_with_the_reason_at_once(string reason)
    {
        var first = Raised(ticket.Routed! with { Agent = null, AssignmentReason = reason });
        (first.Rule, first.Trigger, first.Occasion, first.Recipient).ShouldBe(("unrouted", EscalationTrigger.Unrouted, reason, "lead"));

        var back = RoutingSamples.Assigned("first-line", null, AssignmentCause.Reclassified) with { Reason = reason };
        Decide(back with { AgentBefore = null }, first).ThenNothing();
        Raised(back with { AgentBefore = Ada.Id }, first).Rule.ShouldBe("unrouted");
    }

    [Theory]
    [InlineData("all-full")]
    [InlineData("nobody-available")]
    [InlineData("all-declined")]
    public void A_ticket_that_waits_only_for_somebody_to_be_free_tells_nobody(string reason) => Decide(ticket.Routed! with { Agent = null, AssignmentReason = reason }).ThenNothing();

    [Fact]
    public void The_lead_hears_of_a_suspected_major_incident()
    {
        var raised = Raised(new ServiceDesk.Routing.Grading.MajorIncidentSuspected("all-down", Priority.P2, "network", null, At(1)));
        (raised.Rule, raised.Trigger, raised.Occasion, raised.Recipient).ShouldBe(("suspected", EscalationTrigger.Suspected, "all-down", "lead"));
    }

    [Fact]
    public void Standing_still_is_told_by_the_rule_that_waits_for_it_and_anew_after_activity()
    {
        Occasion Idle(Instant since, string rule) => new(EscalationTrigger.NoActivity, EscalationRules.Since(since), At(9000)) { Rule = rule };
        var first = RaiseEscalation.Decide(Escalations.Initial, rules, [Idle(At(1), "no-activity")], ticket, ["lead"], At(9000)).ShouldBeOfType<Decision.Accepted>().Events.Single();
        var after = DeciderSpec<Escalations>.Given(first);

        after.When(before => RaiseEscalation.Decide(before, rules, [Idle(At(1), "no-activity")], ticket, ["lead"], At(9001))).ThenNothing();
        after.When(before => RaiseEscalation.Decide(before, rules, [Idle(At(2), "other")], ticket, ["lead"], At(9001))).ThenNothing();
        after.When(before => RaiseEscalation.Decide(before, rules, [Idle(At(2), "no-activity")], ticket, ["lead"], At(9001))).Decision
            .ShouldBeOfType<Decision.Accepted>().Events.Cast<EscalationRaised>().Single().Occasion.ShouldBe("2026-03-02T08:02:00.000000Z");
    }

    [Fact]
    public void Nobody_is_told_of_what_another_system_did()
    {
        var imported = DeciderSpec<Ticket>.Given(RouteTicket.Import(RoutingFacts.Of(Submitted), Opened)).State;

        new Decided(RaiseEscalation.Decide(Escalations.Initial, rules, Occasion.Of(Breached), imported, ["lead"], At(500))).ThenNothing();
        new EscalationReaction(null!, new StoppedClock(At(1))).StreamOf(Recorded(Warned(75), meta: new EventMeta { Actor = "x", Imported = new ImportedFrom("servicenow", "1") })).ShouldBeNull();
    }

    [Fact]
    public void Of_a_ticket_whose_work_is_over_only_a_broken_target_is_told()
    {
        var over = RoutingSamples.Routed(Priority.P1, new WorkEnded(At(2)));
        Decided Over(object heard) => new(RaiseEscalation.Decide(Escalations.Initial, rules, Occasion.Of(heard), over, ["lead", "boss"], At(361)));

        Over(Warned(75)).ThenNothing();
        Over(over.Routed!).ThenNothing();
        Over(Breached).Decision.ShouldBeOfType<Decision.Accepted>().Events.Cast<EscalationRaised>().Single().Rule.ShouldBe("breach");
    }

    [Fact]
    public void What_happened_more_than_a_day_ago_is_told_to_nobody()
    {
        string? Heard(Duration later) => new EscalationReaction(null!, new StoppedClock(At(1) + later)).StreamOf(Recorded(Warned(75)));

        Heard(Duration.FromHours(24)).ShouldNotBeNull();
        Heard(Duration.FromHours(24) + Duration.Epsilon).ShouldBeNull();
    }

    [Fact]
    public void Without_anybody_known_the_escalation_stands_without_a_recipient() =>
        RaiseEscalation.Decide(Escalations.Initial, rules, Occasion.Of(Breached), ticket, [], At(500)).ShouldBeOfType<Decision.Accepted>()
            .Events.Cast<EscalationRaised>().ShouldAllBe(one => one.Recipient == null);

    private sealed record StoppedClock(Instant At) : IClock
    {
        public Instant GetCurrentInstant() => At;
    }

    private static ClockWarned Warned(int percent) =>
        new(ClockName.Resolution, 1, percent, 0, At(480), "INC-000123", "acme", Priority.P2, "first-line", Ada.Id, At(360), At(360));

    private static ClockBreached Breached { get; } = new(
        ClockName.Resolution, 1, "INC-000123", "acme", Priority.P2, "first-line", Ada.Id, At(480),
        new ClockCertificate(
            ClockName.Resolution, 1, At(480), ClockOutcome.Breached, Opened, null, Duration.FromHours(8), Duration.Zero, Duration.FromHours(8), Duration.Zero, At(480), At(480), [], []),
        At(480));

    private static Decided Decide(object heard, params object[] before) => DeciderSpec<Escalations>.Given(before)
        .When(state => RaiseEscalation.Decide(state, rules, Occasion.Of(heard), ticket, ["lead", "boss"], At(361)));

    private static IReadOnlyList<EscalationRaised> Events(object heard, params object[] before) =>
        [.. Decide(heard, before).Decision.ShouldBeOfType<Decision.Accepted>().Events.Cast<EscalationRaised>()];

    private static EscalationRaised Raised(object heard, params object[] before) => Events(heard, before).Single();
}

public class AnswerEscalationTests
{
    private static readonly EscalationRaised raised = new(
        1, "breach", 1, EscalationTrigger.Breach, "resolution/1/1", 1, "lead", "INC-000123", "acme", Grace.Id, Priority.P2, "first-line", Ada.Id, null, null, null, At(1), At(1));

    private static readonly Actor lead = new("lead", [Roles.Agent], null, null);
    private static readonly EscalationAcknowledged acknowledged = new(1, "lead", Grace.Id, "I call them", At(2));

    [Fact]
    public void The_recipient_takes_care_of_it_once()
    {
        Answer(new AcknowledgeEscalation("I call them"), lead).Then(acknowledged);
        Answer(new AcknowledgeEscalation("Again"), lead, acknowledged).ThenNothing();
    }

    [Fact]
    public void An_agent_answers_only_what_the_agent_was_told_and_an_admin_everything()
    {
        Answer(new AcknowledgeEscalation(null), Ada).ThenRejected("not-recipient");
        Answer(new AcknowledgeEscalation("I call them"), Root).Then(acknowledged with { By = Root.Id });
    }

    [Fact]
    public void It_goes_on_to_the_next_one_up_or_to_somebody_named()
    {
        Answer(new PassEscalationOn(null, "Too big"), lead).Then(new EscalationPassedOn(1, "lead", "boss", Grace.Id, "Too big", At(2)));
        Answer(new PassEscalationOn("other", null), lead).Then(new EscalationPassedOn(1, "lead", "other", Grace.Id, null, At(2)));
        Answer(new PassEscalationOn("lead", null), lead).ThenNothing();
        Answer(new PassEscalationOn(null, null), Root, new EscalationPassedOn(1, "lead", "boss", Grace.Id, null, At(2))).ThenRejected("nobody-above");
        Answer(new PassEscalationOn(null, null), lead, acknowledged).ThenRejected("acknowledged");
    }

    [Fact]
    public void Who_got_it_passed_on_answers_it() =>
        Answer(new AcknowledgeEscalation("I call them"), Ada, new EscalationPassedOn(1, "lead", Ada.Id, Grace.Id, null, At(2))).Then(acknowledged with { By = Ada.Id });

    [Fact]
    public void There_is_none_for_another_organisation_or_under_another_number()
    {
        Answer(new AcknowledgeEscalation(null), Root with { Organization = "demo" }).ThenMissing();
        DeciderSpec<Escalations>.Given(raised).When(state => EscalationAnswer.Decide(state, 2, new AcknowledgeEscalation(null), [], Root, At(2))).ThenMissing();
    }

    private static Decided Answer<T>(T command, Actor actor, params object[] before) where T : IEscalationAnswer<T> =>
        DeciderSpec<Escalations>.Given([raised, .. before]).When(state => EscalationAnswer.Decide(state, 1, command, ["lead", "boss"], actor, At(2)));
}

public class EscalateTests
{
    private static readonly TeamDefined first = new("first-line", "First line", ["network"], ["p1"]) { Tier = 1 };
    private static readonly TeamDefined software = new("software", "Software", ["software"], ["p2"]) { Tier = 2 };
    private static readonly TeamDefined network = new("network", "Network", ["network"], ["p3"]) { Tier = 2, Next = "vendor" };
    private static readonly TeamDefined vendor = new("vendor", "Vendor", [], ["p4"]);

    [Fact]
    public void It_goes_to_the_team_of_the_next_tier_that_knows_the_category() => To(new Escalate(null, "x"), first, software, network).ShouldBe("network");

    [Fact]
    public void Where_none_knows_the_category_it_goes_to_the_first_of_that_tier() => To(new Escalate(null, "x"), first, software).ShouldBe("software");

    [Fact]
    public void A_named_next_team_comes_before_the_tiers() => To(new Escalate(null, "x"), first with { Next = "vendor" }, network, vendor).ShouldBe("vendor");

    [Fact]
    public void A_team_that_somebody_names_gets_it() => To(new Escalate("vendor", "x"), first, network, vendor).ShouldBe("vendor");

    [Fact]
    public void Without_a_next_team_it_is_refused() => Refusal(new Escalate(null, "x"), first with { Tier = 3 }, network).Code.ShouldBe("no-next-team");

    [Theory]
    [InlineData("nowhere")]
    [InlineData("first-line")]
    public void No_team_and_the_same_team_are_wrong(string team) => Refusal(new Escalate(team, "x"), first, network).Field.ShouldBe("team");

    [Fact]
    public void A_reason_must_be_given() => Sent.Refusal<Escalate>("""{"team":7,"hope":1}""").ShouldRefuse(422, "hope", "reason", "team");

    [Fact]
    public void What_is_finished_cannot_be_handed_on()
    {
        FinishedTicket.Refuses(RoutingSamples.Routed(Priority.P2), Ada, isFinished: false).ShouldBeNull();
        FinishedTicket.Refuses(RoutingSamples.Routed(Priority.P2), Ada, isFinished: true).ShouldBeOfType<Decision.Rejected>().Code.ShouldBe("not-open");
        FinishedTicket.Refuses(RoutingSamples.Routed(Priority.P2, new WorkEnded(At(2))), Ada, isFinished: false).ShouldBeOfType<Decision.Rejected>().Code.ShouldBe("not-open");
        FinishedTicket.Refuses(RoutingSamples.Routed(Priority.P2), Ada with { Organization = "demo" }, isFinished: true).ShouldBeOfType<Decision.NotFound>();
        FinishedTicket.Refuses(Ticket.Initial, Ada, isFinished: false).ShouldBeOfType<Decision.NotFound>();
    }

    private static string? To(Escalate command, params object[] teams) => command.To(RoutingSamples.Routed(Priority.P2), DeciderSpec<Teams>.Given(teams).State).Team;

    private static Decision.Rejected Refusal(Escalate command, params object[] teams) =>
        command.To(RoutingSamples.Routed(Priority.P2), DeciderSpec<Teams>.Given(teams).State).Refusal.ShouldBeOfType<Decision.Rejected>();
}

public class DefineEscalationRulesTests
{
    [Fact]
    public void The_shipped_rules_can_be_defined_again()
    {
        var shipped = EscalationRuleHistory.Shipped;
        var command = new DefineEscalationRules(null, shipped.Hours, shipped.Rules);

        DeciderSpec<EscalationRuleHistory>.Given().When(history => command.Decide(history, Root.Id, At(1))).ThenNothing();
        DeciderSpec<EscalationRuleHistory>.Given().When(history => (command with { Rules = [] }).Decide(history, Root.Id, At(1)))
            .Then(shipped with { Version = 2, EffectiveFrom = At(1), Rules = [], By = Root.Id, At = At(1) });
        DeciderSpec<EscalationRuleHistory>.Given().When(history => (command with { EffectiveFrom = Opened }).Decide(history, Root.Id, At(1))).ThenInvalid("effectiveFrom");
    }

    [Fact]
    public void All_that_is_wrong_is_named()
    {
        var refusal = Sent.Refusal<DefineEscalationRules>("""
            { "hours": { "zone": "Mars/Base", "days": [{ "day": "monday", "from": "9", "to": "25:00" }] },
              "rules": [
                { "id": "A B", "trigger": "elapsed", "level": 0 },
                { "id": "x", "trigger": "breach", "hours": 3, "level": 1 },
                { "id": "x", "trigger": "severe", "clock": "response", "level": 1 },
                { "id": "y", "trigger": "often", "priorities": ["p7"], "level": 1 },
                { "id": "same", "trigger": "hops", "hops": 3, "level": 1 },
                { "id": "again", "trigger": "hops", "hops": 3, "level": 1 } ] }
            """);

        refusal.ShouldRefuse(
            422, "hours.days[0].from", "hours.days[0].to", "rules[0].id", "rules[0].level", "rules[0].percent", "rules[1].hours", "rules[2].clock", "rules[2].id", "rules[2].priorities",
            "rules[3].priorities", "rules[3].trigger", "rules[5].trigger");
    }

    [Theory]
    [InlineData("Mars/Base", "09:00", "17:00", "hours.zone")]
    [InlineData("Europe/Berlin", "17:00", "09:00", "hours.days")]
    public void Hours_that_cannot_be_counted_are_refused(string zone, string from, string to, string field) => Sent.Refusal<DefineEscalationRules>(
        $$"""{ "hours": { "zone": "{{zone}}", "days": [{ "day": "friday", "from": "{{from}}", "to": "{{to}}" }] }, "rules": [] }""").ShouldRefuse(422, field);

    [Fact]
    public void Only_working_hours_count()
    {
        var defined = Sent.Read<DefineEscalationRules>("""
            { "hours": { "zone": "Europe/Berlin", "days": [{ "day": "friday", "from": "09:00", "to": "17:00" }, { "day": "monday", "from": "09:00", "to": "24:00" }] }, "rules": [] }
            """);
        var hours = EscalationRules.Of(EscalationRuleHistory.Shipped with { Hours = defined.Hours }).Hours;

        // Friday, 2026-03-06 16:00 in Berlin, and two working hours later Monday at ten.
        hours.Between(Instant.FromUtc(2026, 3, 6, 15, 0), Instant.FromUtc(2026, 3, 9, 9, 0)).ShouldBe(Duration.FromHours(2));
    }
}

public class ManagementChainTests
{
    [Fact]
    public void The_highest_known_up_to_the_level_is_told()
    {
        ManagementChain.At(["lead", "boss"], 1).ShouldBe("lead");
        ManagementChain.At(["lead", "boss"], 5).ShouldBe("boss");
        ManagementChain.At([], 1).ShouldBeNull();
        ManagementChain.After(["lead", "boss"], "lead").ShouldBe("boss");
        ManagementChain.After(["lead", "boss"], "boss").ShouldBeNull();
        ManagementChain.After(["lead", "boss"], null).ShouldBe("lead");
    }

    [Fact]
    public void It_begins_with_the_lead_and_without_one_with_the_agents_manager_and_does_not_turn_in_circles()
    {
        var ticket = RoutingSamples.Routed(Priority.P2);
        var roster = DeciderSpec<Roster>.Given(Reports(Ada.Id, "m1"), Reports("lead", "m2"), Reports("m2", "lead")).State;
        var team = new TeamDefined("first-line", "First line", ["network"], [Ada.Id]);

        ManagementChain.Of(ticket, DeciderSpec<Teams>.Given(team with { Lead = "lead" }).State, roster).ShouldBe(["lead", "m2"]);
        ManagementChain.Of(ticket, DeciderSpec<Teams>.Given(team).State, roster).ShouldBe(["m1"]);
        ManagementChain.Of(ticket, Teams.Initial, Roster.Initial).ShouldBeEmpty();
    }

    private static AgentDescribed Reports(string agent, string manager) => new(agent, null, [], [], 20, null, manager, null, null, []);
}

/// <summary>Tickets as Routing knows them.</summary>
internal static class RoutingSamples
{
    public static Ticket Routed(Priority priority, params object[] after) => DeciderSpec<Ticket>.Given([Decision(priority), .. after]).State;

    public static TicketAssigned Assigned(string? team, string? agent, AssignmentCause cause) =>
        new(team, agent, cause, "least-loaded", "first-line", Ada.Id, 1, null, [], Ada.Id, Grace.Id, "Too hard", At(2));

    private static TicketRouted Decision(Priority priority) => new(
        "network", "network", "submitted", null, null, Impact.Department, Urgency.High, Importance.Normal, priority, "standard-1", "first-line", 1, Ada.Id, "least-loaded",
        [new Candidate(Ada.Id, 0, null)], Submitted.Number, Submitted.Organization, Submitted.Requester, At(1));
}
