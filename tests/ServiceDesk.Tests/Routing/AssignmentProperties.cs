using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;

namespace ServiceDesk.Tests;

/// <summary>Whatever happens in whatever order: a small desk on which everything is tried that moves tickets.</summary>
public class AssignmentProperties
{
    /// <summary>One throw of the dice.</summary>
    internal readonly record struct Try(int What, int Ticket, int Agent, int Value);

    private const int Tickets = 12;
    private static readonly string[] agents = ["a", "b", "c", "d", "e"];
    private static readonly string[] teams = ["first", "second"];
    private static readonly string[] categories = ["network", "software", "hardware"];

    private static readonly Gen<Try> tries =
        from what in Gen.Choose(0, 13)
        from ticket in Gen.Choose(1, Tickets)
        from agent in Gen.Choose(0, agents.Length - 1)
        from value in Gen.Choose(0, 1000)
        select new Try(what, ticket, agent, value);

    private static readonly Arbitrary<Try[]> days = tries.ArrayOf(40).ToArbitrary();

    [Fact]
    public void No_ticket_is_ever_lost_between_queues() => Check.QuickThrowOnFailure(Prop.ForAll(days, day =>
    {
        var desk = Staffed();
        foreach (var one in day)
        {
            Do(desk, one);
            foreach (var id in Ids) StandsInExactlyOnePlace(desk, id);
            LoadsAreExact(desk);
        }
    }));

    [Fact]
    public void Removing_an_agent_reroutes_exactly_that_agents_open_tickets() => Check.QuickThrowOnFailure(Prop.ForAll(days, day =>
    {
        var desk = Staffed();
        foreach (var one in day) Do(desk, one);
        desk.Sweep();
        var removed = agents[day.Length == 0 ? 0 : day[0].Agent];
        var (before, log) = (Owners(desk), desk.Log.Count);

        foreach (var team in desk.Tables.Teams.All.ToList()) desk.Define(team with { Members = [.. team.Members.Where(member => member != removed)] });
        desk.Sweep();

        var moved = desk.Log.Skip(log).Where(e => e.Body is TicketAssigned { Cause: AssignmentCause.Absent }).Select(e => Guid.Parse(e.Subject)).ToList();
        moved.ShouldBe(before.Where(one => one.Value == removed).Select(one => one.Key), ignoreOrder: true);
        var after = Owners(desk);
        after.Values.ShouldNotContain(removed);
        foreach (var (ticket, owner) in before.Where(one => one.Value != removed)) after[ticket].ShouldBe(owner);
    }));

    [Fact]
    public void Next_never_gives_a_lower_priority_than_one_that_waits_and_the_agent_may_take() => Check.QuickThrowOnFailure(Prop.ForAll(days, day =>
    {
        var desk = Staffed();
        foreach (var one in day) Do(desk, one);
        foreach (var (team, agent) in teams.SelectMany(team => agents.Select(agent => (team, agent))))
        {
            var (load, next) = (desk.Load(team), TakeNext.Find(desk.Tables, desk.Load(team), new Actor(agent, [Roles.Agent], null, null), desk.Now));
            // Worked out anew: skill "x" at the level that software needs, and what was declined.
            var may = load.Waiting.Values.Where(waits => !waits.Declined.Contains(agent) && !desk.NoAgents.Contains(agent)
                && desk.Tables.Roster.At(agent, desk.Now).Presence != Presence.Absent && (waits.Category != "software" || agent is "a" or "c" or "e")).ToList();
            if (next is null) may.ShouldBeEmpty();
            else may.ShouldAllBe(waits => waits.Priority > next.Priority || (waits.Priority == next.Priority && waits.Since >= next.Since));
        }
    }));

    [Fact]
    public void The_same_tries_give_the_same_log() => Check.QuickThrowOnFailure(Prop.ForAll(days, day =>
    {
        var (one, other) = (Staffed(), Staffed());
        foreach (var thing in day)
        {
            Do(one, thing);
            Do(other, thing);
        }
        other.Log.Select(e => e.Data).ShouldBe(one.Log.Select(e => e.Data));
    }));

    private static IEnumerable<Guid> Ids => Enumerable.Range(1, Tickets).Select(Id);

    private static Guid Id(int ticket) => new(ticket, 0, 0, new byte[8]);

    private static RoutingDesk Staffed()
    {
        var desk = new RoutingDesk();
        desk.Tell(new SkillDefined("x", new Bilingual("甲", "X")));
        foreach (var agent in agents)
            desk.Tell(AgentDescribed.Nothing(agent) with { Cap = 6, Skills = agent is "a" or "c" or "e" ? [new AgentSkill("x", 3, null, null)] : [] });
        desk.Define(ShippedAssignmentRules.Definition with { Version = 2, Requirements = [new(["software"], [], [], [new NeededSkill("x", 2)], null, false)] });
        desk.Define(new TeamDefined("first", "First", ["network"], ["a", "b", "c"]));
        desk.Define(new TeamDefined("second", "Second", ["software"], ["c", "d", "e"]));
        return desk;
    }

    private static void Do(RoutingDesk desk, Try one)
    {
        desk.Now += Duration.FromMinutes(7);
        var (id, agent, team) = (Id(one.Ticket), agents[one.Agent], teams[one.Value % 2]);
        var ticket = desk.Ticket(id);
        var isOpen = ticket.IsOpenHere;
        switch (one.What)
        {
            case 0 or 1 or 2 or 3 when ticket.Routed is null:
                desk.Submit(id, Desk.Submitted with { Category = categories[one.Value % 3], Impact = (Impact)(one.Value / 3 % 3), Urgency = (Urgency)(one.Value / 9 % 3) });
                break;
            case 4: desk.Resolve(id); break;
            case 5: desk.Reopen(id); break;
            case 6 when ticket.Counts: desk.Move(id, ticket.Routed!.Team, AssignmentCause.Declined, ticket.Routed.Agent); break;
            case 7 when isOpen: desk.Move(id, team, AssignmentCause.Escalated); break;
            case 8 when isOpen && desk.Tables.Teams.Find(team)!.Members.Contains(agent): desk.Give(id, team, agent, AssignmentCause.Given); break;
            case 9 when TakeNext.Find(desk.Tables, desk.Load(team), new Actor(agent, [Roles.Agent], null, null), desk.Now) is { } next && desk.Tables.Teams.Find(team)!.Members.Contains(agent):
                desk.Give(next.Ticket, team, agent, AssignmentCause.Next);
                break;
            case 10: desk.Tell(new AbsencePlanned($"absence-{desk.Log.Count}", agent, desk.Now, desk.Now + Duration.FromMinutes(1 + one.Value / 10), null, AbsenceKind.Sick)); break;
            case 11: desk.Sweep(); break;
            case 12 when one.Value % 5 == 0: _ = desk.NoAgents.Add(agent) || desk.NoAgents.Remove(agent); break;
            case 13 when one.Value % 4 == 0: desk.Define(new TeamDefined("third", "Third", ["hardware"], [agent])); break;
            default: break;
        }
    }

    private static void StandsInExactlyOnePlace(RoutingDesk desk, Guid id)
    {
        var ticket = desk.Ticket(id);
        var queues = desk.Tables.Teams.All.Select(one => (string?)one.Team).Append(null).ToList();
        var waits = queues.Where(team => desk.Load(team).WaitingOf(id) is not null).ToList();
        var open = queues.Where(team => desk.Load(team).Open.ContainsKey(id)).ToList();
        (waits.Count + open.Count).ShouldBe(ticket.IsOpenHere ? 1 : 0);
        if (ticket.Waits) waits.ShouldBe([ticket.Routed!.Team]);
        if (!ticket.Counts) return;
        open.ShouldBe([ticket.Routed!.Team]);
        desk.Load(ticket.Routed.Team).Open[id].Agent.ShouldBe(ticket.Routed.Agent);
    }

    private static void LoadsAreExact(RoutingDesk desk)
    {
        foreach (var load in desk.Tables.Teams.All.Select(one => desk.Load(one.Team)))
        {
            foreach (var agent in agents) load.LoadOf(agent).ShouldBe(load.Open.Values.Where(held => held.Agent == agent).Sum(held => held.Points));
        }
    }

    private static Dictionary<Guid, string> Owners(RoutingDesk desk) =>
        Ids.Where(id => desk.Ticket(id).Counts).ToDictionary(id => id, id => desk.Ticket(id).Routed!.Agent!);
}
