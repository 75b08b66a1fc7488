using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>Whose a ticket is, step by step.</summary>
public class AssigningTests
{
    private static readonly Guid one = new(1, 0, 0, new byte[8]);
    private static readonly Guid two = new(2, 0, 0, new byte[8]);
    private static readonly Guid three = new(3, 0, 0, new byte[8]);

    [Fact]
    public void A_ticket_goes_to_whoever_has_the_skill_and_the_others_are_shown_with_what_they_lack()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);

        var routed = desk.Ticket(one).Routed!;
        (routed.Team, routed.Agent, routed.AssignmentReason).ShouldBe(("first-line", "expert", "least-loaded"));
        routed.Basis!.ShouldBe(new AssignmentBasis(2, desk.Tables.RosterVersion, 1, routed.Basis!.Skills, null, 3, null));
        routed.Basis.Skills.ShouldBe([new NeededSkill("routers", 3)]);
        routed.Candidates.Select(candidate => (candidate.Agent, candidate.Excluded, candidate.Detail, candidate.Level, candidate.Score)).ShouldBe(
            [("novice", "skill", "routers", 2, null), ("expert", null, null, 4, 150)]);
    }

    [Fact]
    public void What_nobody_can_take_waits_and_whoever_becomes_free_gets_the_highest_and_then_the_oldest()
    {
        var desk = Staffed(cap: 3);
        foreach (var (id, urgency) in new[] { (one, Urgency.High), (two, Urgency.Low), (three, Urgency.High) })
        {
            desk.Now += Duration.FromMinutes(1);
            desk.Submit(id, Submitted with { Urgency = urgency });
        }
        desk.Ticket(two).Routed!.AssignmentReason.ShouldBe("all-full");
        desk.Load("first-line").Waiting.Values.Select(waits => waits.Ticket).ShouldBe([three, two]);

        desk.Resolve(one);

        var freed = desk.Log.Select(e => e.Body).OfType<TicketAssigned>().ShouldHaveSingleItem();
        (freed.Agent, freed.Cause, freed.Reason).ShouldBe(("expert", AssignmentCause.Freed, "least-loaded"));
        desk.Ticket(three).Routed!.Agent.ShouldBe("expert");
        desk.Ticket(two).Waits.ShouldBeTrue();
    }

    [Fact]
    public void A_declined_ticket_is_never_offered_to_the_same_agent_again()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);
        desk.Move(one, "first-line", AssignmentCause.Declined, "expert");
        desk.Sweep();

        (desk.Ticket(one).Waits, desk.Ticket(one).Routed!.AssignmentReason).ShouldBe((true, "all-declined"));
        TakeNext.Find(desk.Tables, desk.Load("first-line"), new Actor("expert", [Roles.Agent], null, null), desk.Now).ShouldBeNull();
    }

    [Fact]
    public void An_absent_agents_tickets_go_to_the_substitute_who_can_do_them()
    {
        var desk = Staffed();
        desk.Tell(AgentDescribed.Nothing("other") with { Skills = [new("routers", 3, null, null)], Capacity = 200 });
        desk.Tell(AgentDescribed.Nothing("deputy") with { Skills = [new("routers", 3, null, null)], Capacity = 5 });
        desk.Define(new TeamDefined("first-line", "First line", ["network"], ["novice", "expert"]));
        desk.Submit(one, Submitted);
        desk.Define(new TeamDefined("first-line", "First line", ["network"], ["novice", "expert", "other", "deputy"]));
        desk.Tell(new AbsencePlanned("a1", "expert", desk.Now, desk.Now + Duration.FromDays(1), "deputy", AbsenceKind.Sick));
        desk.Sweep();

        var assigned = desk.Log.Select(e => e.Body).OfType<TicketAssigned>().ShouldHaveSingleItem();
        (assigned.Agent, assigned.Reason, assigned.Cause, assigned.AgentBefore).ShouldBe(("deputy", "substitute", AssignmentCause.Absent, "expert"));
    }

    [Fact]
    public void What_was_not_taken_up_in_working_time_goes_to_somebody_else_and_what_was_stays()
    {
        var desk = Staffed();
        desk.Define(ShippedAssignmentRules.Definition with
        {
            Version = 3,
            Priorities = [.. ShippedAssignmentRules.Definition.Priorities.Select(terms => terms with { Ownership = Duration.FromMinutes(30) })],
        });
        desk.Submit(one, Submitted);
        desk.Submit(two, Submitted);
        var (first, second) = (desk.Ticket(one).Routed!.Agent, desk.Ticket(two).Routed!.Agent);
        desk.TakeUp(two, second!);

        desk.Now += Duration.FromMinutes(30) - Duration.Epsilon;
        desk.Sweep();
        desk.Ticket(one).Routed!.Agent.ShouldBe(first);
        desk.Now += Duration.Epsilon;
        desk.Sweep();

        desk.Ticket(one).Routed!.Agent.ShouldNotBe(first);
        desk.Ticket(one).Assignment.Declined.ShouldBe([first!]);
        desk.Ticket(two).Routed!.Agent.ShouldBe(second);
    }

    [Fact]
    public void A_ticket_of_whoever_works_on_it_without_a_word_is_not_taken_away()
    {
        var desk = Owned(Duration.FromMinutes(30));
        desk.Submit(one, Submitted);
        var agent = desk.Ticket(one).Routed!.Agent!;
        desk.HearStep(one, new NoteAdded("somebody-else", Grace.Id, "x", desk.Now));
        desk.Load("first-line").TakeUps.ShouldHaveSingleItem();

        desk.HearStep(one, new NoteAdded(agent, Grace.Id, "Looking at the switch", desk.Now));
        desk.Now += Duration.FromHours(1);
        desk.Sweep();

        desk.Ticket(one).Routed!.Agent.ShouldBe(agent);
        desk.Log.Select(e => e.Body).OfType<TicketTakenUp>().ShouldHaveSingleItem().By.ShouldBe(agent);
    }

    [Fact]
    public void Every_step_by_which_an_agent_works_on_a_ticket_is_heard()
    {
        var reaction = new RoutingReaction(null!, _ => default);
        object[] steps =
        [
            new WorkAccepted("a", Opened), new ResponseGiven("a", Grace.Id, "x", Opened), new DiagnosisRecorded("a", Grace.Id, "x", Opened), new NoteAdded("a", Grace.Id, "x", Opened),
            new NextStepPlanned("a", Grace.Id, "x", Opened, Opened), new WorkPaused("a", PauseReason.Vendor, Opened), new ServiceDesk.Contracts.WorkResumed("a", Opened),
            new RemoteSessionStarted(1, 1, "a", "x", Opened), new ImplementationStarted(1, "a", Opened),
        ];

        foreach (var step in steps)
        {
            reaction.StreamOf(Recorded(step)).ShouldNotBeNull(step.GetType().Name);
            (StepsOfWork.TakesUp(step, "a"), StepsOfWork.TakesUp(step, "b")).ShouldBe(("a", step is WorkAccepted or ResponseGiven ? "a" : null), step.GetType().Name);
        }
        reaction.StreamOf(Recorded(new PlanAccepted(1, "a", Grace.Id, null, Opened))).ShouldBeNull();

        static RecordedEvent Recorded(object body) => new(
            new LogPosition("resolution", 1), Streams.Ticket(one), 1, Types.NameOf(body), "{}", () => new EventMeta { Actor = "a" }, Opened, Opened, () => body);
    }

    [Fact]
    public void A_ticket_of_another_priority_must_be_taken_up_in_the_time_of_that_priority()
    {
        var desk = Owned(Duration.FromMinutes(30), Duration.FromMinutes(5));
        desk.Submit(one, Submitted); // P2
        var agent = desk.Ticket(one).Routed!.Agent;
        desk.Now += Duration.FromMinutes(10);
        Regrade(desk, one, Priority.P1);

        desk.Load("first-line").Open[one].TakeUpBy.ShouldBe(desk.Now + Duration.FromMinutes(5));
        desk.Now += Duration.FromMinutes(5);
        desk.Sweep();
        desk.Ticket(one).Routed!.Agent.ShouldNotBe(agent);
    }

    [Fact]
    public void Whoever_has_taken_a_ticket_up_keeps_it_whatever_priority_it_gets()
    {
        var desk = Owned(null, Duration.FromMinutes(5));
        desk.Submit(one, Submitted); // P2, of which nobody asks when it is taken up
        desk.TakeUp(one, desk.Ticket(one).Routed!.Agent!);
        Regrade(desk, one, Priority.P1);
        desk.Load("first-line").Open[one].TakeUpBy.ShouldBeNull();

        desk.Resolve(one);
        desk.Reopen(one);
        Regrade(desk, one, Priority.P2);
        Regrade(desk, one, Priority.P1);
        desk.Load("first-line").Open[one].TakeUpBy.ShouldBeNull();
    }

    [Fact]
    public void A_weight_that_was_recorded_before_it_told_a_time_leaves_the_time()
    {
        var desk = Owned(Duration.FromMinutes(30));
        desk.Submit(one, Submitted);
        var before = desk.Load("first-line").Open[one];

        desk.Load("first-line").Evolve(new AssignmentWeighed(one, 9, desk.Now)).Open[one].ShouldBe(before with { Points = 9 });
    }

    /// <summary>A desk where tickets must be taken up in a time, and those of the first priority in another.</summary>
    private static RoutingDesk Owned(Duration? time, Duration? first = null)
    {
        var desk = Staffed();
        desk.Define(ShippedAssignmentRules.Definition with
        {
            Version = 3,
            Priorities = [.. ShippedAssignmentRules.Definition.Priorities.Select(terms => terms with { Ownership = terms.Priority == Priority.P1 ? first ?? time : time })],
        });
        return desk;
    }

    private static void Regrade(RoutingDesk desk, Guid id, Priority priority)
    {
        var routed = desk.Ticket(id).Routed!;
        var graded = new TicketGraded(
            routed.Impact, routed.Urgency, routed.Importance, priority, routed.Priority, routed.MatrixVersion, [], "by-person", Ada.Id, Grace.Id, null, desk.Now);
        desk.Change(id, graded);
        desk.Hear(id, graded);
    }

    [Fact]
    public void Whoever_is_outside_the_team_and_no_agent_any_more_is_told_so()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);
        var step = RoutingHistory.Steps(desk.Log.Where(e => e.Stream == Streams.Ticket(one))).Single();
        var tables = RoutingHistory.Tables(desk.Log, step, agent => new AgentStanding(agent == "leaver", null));

        WhyNot.Explain(step, tables, "leaver", name => name).En.ShouldBe("leaver is no member of the team first-line; besides, leaver is no agent any more.");
        WhyNot.Explain(step, tables, "stranger", name => name).En.ShouldNotContain("no agent any more");
    }

    [Fact]
    public void A_ticket_without_a_team_waits_until_one_takes_its_category()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted with { Category = "hardware" });
        (desk.Ticket(one).Routed!.AssignmentReason, desk.Load(null).WaitingOf(one) is not null).ShouldBe(("no-team", true));

        desk.Define(new TeamDefined("workshop", "Workshop", ["hardware"], ["novice"]));
        desk.Sweep();

        (desk.Ticket(one).Routed!.Team, desk.Ticket(one).Routed!.Agent, desk.Load(null).Waiting.Count).ShouldBe(("workshop", "novice", 0));
    }

    [Fact]
    public void A_ticket_that_ends_while_it_waits_leaves_the_queue_and_comes_back_when_its_work_goes_on()
    {
        var desk = Staffed(cap: 1);
        desk.Submit(one, Submitted);
        desk.Resolve(one);
        desk.Load("first-line").Waiting.ShouldBeEmpty();
        desk.Reopen(one);
        desk.Load("first-line").WaitingOf(one).ShouldNotBeNull();
    }

    [Fact]
    public void Whoever_solved_for_the_requester_or_on_the_system_comes_first_among_nearly_equal()
    {
        var desk = Staffed();
        desk.Define(ShippedAssignmentRules.Definition with { Version = 3, Affinity = new AffinityWeights(200, 100) });
        desk.Submit(one, Submitted);
        var known = desk.Ticket(one).Routed!.Agent!;
        desk.Resolve(one);
        desk.Now += Duration.FromMinutes(1);
        desk.Submit(two, Submitted);

        desk.Ticket(two).Routed!.Agent.ShouldBe(known);
        desk.Ticket(two).Routed!.Candidates.Single(candidate => candidate.Agent == known).Affinity.ShouldBe(300);
    }

    [Fact]
    public void Load_in_another_team_counts_too()
    {
        var desk = Staffed();
        desk.Define(new TeamDefined("workshop", "Workshop", ["hardware"], ["expert"]));
        desk.Submit(one, Submitted with { Category = "hardware" });
        desk.Submit(two, Submitted);

        desk.Ticket(two).Routed!.Candidates.Single(candidate => candidate.Agent == "expert").Load.ShouldBe(3);
    }

    [Fact]
    public void A_ticket_that_changes_teams_is_not_counted_for_who_has_it_until_then()
    {
        var desk = Staffed();
        desk.Define(new TeamDefined("workshop", "Workshop", ["hardware"], ["expert"]));
        desk.Submit(one, Submitted with { Category = "hardware" });
        desk.Move(one, "first-line", AssignmentCause.Escalated);

        var moved = desk.Log.Select(e => e.Body).OfType<TicketAssigned>().ShouldHaveSingleItem();
        moved.Candidates.Single(candidate => candidate.Agent == "expert").Load.ShouldBe(0);
    }

    [Fact]
    public void What_the_desk_gives_out_because_a_person_moved_another_ticket_is_not_that_persons_doing()
    {
        var work = new JournalWork(null!, new EventMeta { Actor = "lou", Via = "cli" }, Opened, CancellationToken.None);
        foreach (var (id, by) in new[] { (one, "lou"), (two, null) })
        {
            work.Know(Streams.Ticket(id), Loaded<Routing.Ticket>.Nothing);
            work.Record<Routing.Ticket>(Streams.Ticket(id), RoutingSamples.Assigned("first-line", "expert", AssignmentCause.Freed) with { By = by });
        }

        work.AppendsBeside(null).Select(append => append.Events.Single().Meta).Select(meta => (meta.Actor, meta.Via)).ShouldBe([("lou", "cli"), ("service:routing", null)]);
    }

    [Fact]
    public void Nobody_gets_a_ticket_of_an_organisation_that_they_may_not_see()
    {
        var desk = Staffed();
        desk.Organizations["expert"] = "demo";
        desk.Submit(one, Submitted);
        var lead = new Actor("lou", [Roles.Lead], null, null);

        var routed = desk.Ticket(one).Routed!;
        (routed.Agent, routed.Candidates.Single(candidate => candidate.Agent == "expert").Excluded).ShouldBe((null, "organization"));
        var step = RoutingHistory.Steps(desk.Log.Where(e => e.Stream == Streams.Ticket(one))).ShouldHaveSingleItem();
        var tables = RoutingHistory.Tables(desk.Log, routed.Basis!, routed.Candidates, _ => default);
        Replay.Again(step, tables, RoutingFacts.Of).ShouldBeOfType<TicketRouted>().Candidates.ShouldBe(routed.Candidates);
        WhyNot.Explain(step, tables, "expert", id => id).En.ShouldBe("expert may not see tickets of this organisation.");
        Refusal(desk, new AssignTicket(null, "expert", "Needs it"), lead).ShouldBeOfType<Decision.Rejected>().Field.ShouldBe("agent");

        desk.Organizations["expert"] = Submitted.Organization;
        desk.Submit(two, Submitted);
        desk.Ticket(two).Routed!.Agent.ShouldBe("expert");
    }

    [Fact]
    public void A_person_may_know_better_about_skills_and_says_why()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);
        var lead = new Actor("lou", [Roles.Lead], null, null);

        Refusal(desk, new AssignTicket(null, "novice", null), lead).ShouldBeOfType<Decision.Rejected>().Code.ShouldBe("lacks-skill");
        Refusal(desk, new AssignTicket(null, "novice", "She is learning it"), lead).ShouldBeNull();
        Refusal(desk, new AssignTicket(null, "stranger", "x"), lead).ShouldBeOfType<Decision.Rejected>().Field.ShouldBe("agent");
        Refusal(desk, new AssignTicket("nowhere", null, null), lead).ShouldBeOfType<Decision.Rejected>().Field.ShouldBe("team");
        Refusal(desk, new AssignTicket(null, "expert", null), Ada).ShouldBeOfType<Decision.Rejected>().Code.ShouldBe("not-of-the-team");
        desk.Tell(new AbsencePlanned("a1", "expert", desk.Now, desk.Now + Duration.FromDays(1), null, AbsenceKind.Sick));
        Refusal(desk, new AssignTicket(null, "expert", "x"), lead).ShouldBeOfType<Decision.Rejected>().Code.ShouldBe("absent");
        desk.Resolve(one);
        Refusal(desk, new AssignTicket(null, "novice", "x"), lead).ShouldBeOfType<Decision.Rejected>().Code.ShouldBe("ended");
    }

    [Fact]
    public void Only_what_waits_is_claimed_and_only_by_a_member_and_only_its_agent_declines()
    {
        var desk = Staffed(cap: 1);
        desk.Submit(one, Submitted);
        string? Claim(string agent, string? reason = null) =>
            (ClaimTicket.Refuse(new ClaimTicket(reason), desk.Ticket(one), desk.Tables, new Actor(agent, [Roles.Agent], null, null), desk.Now) as Decision.Rejected)?.Code;

        Claim("stranger").ShouldBe("not-of-the-team");
        Claim("novice").ShouldBe("lacks-skill");
        Claim("novice", "Asked the expert").ShouldBeNull();
        Claim("expert").ShouldBeNull();
        desk.Give(one, "first-line", "expert", AssignmentCause.Claimed);
        Claim("expert").ShouldBe("assigned");
        (DeclineTicket.Refuse(desk.Ticket(one), new Actor("novice", [Roles.Agent], null, null)) as Decision.Rejected)!.Code.ShouldBe("not-yours");
        DeclineTicket.Refuse(desk.Ticket(one), new Actor("expert", [Roles.Agent], null, null)).ShouldBeNull();
    }

    [Fact]
    public void Why_not_is_answered_in_both_languages_for_every_sort_of_answer()
    {
        var desk = Staffed();
        desk.Tell(AgentDescribed.Nothing("master") with { Skills = [new("routers", 5, null, null)] });
        desk.Define(new TeamDefined("first-line", "First line", ["network"], ["novice", "expert", "master"]));
        desk.Submit(one, Submitted);
        var step = RoutingHistory.Steps(desk.Log.Where(e => e.Stream == Streams.Ticket(one))).ShouldHaveSingleItem();
        WhyNotView Of(string agent) => WhyNot.Explain(step, desk.Tables, agent, id => id.ToUpperInvariant());

        Of("expert").Code.ShouldBe("chosen");
        (Of("novice").Code, Of("novice").En, Of("novice").Zh).ShouldBe(
            ("skill", "NOVICE lacks the skill Routers (level 3 is needed, it was 2).", "NOVICE缺少技能路由器（需要 3 级，当时 2 级）。"));
        (Of("master").Code, Of("master").En).ShouldBe(("equal", "MASTER and EXPERT were equal in everything; the order of ids decided."));
        (Of("stranger").Code, Of("stranger").En).ShouldBe(
            ("not-of-the-team", "STRANGER is no member of the team first-line; besides, STRANGER lacks the skill Routers (level 3 is needed, it was 0)."));
    }

    [Fact]
    public void A_ticket_that_weighs_more_is_more_load()
    {
        var desk = Staffed();
        desk.Submit(one, Submitted);
        var load = desk.Load("first-line").Evolve(new AssignmentWeighed(one, 4, desk.Now));

        (desk.Load("first-line").LoadOf("expert"), load.LoadOf("expert"), load.Last["expert"]).ShouldBe((3, 4, desk.Load("first-line").Last["expert"]));
    }

    private static Decision? Refusal(RoutingDesk desk, AssignTicket command, Actor actor) => command.Refuse(desk.Ticket(one), desk.Tables, actor, desk.Now);

    /// <summary>A team of a novice and an expert; network tickets need the expert.</summary>
    private static RoutingDesk Staffed(int? cap = null)
    {
        var desk = new RoutingDesk();
        desk.Tell(new SkillDefined("routers", new Bilingual("路由器", "Routers")));
        desk.Tell(AgentDescribed.Nothing("novice") with { Skills = [new("routers", 2, null, null)], Cap = cap });
        desk.Tell(AgentDescribed.Nothing("expert") with { Skills = [new("routers", 4, null, null)], Cap = cap });
        desk.Define(ShippedAssignmentRules.Definition with { Version = 2, Requirements = [new(["network"], [], [], [new NeededSkill("routers", 3)], null, false)] });
        desk.Define(new TeamDefined("first-line", "First line", ["network"], ["novice", "expert"]));
        return desk;
    }
}
