using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Intake.Duplicates;

namespace ServiceDesk.Tests;

public class ClustersTests
{
    private static readonly Arbitrary<(SuspectedPair[] Pairs, SuspectedPair[] Shuffled)> some = (
        from size in Gen.Choose(0, 30)
        from pairs in (
            from one in Gen.Choose(1, 20)
            from other in Gen.Choose(1, 20)
            from score in Gen.Choose(42, 100)
            where one != other
            select new SuspectedPair(Id(one), Id(other), score)).ArrayOf(size)
        from shuffled in Gen.Shuffle(pairs)
        select (pairs, shuffled)).ToArbitrary();

    [Fact]
    public void Who_hangs_together_by_a_chain_is_one_cluster()
    {
        var clusters = Clusters.Of([new(Id(2), Id(1), 50), new(Id(9), Id(8), 99), new(Id(3), Id(2), 60)]);

        clusters.Select(one => one.Members).ShouldBe([[Id(1), Id(2), Id(3)], [Id(8), Id(9)]]);
        clusters.Select(one => one.Best.Score).ShouldBe([60, 99]);
    }

    [Fact]
    public void Clusters_do_not_depend_on_the_order_of_the_pairs() =>
        Hold(one => Clusters.Of(one.Pairs).Select(Told).ShouldBe(Clusters.Of(one.Shuffled).Select(Told)));

    [Fact]
    public void Every_ticket_is_in_one_cluster_and_no_pair_is_torn() => Hold(one =>
    {
        var clusters = Clusters.Of(one.Pairs);
        clusters.SelectMany(cluster => cluster.Members).ShouldBe(one.Pairs.SelectMany(pair => (Guid[])[pair.Ticket, pair.Other]).Distinct(), ignoreOrder: true);
        foreach (var pair in one.Pairs) clusters.Single(cluster => cluster.Members.Contains(pair.Ticket)).Members.ShouldContain(pair.Other);
    });

    private static string Told(Cluster cluster) => $"{string.Join(' ', cluster.Members)} {cluster.Best}";

    private static void Hold(Action<(SuspectedPair[] Pairs, SuspectedPair[] Shuffled)> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(some, law));

    private static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}
