using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class LeastLoadedTests
{
    private static readonly Instant noon = Instant.FromUtc(2026, 3, 2, 12, 0);

    private static readonly Arbitrary<AgentLoad[]> teams = (
        from size in Gen.Choose(0, 8)
        from loads in Gen.Choose(0, 3).ArrayOf(size)
        from idle in Gen.Choose(-1, 3).ArrayOf(size)
        from order in Gen.Shuffle(Enumerable.Range(0, size).ToArray())
        select order.Select(i => new AgentLoad($"agent-{i}", loads[i], idle[i] < 0 ? null : noon - Duration.FromHours(idle[i]))).ToArray()).ToArbitrary();

    [Fact]
    public void Nobody_is_chosen_from_nobody() => LeastLoaded.Choose([]).ShouldBeNull();

    [Fact]
    public void Who_has_the_least_to_do_is_chosen() =>
        LeastLoaded.Choose([new("a", 2, null), new("b", 1, noon), new("c", 2, noon)]).ShouldBe("b");

    [Fact]
    public void Among_equally_loaded_the_one_who_waited_longest_is_chosen() =>
        LeastLoaded.Choose([new("a", 1, noon), new("b", 1, noon - Duration.Epsilon), new("c", 1, noon)]).ShouldBe("b");

    [Fact]
    public void Who_never_got_a_ticket_waited_longest() => LeastLoaded.Choose([new("a", 1, noon), new("b", 1, null)]).ShouldBe("b");

    [Fact]
    public void Among_equals_the_smaller_id_is_chosen_by_its_characters_not_by_a_language() =>
        LeastLoaded.Choose([new("b", 1, null), new("a", 1, null), new("B", 1, null)]).ShouldBe("B");

    [Fact]
    public void Nobody_else_comes_before_the_chosen_one() => Check.QuickThrowOnFailure(Prop.ForAll(teams, team =>
    {
        var chosen = team.SingleOrDefault(one => one.Agent == LeastLoaded.Choose(team));
        team.Where(other => ComesBefore(other, chosen)).ShouldBeEmpty();
    }));

    [Fact]
    public void The_order_of_the_candidates_does_not_matter() => Check.QuickThrowOnFailure(Prop.ForAll(teams, team =>
        LeastLoaded.Choose(team).ShouldBe(LeastLoaded.Choose(team.OrderBy(one => one.Agent, StringComparer.Ordinal)))));

    private static bool ComesBefore(AgentLoad one, AgentLoad other)
    {
        if (one.Load != other.Load) return one.Load < other.Load;
        if (one.LastAssignedAt != other.LastAssignedAt) return one.LastAssignedAt is null || one.LastAssignedAt < other.LastAssignedAt;
        return string.CompareOrdinal(one.Agent, other.Agent) < 0;
    }
}
