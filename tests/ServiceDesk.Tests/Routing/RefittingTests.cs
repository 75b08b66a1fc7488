using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Grading;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>Whose a ticket is after it turned out to be another than it was taken for.</summary>
public class RefittingTests
{
    private static readonly Guid one = new(1, 0, 0, new byte[8]);

    [Fact]
    public void A_waiting_ticket_of_another_category_waits_for_whoever_can_do_that()
    {
        var desk = Staffed();
        desk.NoAgents.UnionWith(["networker", "painter"]);
        desk.Submit(one, Submitted);
        desk.Hear(one, desk.Classify(one, "software"));

        var waits = desk.Load("first-line").WaitingOf(one)!;
        (waits.Category, waits.Reason).ShouldBe(("software", "no-agent"));
        desk.NoAgents.Remove("networker");
        Next(desk, "networker").ShouldBeNull();
        desk.NoAgents.Remove("painter");
        Next(desk, "painter").ShouldBe(one);
        desk.Sweep();
        desk.Ticket(one).Routed!.Agent.ShouldBe("painter");
    }

    [Fact]
    public void A_ticket_that_waits_for_a_team_is_found_by_the_one_that_takes_its_present_category()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted with { Category = "hardware" });
        desk.Hear(one, desk.Classify(one, "account"));
        desk.Define(new TeamDefined("accounts", "Accounts", ["account"], ["painter"]));
        desk.Sweep();

        (desk.Ticket(one).Routed!.Team, desk.Ticket(one).Routed!.Agent).ShouldBe(("accounts", "painter"));
    }

    [Fact]
    public void Whoever_becomes_free_before_the_desk_heard_of_the_new_category_gets_the_ticket_only_when_able_to_do_it()
    {
        var desk = Staffed();
        desk.NoAgents.UnionWith(["networker", "painter"]);
        desk.Submit(one, Submitted);
        var said = desk.Classify(one, "software");
        desk.NoAgents.Clear();
        desk.Sweep();

        desk.Ticket(one).Routed!.Agent.ShouldBe("painter");
        ShouldReplay(desk, one);
        desk.Hear(one, said);
        desk.Ticket(one).Routed!.Agent.ShouldBe("painter");
    }

    [Fact]
    public void An_agent_who_cannot_do_what_the_ticket_turned_out_to_be_hands_it_to_one_who_can()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);
        desk.Ticket(one).Routed!.Agent.ShouldBe("networker");
        desk.Hear(one, desk.Classify(one, "software"));

        var assigned = desk.Log.Select(e => e.Body).OfType<TicketAssigned>().ShouldHaveSingleItem();
        (assigned.Team, assigned.Agent, assigned.Cause, assigned.AgentBefore).ShouldBe(("first-line", "painter", AssignmentCause.Reclassified, "networker"));
        (desk.Load("first-line").LoadOf("networker"), desk.Load("first-line").LoadOf("painter")).ShouldBe((0, 3));
        ShouldReplay(desk, one);
    }

    [Fact]
    public void An_agent_whom_a_person_chose_without_the_skill_keeps_a_ticket_that_needs_the_same()
    {
        var desk = Staffed();
        desk.Define(ShippedAssignmentRules.Definition with { Version = 3, Requirements = [new(["network", "software"], [], [], [new NeededSkill("routers", 3)], null, false)] });
        desk.Submit(one, Submitted);
        desk.Give(one, "first-line", "painter", AssignmentCause.Given);
        desk.Hear(one, desk.Classify(one, "software"));

        desk.Ticket(one).Routed!.Agent.ShouldBe("painter");
    }

    [Theory]
    [InlineData("second-line")]
    [InlineData("experts")]
    public void An_escalated_ticket_of_another_category_stays_with_those_who_know_more(string team)
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);
        desk.Move(one, team, AssignmentCause.Escalated);
        desk.Hear(one, desk.Classify(one, "software"));

        (desk.Ticket(one).Routed!.Team, desk.Ticket(one).Routed!.Agent).ShouldBe((team, "wizard"));
    }

    [Fact]
    public void A_ticket_leaves_a_team_that_does_not_take_its_new_category()
    {
        var desk = Staffed();
        desk.Define(new TeamDefined("workshop", "Workshop", ["hardware"], ["wizard"]));
        desk.Submit(one, Submitted);
        desk.Hear(one, desk.Classify(one, "hardware"));

        (desk.Ticket(one).Routed!.Team, desk.Ticket(one).Routed!.Agent).ShouldBe(("workshop", "wizard"));
    }

    [Fact]
    public void A_ticket_about_another_system_goes_to_who_can_do_that()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);
        desk.Correct(one, new FactsCorrected(null, null, null, null, desk.Now) { AffectedSystem = "Plotter" });

        // It needs both, which nobody of the first line has: it waits there for somebody who does.
        var assigned = desk.Log.Select(e => e.Body).OfType<TicketAssigned>().ShouldHaveSingleItem();
        (assigned.Team, assigned.Agent, assigned.Cause, assigned.AgentBefore, assigned.Reason).ShouldBe(("first-line", null, AssignmentCause.Reclassified, "networker", "no-skill"));
        (desk.Load("first-line").WaitingOf(one)!.AffectedSystem, desk.Ticket(one).Routed!.AffectedSystem).ShouldBe(("Plotter", "Plotter"));
        ShouldReplay(desk, one);
    }

    [Fact]
    public void A_corrected_system_that_needs_nothing_else_moves_nobody()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);
        desk.Correct(one, new FactsCorrected(null, null, null, null, desk.Now) { AffectedSystem = "printer" });
        desk.Correct(one, new FactsCorrected(null, Impact.Organization, null, null, desk.Now));

        (desk.Ticket(one).Routed!.Agent, desk.Ticket(one).Routed!.AffectedSystem).ShouldBe(("networker", "printer"));
        desk.Log.Select(e => e.Body).OfType<TicketAssigned>().ShouldBeEmpty();
    }

    [Fact]
    public void A_category_that_changed_again_or_a_person_who_knew_it_leaves_nothing_to_decide()
    {
        var desk = Staffed();
        desk.Define(new TeamDefined("workshop", "Workshop", ["hardware"], ["wizard"]));
        desk.Submit(one, Submitted);
        var (wrong, right) = (desk.Classify(one, "hardware"), desk.Classify(one, "network"));
        desk.Hear(one, wrong);
        desk.Hear(one, right);
        desk.Log.Select(e => e.Body).OfType<TicketAssigned>().ShouldBeEmpty();

        var known = desk.Classify(one, "hardware");
        desk.Give(one, "first-line", "painter", AssignmentCause.Given);
        desk.Hear(one, known);
        (desk.Ticket(one).Routed!.Team, desk.Ticket(one).Routed!.Agent).ShouldBe(("first-line", "painter"));
    }

    private static Guid? Next(RoutingDesk desk, string agent) => TakeNext.Find(desk.Tables, desk.Load("first-line"), new Actor(agent, [Roles.Agent], null, null), desk.Now)?.Ticket;

    private static void ShouldReplay(RoutingDesk desk, Guid ticket)
    {
        foreach (var step in RoutingHistory.Steps(desk.Log.Where(e => e.Stream == Streams.Ticket(ticket))))
        {
            var again = Replay.Again(step, RoutingHistory.Tables(desk.Log, step, _ => default), RoutingFacts.Of)!;
            JsonSerializer.Serialize(again, again.GetType(), Types.Json).ShouldBe(JsonSerializer.Serialize(step.Body, step.Body.GetType(), Types.Json));
        }
    }

    /// <summary>A first line of one who knows networks and one who knows colours, and teams behind it of one who knows both.</summary>
    private static RoutingDesk Staffed()
    {
        var desk = new RoutingDesk();
        foreach (var skill in new[] { "routers", "colours" }) desk.Tell(new SkillDefined(skill, new Bilingual(skill, skill)));
        desk.Tell(AgentDescribed.Nothing("networker") with { Skills = [new("routers", 4, null, null)] });
        desk.Tell(AgentDescribed.Nothing("painter") with { Skills = [new("colours", 4, null, null)] });
        desk.Tell(AgentDescribed.Nothing("wizard") with { Skills = [new("routers", 5, null, null), new("colours", 5, null, null)] });
        desk.Define(ShippedAssignmentRules.Definition with
        {
            Version = 2,
            Requirements =
            [
                new(["network"], [], [], [new NeededSkill("routers", 3)], null, false), new(["software"], [], [], [new NeededSkill("colours", 3)], null, false),
                new([], [], ["plotter"], [new NeededSkill("colours", 3)], null, false),
            ],
        });
        desk.Define(new TeamDefined("first-line", "First line", ["network", "software"], ["networker", "painter"]) { Tier = 1 });
        desk.Define(new TeamDefined("second-line", "Second line", ["network", "software"], ["wizard"]) { Tier = 2 });
        desk.Define(new TeamDefined("experts", "Experts", [], ["wizard"]) { Tier = 3 });
        return desk;
    }
}
