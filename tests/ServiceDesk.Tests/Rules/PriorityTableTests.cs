using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class PriorityTableTests
{
    [Fact]
    public void The_shipped_table_says_what_was_always_said()
    {
        foreach (var cell in PriorityMatrix.Cells) PriorityTable.Shipped.Priority(cell.Impact, cell.Urgency, cell.Importance).ShouldBe(cell.Priority);
    }

    [Fact]
    public void A_cell_says_what_was_written_into_it_in_whatever_order()
    {
        var cells = PriorityMatrix.Cells.Select(cell => cell with { Priority = 1 + ((cell.Impact + cell.Urgency + cell.Importance) % 4) }).Reverse().ToList();
        var table = new PriorityTable(cells);

        foreach (var cell in cells) table.Priority(cell.Impact, cell.Urgency, cell.Importance).ShouldBe(cell.Priority);
    }

    [Fact]
    public void A_hole_is_refused() => Should.Throw<ArgumentException>(() => new PriorityTable(PriorityMatrix.Cells.Skip(1)));

    [Fact]
    public void A_cell_that_is_there_twice_is_refused() => Should.Throw<ArgumentException>(() => new PriorityTable([.. PriorityMatrix.Cells.Skip(1), PriorityMatrix.Cells.Last()]));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_priority_is_one_to_four(int priority) =>
        Should.Throw<ArgumentException>(() => new PriorityTable(PriorityMatrix.Cells.Select(cell => cell with { Priority = priority })));

    [Theory]
    [InlineData(4, 1, 3)]
    [InlineData(4, 3, 1)]
    [InlineData(2, 3, 1)]
    [InlineData(3, 0, 3)]
    public void Nothing_is_raised_above_the_first(int priority, int steps, int raised) => PriorityTable.Raised(priority, steps).ShouldBe(raised);
}
