using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Grading;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class GradingTests
{
    private static readonly GradingFacts plain = new(Impact.Department, Urgency.Medium, Importance.Normal, "network", "p1", "ERP");
    private static readonly GradingRules strict = new(PriorityMatrixHistory.Shipped with
    {
        Version = 2,
        Vip = new VipRule(["p-vip"], ["Mail  Server"], 2),
        MajorIncidents = [new MajorIncidentRule("net-p1", null, null, null, Priority.P1, ["network"]), new MajorIncidentRule("all", Impact.Organization, Urgency.Medium, Importance.High, null, [])],
    });

    [Fact]
    public void The_shipped_table_is_named_as_before_and_raises_nobody() =>
        GradingRules.Shipped.Grade(plain).ShouldBe(new Grade(Priority.P3, "standard-1", null, null));

    [Fact]
    public void A_requester_who_is_a_vip_is_raised_by_the_steps_of_the_rule() =>
        strict.Grade(plain with { Requester = "p-vip", Category = "other" }).ShouldBe(new Grade(Priority.P1, "matrix-2", "requester", null));

    [Fact]
    public void A_marked_system_raises_however_it_was_written() =>
        strict.Grade(plain with { AffectedSystem = "mail server", Urgency = Urgency.Low }).ShouldBe(new Grade(Priority.P2, "matrix-2", "system", null));

    [Fact]
    public void A_rule_for_major_incidents_looks_at_the_priority_after_it_was_raised() =>
        strict.Grade(plain with { Requester = "p-vip" }).MajorIncident.ShouldBe("net-p1");

    [Theory]
    [InlineData(Impact.Organization, Urgency.Medium, Importance.High, true)]
    [InlineData(Impact.Organization, Urgency.High, Importance.High, true)]
    [InlineData(Impact.Organization, Urgency.Low, Importance.High, false)]
    [InlineData(Impact.Department, Urgency.High, Importance.High, false)]
    [InlineData(Impact.Organization, Urgency.High, Importance.Normal, false)]
    public void A_rule_for_major_incidents_asks_for_at_least_what_it_names(Impact impact, Urgency urgency, Importance importance, bool suspects) =>
        strict.Grade(new GradingFacts(impact, urgency, importance, "other", "p1", null)).MajorIncident.ShouldBe(suspects ? "all" : null);

    [Fact]
    public void A_new_grade_recomputes_the_priority_and_is_kept_beside_the_first()
    {
        var ticket = Routed();

        Grade(ticket, Impact.Organization, null, null).Then(
            new TicketGraded(Impact.Organization, Urgency.High, Importance.Normal, Priority.P1, Priority.P2, "standard-1", ["major-incident:organization-down"], "by-person", Ada.Id, Grace.Id, "All are down", At(9)),
            new MajorIncidentSuspected("organization-down", Priority.P1, "network", "vpn", At(9)));
        var after = Evolved(ticket, Grade(ticket, Impact.Organization, null, null));
        (after.Routed!.Priority, after.Grading.Grades.Count, after.Grading.Suspected!.Rule).ShouldBe((Priority.P1, 1, "organization-down"));
        Grade(after, Impact.Person, Urgency.Low, null).Decision.ShouldBeOfType<EventStore.Decision.Accepted>();
    }

    [Fact]
    public void A_suspicion_is_said_once()
    {
        var once = Evolved(Routed(), Grade(Routed(), Impact.Organization, null, null));
        var less = Evolved(once, Grade(once, Impact.Person, null, null));

        Evolved(less, Grade(less, Impact.Organization, null, null)).Grading.Suspected.ShouldBe(once.Grading.Suspected);
    }

    [Fact]
    public void The_same_grade_again_changes_nothing() => Grade(Routed(), Impact.Department, Urgency.High, Importance.Normal).ThenNothing();

    [Fact]
    public void A_ticket_whose_work_ended_is_not_graded() =>
        Grade(Routed().Evolve(new WorkEnded(At(5))), Impact.Organization, null, null).ThenRejected("work-ended");

    [Fact]
    public void A_ticket_of_another_organisation_is_not_there() =>
        new Decided(TicketCommand.Decide(Routed(), Command(Impact.Person, null, null), Ada with { Organization = "other" }, At(9))).ThenMissing();

    [Fact]
    public void A_correction_after_the_routing_classifies_and_grades_anew()
    {
        var facts = FactsCorrected.Of(new TicketCorrected(Ada.Id, Grace.Id, new Dictionary<string, string> { ["category"] = "software", ["urgency"] = "low" }, null, "x", At(5)))!;

        var events = Correcting.Decide(Routed(), facts, Ada.Id, GradingRules.Shipped, At(6));

        events[0].ShouldBe(facts);
        events[1].ShouldBe(new TicketClassified("software", "network", "corrected", null, Ada.Id, Grace.Id, null, At(6)));
        events[2].ShouldBeOfType<TicketGraded>().ShouldSatisfyAllConditions(
            graded => graded.Priority.ShouldBe(Priority.P4), graded => graded.Before.ShouldBe(Priority.P2), graded => graded.Reason.ShouldBe("corrected"));
        events.Count.ShouldBe(3);
    }

    [Fact]
    public void A_correction_before_the_routing_or_after_the_work_or_of_an_imported_ticket_is_only_remembered()
    {
        var facts = new FactsCorrected("software", Impact.Organization, null, null, At(5));
        var imported = Ticket.Initial.Evolve(RouteTicket.Import(RoutingFacts.Of(Submitted), Opened));

        foreach (var ticket in (Ticket[])[Ticket.Initial, Routed().Evolve(new WorkEnded(At(4))), imported])
            Correcting.Decide(ticket, facts, Ada.Id, GradingRules.Shipped, At(6)).ShouldBe([facts]);
    }

    [Fact]
    public void A_corrected_word_that_is_no_category_leaves_the_category() =>
        Correcting.Decide(Routed(), new FactsCorrected("Printers", null, null, null, At(5)), Ada.Id, GradingRules.Shipped, At(6)).Count.ShouldBe(1);

    [Fact]
    public void A_corrected_word_of_the_tree_brings_the_category_above_it()
    {
        var said = new TicketCorrected(Ada.Id, Grace.Id, new Dictionary<string, string> { ["category"] = "Printers" }, null, null, At(5)) { BaseCategory = "hardware" };
        var facts = FactsCorrected.Of(said)!;

        Correcting.Decide(Routed(), facts, Ada.Id, GradingRules.Shipped, At(6))[1].ShouldBeOfType<TicketClassified>().Category.ShouldBe("hardware");
        RouteTicket.Decide(RoutingFacts.Of(Submitted).With(facts), null, 0, [], At(6)).Category.ShouldBe("hardware");
        new FactsCorrected(null, Impact.Person, null, null, At(7)).After(facts).BaseCategory.ShouldBe("hardware");
    }

    [Fact]
    public void A_table_is_defined_with_all_its_cells_and_rules()
    {
        var command = Sent.Read<DefinePriorityMatrix>(Body());

        var defined = ((EventStore.Decision.Accepted)command.Decide(PriorityMatrixHistory.Initial, "root", At(1))).Events.Single().ShouldBeOfType<PriorityMatrixDefined>();
        (defined.Version, defined.EffectiveFrom, defined.Cells.Count, defined.Vip.Steps).ShouldBe((2, At(1), 27, 1));
        defined.Cells.ShouldBe(PriorityMatrixHistory.Shipped.Cells);
        Reread(defined).Cells.ShouldBe(defined.Cells);
    }

    [Fact]
    public void The_same_table_again_changes_nothing()
    {
        var same = new DefinePriorityMatrix(null, [.. PriorityMatrixHistory.Shipped.Cells.Reverse()], PriorityMatrixHistory.Shipped.Vip, PriorityMatrixHistory.Shipped.MajorIncidents);

        new Decided(same.Decide(PriorityMatrixHistory.Initial, "root", At(1))).ThenNothing();
    }

    [Fact]
    public void A_hole_in_the_table_is_refused_by_its_name()
    {
        var refusal = Sent.Refusal<DefinePriorityMatrix>(Body(cells: 26));

        refusal.ShouldRefuse(422, "cells");
        refusal.Errors!["cells"].Single().ShouldBe("has a hole: impact organization, urgency high, importance high");
    }

    [Fact]
    public void A_table_without_cells_or_with_one_twice_is_refused()
    {
        Sent.Refusal<DefinePriorityMatrix>("{}").ShouldRefuse(422, "cells");
        Sent.Refusal<DefinePriorityMatrix>(Body(twice: true)).Errors!["cells"].Single().ShouldEndWith("twice");
    }

    [Fact]
    public void Every_wrong_part_of_the_rules_is_named() => Sent.Refusal<DefinePriorityMatrix>(Body(rest: """
        "vip": {"requesters": ["nobody"], "systems": ["!"], "steps": 4},
        "majorIncidents": [{"id": "A b", "impact": "world"}, {"id": "b", "categories": ["pigeons"]}, {"id": "b", "priority": "p1"}, {"id": "c"}]
        """)).ShouldRefuse(
        422, "majorIncidents[0].id", "majorIncidents[0].impact", "majorIncidents[1].categories", "majorIncidents[2].id", "majorIncidents[3]", "vip.requesters", "vip.steps", "vip.systems");

    [Fact]
    public void A_new_grade_needs_a_reason_and_something_to_grade() => Sent.Refusal<GradeTicket>("{}").ShouldRefuse(422, "impact", "reason");

    [Fact]
    public void A_new_grade_is_read() => Sent.Read<GradeTicket>("""{"impact":"organization","urgency":"high","importance":"low","reason":"x"}""")
        .ShouldBe(new GradeTicket(Impact.Organization, Urgency.High, Importance.Low, "x", null, GradingRules.Shipped) { Rules = Sent.Read<GradeTicket>("""{"impact":"person","reason":"x"}""").Rules });

    internal static Ticket Routed() =>
        Ticket.Initial.Evolve(RouteTicket.Decide(RoutingFacts.Of(Submitted), "first-line", 1, [new Candidate(Ada.Id, 0, null)], At(1)));

    private static GradeTicket Command(Impact? impact, Urgency? urgency, Importance? importance) => new(impact, urgency, importance, "All are down", null, GradingRules.Shipped);

    private static Decided Grade(Ticket ticket, Impact? impact, Urgency? urgency, Importance? importance) =>
        new(TicketCommand.Decide(ticket, Command(impact, urgency, importance), Ada, At(9)));

    private static Ticket Evolved(Ticket ticket, Decided decided) =>
        ((EventStore.Decision.Accepted)decided.Decision).Events.Aggregate(ticket, (state, body) => state.Evolve(body));

    private static string Body(int cells = 27, bool twice = false, string rest = "\"vip\": null")
    {
        var all = JsonNode.Parse(JsonSerializer.Serialize(PriorityMatrixHistory.Shipped.Cells.Take(cells), HttpJson.Options))!.AsArray();
        if (twice) all.Add(all[0]!.DeepClone());
        return $$"""{"cells": {{all.ToJsonString()}}, {{rest}}}""";
    }
}
