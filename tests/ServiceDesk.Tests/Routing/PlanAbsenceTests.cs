using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Routing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Routing.Roster>;
using static ServiceDesk.Tests.RosterSamples;

namespace ServiceDesk.Tests;

public class PlanAbsenceTests
{
    private static readonly Instant now = March(1, 12);
    private static readonly PlanAbsence command = new(March(2, 0), March(4, 0), "wang", AbsenceKind.Vacation);

    [Fact]
    public void An_absence_is_planned() => Given().When(roster => command.Decide(roster, "a1", "li", now)).Then(Absent("li", March(2, 0), March(4, 0), "wang"));

    [Fact]
    public void An_absence_that_is_over_is_refused() => Given().When(roster => command.Decide(roster, "a1", "li", March(4, 0))).ThenInvalid("to");

    [Fact]
    public void One_that_has_begun_can_be_told_late() =>
        Given().When(roster => command.Decide(roster, "a1", "li", March(3, 9))).Then(Absent("li", March(2, 0), March(4, 0), "wang"));

    [Fact]
    public void Two_absences_of_one_do_not_overlap_but_may_meet()
    {
        var spec = Given(Absent("li", March(4, 0), March(5, 0), id: "a0"), Absent("zhao", March(2, 0), March(4, 0), id: "b0"));

        spec.When(roster => command.Decide(roster, "a1", "li", now)).Then(Absent("li", March(2, 0), March(4, 0), "wang"));
        spec.When(roster => (command with { To = March(4, 0) + Duration.Epsilon }).Decide(roster, "a1", "li", now)).ThenInvalid("from");
    }

    [Fact]
    public void Nobody_stands_in_for_the_own_person() => Given().When(roster => command.Decide(roster, "a1", "wang", now)).ThenInvalid("substitute");

    [Fact]
    public void A_circle_of_substitutes_is_refused() => Given(Absent("wang", March(3, 0), March(5, 0), "zhao", "b1"), Absent("zhao", March(3, 0), March(3, 8), "li", "b2"))
        .When(roster => command.Decide(roster, "a1", "li", now)).ThenInvalid("substitute");

    [Fact]
    public void Substitutes_that_are_absent_one_after_the_other_are_no_circle() => Given(Absent("wang", March(4, 0), March(5, 0), "li", "b1"))
        .When(roster => command.Decide(roster, "a1", "li", now)).Then(Absent("li", March(2, 0), March(4, 0), "wang"));

    [Fact]
    public void A_cancelled_absence_closes_no_circle() => Given(Absent("wang", March(2, 0), March(5, 0), "li", "b1"), new AbsenceCancelled("b1", "wang"))
        .When(roster => command.Decide(roster, "a1", "li", now)).Then(Absent("li", March(2, 0), March(4, 0), "wang"));

    [Fact]
    public void An_absence_is_cancelled_once() => Given(Absent("li", March(2, 0), March(4, 0)))
        .When(roster => PlanAbsence.Cancel(roster, "a1", "li")).Then(new AbsenceCancelled("a1", "li"));

    [Fact]
    public void An_absence_of_somebody_else_is_not_there() => Given(Absent("li", March(2, 0), March(4, 0))).When(roster => PlanAbsence.Cancel(roster, "a1", "wang")).ThenMissing();

    [Fact]
    public void All_that_is_wrong_is_named() => Sent.Refusal<PlanAbsence>("""{"from":"2026-03-04T00:00:00Z","to":"2026-03-02T00:00:00Z","substitute":"unheard","reason":"bored"}""")
        .ShouldRefuse(422, "reason", "substitute", "to");

    [Fact]
    public void An_absence_must_have_both_ends_and_a_reason() => Sent.Refusal<PlanAbsence>("{}").ShouldRefuse(422, "from", "reason", "to");

    private static readonly string[] agents = ["li", "wang", "zhao", "chen"];

    private static readonly Gen<(string Agent, PlanAbsence Command)> plans =
        from agent in Gen.Elements(agents)
        from substitute in Gen.Elements([null, .. agents])
        from begin in Gen.Choose(0, 20)
        from days in Gen.Choose(1, 6)
        select (agent, new PlanAbsence(March(2 + begin, 0), March(2 + begin + days, 0), substitute, AbsenceKind.Other));

    [Fact]
    public void No_chain_of_substitutes_ever_comes_back() => Check.QuickThrowOnFailure(Prop.ForAll(plans.ArrayOf().ToArbitrary(), commands =>
    {
        var roster = Roster.Initial;
        foreach (var (i, (agent, plan)) in commands.Index())
        {
            if (plan.Decide(roster, $"a{i}", agent, now) is Decision.Accepted accepted) roster = roster.Evolve(accepted.Events.Single());
        }
        for (var at = March(2, 12); at < March(30, 0); at += Duration.FromDays(1))
        {
            foreach (var agent in agents)
            {
                var seen = new HashSet<string>();
                for (var one = agent; one is not null; one = roster.AbsenceOf(one, at)?.Substitute) seen.Add(one).ShouldBeTrue($"{agent} at {at}");
                if (roster.SubstituteOf(agent, at) is { } substitute) roster.AbsenceOf(substitute, at).ShouldBeNull();
            }
        }
    }));
}
