using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class RebalancingTests
{
    private static readonly Carrier full = new("a", 10, 10, null);
    private static readonly Carrier half = new("b", 5, 10, null);
    private static readonly Carrier free = new("c", 0, 10, null);

    [Fact]
    public void The_move_that_gains_most_comes_first_and_tells_its_gain()
    {
        var moves = Rebalancing.Propose([full, half, free], [Ticket(1, "a", 4, "b", "c"), Ticket(2, "a", 1, "b", "c")], 100, 10);

        moves[0].ShouldBe(new ProposedMove(Id(1), "a", "c", 4, 1000, 200));
        moves[0].Gain.ShouldBe(800);
        moves[1].ShouldBe(new ProposedMove(Id(2), "a", "c", 1, 200, 0));
    }

    [Fact]
    public void What_gains_too_little_is_not_proposed() => Rebalancing.Propose([full, half], [Ticket(1, "a", 1, "b")], 201, 10).ShouldBeEmpty();

    [Fact]
    public void A_move_that_only_turns_the_difference_round_gains_nothing() => Rebalancing.Propose([half, free], [Ticket(1, "b", 5, "c")], 1, 10).ShouldBeEmpty();

    [Fact]
    public void Nobody_gets_what_he_cannot_do_or_more_than_the_cap()
    {
        Rebalancing.Propose([full, free], [Ticket(1, "a", 4)], 1, 10).ShouldBeEmpty();
        Rebalancing.Propose([full, free with { Cap = 3 }], [Ticket(1, "a", 4, "c")], 1, 10).ShouldBeEmpty();
        Rebalancing.Propose([full, free with { Cap = 4 }], [Ticket(1, "a", 4, "c"), Ticket(2, "a", 1, "c")], 1, 10).Count.ShouldBe(1);
    }

    [Fact]
    public void A_larger_capacity_carries_more() =>
        Rebalancing.Propose([full with { Capacity = 40 }, half], [Ticket(1, "a", 2, "b")], 1, 10).ShouldBeEmpty();

    [Fact]
    public void No_ticket_moves_twice_no_move_makes_it_worse_and_the_same_team_gets_the_same_proposal()
    {
        var teams = from loads in Gen.ListOf(Gen.Choose(0, 5), 8)
                    from points in Gen.ListOf(Gen.Choose(1, 4), 12)
                    from owners in Gen.ListOf(Gen.Choose(0, 3), 12)
                    select (Loads: loads, Points: points, Owners: owners);

        Check.QuickThrowOnFailure(Prop.ForAll(teams.ToArbitrary(), team =>
        {
            var tickets = team.Points.Select((points, i) => Ticket(i + 1, $"p{team.Owners[i]}", points, "p0", "p1", "p2", "p3")).ToList();
            var carriers = Enumerable.Range(0, 4).Select(i => new Carrier($"p{i}", tickets.Where(one => one.Agent == $"p{i}").Sum(one => one.Points), 10, null)).ToList();
            var moves = Rebalancing.Propose(carriers, tickets, 1, 50);
            moves.Select(one => one.Ticket).ShouldBeUnique();
            moves.ShouldAllBe(one => one.Gain >= 1 && one.From != one.To);
            Rebalancing.Propose([.. carriers.AsEnumerable().Reverse()], [.. tickets.AsEnumerable().Reverse()], 1, 50).ShouldBe(moves);
            Spread(carriers, moves).ShouldBeLessThanOrEqualTo(Spread(carriers, []));
        }));
    }

    private static int Spread(IReadOnlyList<Carrier> carriers, IReadOnlyList<ProposedMove> moves)
    {
        var loads = carriers.Select(one => one.Load + moves.Sum(move => move.To == one.Agent ? move.Points : move.From == one.Agent ? -move.Points : 0)).ToList();
        return loads.Max() - loads.Min();
    }

    private static MovableTicket Ticket(int id, string agent, int points, params string[] fit) => new(Id(id), agent, points, fit);

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
