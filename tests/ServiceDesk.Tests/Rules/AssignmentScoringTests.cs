using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class AssignmentScoringTests
{
    private static readonly Instant noon = Instant.FromUtc(2026, 3, 2, 12, 0);
    private static readonly CandidateFacts free = new("a", 0, 20, null, null);

    private static readonly Arbitrary<Contender[]> teams = (
        from size in Gen.Choose(0, 8)
        from scores in Gen.Choose(0, 3).ArrayOf(size)
        from idle in Gen.Choose(-1, 3).ArrayOf(size)
        from later in Gen.Choose(-2, 2).ArrayOf(size)
        from order in Gen.Shuffle(Enumerable.Range(0, size).ToArray())
        select order.Select(i => new Contender(
            $"agent-{i}", later[i] <= 0 ? null : noon + Duration.FromHours(later[i]), scores[i], idle[i] < 0 ? null : noon - Duration.FromHours(idle[i]))).ToArray()).ToArbitrary();

    [Fact]
    public void Nobody_is_chosen_from_nobody() => AssignmentScoring.Choose([]).ShouldBeNull();

    [Fact]
    public void The_smallest_score_is_chosen() =>
        AssignmentScoring.Choose([new("a", null, 2, null), new("b", null, 1, noon), new("c", null, 2, noon)]).ShouldBe("b");

    [Fact]
    public void Whoever_is_at_work_goes_before_whoever_comes_later() =>
        AssignmentScoring.Choose([new("a", noon, 0, null), new("b", null, 900, noon)]).ShouldBe("b");

    [Fact]
    public void Among_equally_loaded_the_one_who_waited_longest_is_chosen() =>
        AssignmentScoring.Choose([new("a", null, 1, noon), new("b", null, 1, noon - Duration.Epsilon), new("c", null, 1, noon)]).ShouldBe("b");

    [Fact]
    public void Who_never_got_a_ticket_waited_longest() => AssignmentScoring.Choose([new("a", null, 1, noon), new("b", null, 1, null)]).ShouldBe("b");

    [Fact]
    public void Among_equals_the_smaller_id_is_chosen_by_its_characters_not_by_a_language() =>
        AssignmentScoring.Choose([new("b", null, 1, null), new("a", null, 1, null), new("B", null, 1, null)]).ShouldBe("B");

    [Fact]
    public void Nobody_else_comes_before_the_chosen_one() => Check.QuickThrowOnFailure(Prop.ForAll(teams, team =>
    {
        var chosen = team.SingleOrDefault(one => one.Agent == AssignmentScoring.Choose(team));
        team.Where(other => ComesBefore(other, chosen)).ShouldBeEmpty();
    }));

    [Fact]
    public void The_order_of_the_candidates_does_not_matter() => Check.QuickThrowOnFailure(Prop.ForAll(teams, team =>
        AssignmentScoring.Choose(team).ShouldBe(AssignmentScoring.Choose(team.OrderBy(one => one.Agent, StringComparer.Ordinal)))));

    [Fact]
    public void The_score_is_the_load_with_the_ticket_in_permille_of_the_capacity() =>
        AssignmentScoring.Judge(free with { Load = 7 }, 3, null).ShouldBe(new Standing(null, null, 500));

    [Fact]
    public void Acquaintance_makes_the_load_count_less() => AssignmentScoring.Judge(free with { Load = 7, Affinity = 200 }, 3, null).Score.ShouldBe(400);

    [Fact]
    public void Whoever_has_the_greater_capacity_and_as_much_to_do_has_the_smaller_score() =>
        AssignmentScoring.Score(free with { Load = 7, Capacity = 40 }, 3).ShouldBeLessThan(AssignmentScoring.Score(free with { Load = 7 }, 3));

    [Theory]
    [InlineData(16, null)]
    [InlineData(17, Exclusion.Full)]
    public void A_ticket_may_fill_an_agent_up_to_the_cap_and_not_beyond(int load, Exclusion? excluded) =>
        AssignmentScoring.Judge(free with { Load = load, Cap = 20 }, 4, null).Excluded.ShouldBe(excluded);

    [Fact]
    public void Whoever_is_off_shift_gets_only_what_may_wait_until_the_next_one()
    {
        var off = free with { IsOffShift = true, WorksFrom = noon };

        AssignmentScoring.Judge(off, 1, null).Excluded.ShouldBe(Exclusion.OffShift);
        AssignmentScoring.Judge(off, 1, noon - Duration.Epsilon).Excluded.ShouldBe(Exclusion.OffShift);
        AssignmentScoring.Judge(off, 1, noon).ShouldBe(new Standing(null, noon, 50));
        AssignmentScoring.Judge(off with { WorksFrom = null }, 1, noon).Excluded.ShouldBe(Exclusion.OffShift);
    }

    [Fact]
    public void Whoever_is_absent_gets_nothing_even_what_may_wait() =>
        AssignmentScoring.Judge(free with { IsAbsent = true, WorksFrom = noon }, 1, noon).Excluded.ShouldBe(Exclusion.Absent);

    [Fact]
    public void The_reason_for_exclusion_is_what_will_last_longest()
    {
        var all = free with { IsNoAgent = true, IsOfAnotherOrganization = true, HasDeclined = true, IsBelowTier = true, LacksSkill = true, LacksLanguage = true, IsAbsent = true, IsOffShift = true, Cap = 0 };
        (CandidateFacts Facts, Exclusion? Excluded)[] steps =
        [
            (all, Exclusion.NoAgent), (all = all with { IsNoAgent = false }, Exclusion.Organization), (all = all with { IsOfAnotherOrganization = false }, Exclusion.Tier), (all = all with { IsBelowTier = false }, Exclusion.Skill),
            (all = all with { LacksSkill = false }, Exclusion.Language), (all = all with { LacksLanguage = false }, Exclusion.Declined),
            (all = all with { HasDeclined = false }, Exclusion.Absent), (all = all with { IsAbsent = false }, Exclusion.OffShift),
            (all = all with { IsOffShift = false }, Exclusion.Full), (all with { Cap = null }, null),
        ];

        foreach (var (facts, excluded) in steps) AssignmentScoring.Judge(facts, 1, null).Excluded.ShouldBe(excluded);
    }

    private static bool ComesBefore(Contender one, Contender other)
    {
        if (one.AvailableFrom != other.AvailableFrom) return one.AvailableFrom is null || one.AvailableFrom < other.AvailableFrom;
        if (one.Score != other.Score) return one.Score < other.Score;
        if (one.LastAssignedAt != other.LastAssignedAt) return one.LastAssignedAt is null || one.LastAssignedAt < other.LastAssignedAt;
        return string.CompareOrdinal(one.Agent, other.Agent) < 0;
    }
}
