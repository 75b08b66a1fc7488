using ServiceDesk.Contracts;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class PriorityMatrixTests
{
    /// <summary>By impact (rows: person, department, organisation) and urgency (columns: low, medium, high), at low, normal and high importance.</summary>
    private static readonly int[][][] published =
    [
        [[4, 4, 4], [4, 4, 3], [4, 3, 2]],
        [[4, 4, 3], [4, 3, 2], [3, 2, 1]],
        [[3, 3, 2], [3, 2, 1], [2, 1, 1]],
    ];

    [Fact]
    public void Every_cell_is_as_published() => PriorityMatrix.Cells.ShouldBe(
        from impact in Enumerable.Range(0, 3)
        from urgency in Enumerable.Range(0, 3)
        from importance in Enumerable.Range(0, 3)
        select new PriorityCell(impact, urgency, importance, published[importance][impact][urgency]));

    [Fact]
    public void More_of_anything_never_makes_a_ticket_wait_longer()
    {
        foreach (var cell in PriorityMatrix.Cells)
        {
            if (cell.Impact < 2) PriorityMatrix.Priority(cell.Impact + 1, cell.Urgency, cell.Importance).ShouldBeLessThanOrEqualTo(cell.Priority);
            if (cell.Urgency < 2) PriorityMatrix.Priority(cell.Impact, cell.Urgency + 1, cell.Importance).ShouldBeLessThanOrEqualTo(cell.Priority);
            if (cell.Importance < 2) PriorityMatrix.Priority(cell.Impact, cell.Urgency, cell.Importance + 1).ShouldBeLessThanOrEqualTo(cell.Priority);
        }
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(0, 3, 0)]
    [InlineData(0, 0, 3)]
    [InlineData(-1, 0, 0)]
    public void There_is_no_cell_outside(int impact, int urgency, int importance) =>
        Should.Throw<ArgumentOutOfRangeException>(() => PriorityMatrix.Priority(impact, urgency, importance));

    [Fact]
    public void The_words_of_the_desk_stand_in_the_order_of_the_levels()
    {
        Enum.GetValues<Impact>().ShouldBe([Impact.Person, Impact.Department, Impact.Organization]);
        Enum.GetValues<Urgency>().ShouldBe([Urgency.Low, Urgency.Medium, Urgency.High]);
        Enum.GetValues<Importance>().ShouldBe([Importance.Low, Importance.Normal, Importance.High]);
        Enum.GetValues<Priority>().ShouldBe([Priority.P1, Priority.P2, Priority.P3, Priority.P4]);
    }

    [Fact]
    public void A_real_incident_log_was_prioritised_by_this_table()
    {
        var file = SharedData.Find("incidents-itsm.csv");

        var lines = File.ReadLines(file).Select(line => line.Split(',')).ToList();
        var columns = new[] { "impact", "urgency", "priority" }.Select(name => Array.IndexOf(lines[0], name)).ToArray();
        var rows = lines.Skip(1).Select(line => columns.Select(column => line[column][0] - '0').ToArray()).ToList();

        // The log counts 1 (high) to 3 (low), the table 0 (least) to 2 (most).
        rows.Count.ShouldBeGreaterThan(1000);
        rows.Where(row => PriorityMatrix.Priority(3 - row[0], 3 - row[1], 1) != row[2]).ShouldBeEmpty();
    }
}
