using ServiceDesk.Analytics;
using ServiceDesk.Analytics.Audit;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class CauseTreeTests
{
    [Fact]
    public void Effects_hang_below_their_cause_in_the_order_in_which_they_came() =>
        Shape(CauseTree.Of([Line("intake/1", null), Line("routing/1", "intake/1"), Line("resolution/2", "intake/1"), Line("resolution/3", "routing/1")]))
            .ShouldBe("intake/1(routing/1(resolution/3) resolution/2)");

    [Fact]
    public void What_came_from_elsewhere_is_a_root_that_names_its_cause() =>
        Shape(CauseTree.Of([Line("intake/1", null), Line("routing/9", "routing/8")])).ShouldBe("intake/1 routing/9");

    [Fact]
    public void A_tree_is_found_wherever_it_hangs()
    {
        var trees = CauseTree.Of([Line("intake/1", null), Line("routing/1", "intake/1"), Line("resolution/3", "routing/1")]);
        Shape([CauseTree.Find(trees, "routing/1")!]).ShouldBe("routing/1(resolution/3)");
        CauseTree.Find(trees, "routing/2").ShouldBeNull();
    }

    [Fact]
    public void A_chain_of_causes_may_be_long()
    {
        var chain = Enumerable.Range(1, 20_000).Select(i => Line($"routing/{i}", i == 1 ? null : $"routing/{i - 1}")).ToList();
        CauseTree.Find(CauseTree.Of(chain), "routing/20000")!.Effects.ShouldBeEmpty();
    }

    private static string Shape(IReadOnlyList<CauseNode> nodes) =>
        string.Join(' ', nodes.Select(node => node.Effects.Count == 0 ? node.Entry.Id : $"{node.Entry.Id}({Shape(node.Effects)})"));

    private static LedgerLine Line(string id, string? cause) =>
        new(id, "", "", "", Opened, Opened, "", "", null, cause, null, new RawJson("{}"), "");
}
