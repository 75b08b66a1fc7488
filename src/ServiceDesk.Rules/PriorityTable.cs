namespace ServiceDesk.Rules;

/// <summary>A table impact × urgency × business importance → priority, written down cell by cell.</summary>
public sealed class PriorityTable
{
    /// <summary>How many cells there are.</summary>
    public const int Size = Levels * Levels * Levels;

    private const int Levels = 3;

    private readonly int[] priorities = new int[Size];

    /// <summary>The table of these cells.</summary>
    /// <param name="cells">Every cell once, in any order.</param>
    /// <exception cref="ArgumentException">A cell is missing, is there twice, lies outside, or holds no priority.</exception>
    public PriorityTable(IEnumerable<PriorityCell> cells)
    {
        foreach (var cell in cells)
        {
            var at = IndexOf(cell.Impact, cell.Urgency, cell.Importance);
            if (cell.Priority is < 1 or > 4) throw new ArgumentException("A priority is 1 to 4.", nameof(cells));
            if (priorities[at] != 0) throw new ArgumentException("A cell is there twice.", nameof(cells));
            priorities[at] = cell.Priority;
        }
        if (priorities.Contains(0)) throw new ArgumentException("A cell is missing.", nameof(cells));
    }

    /// <summary>The table that is shipped.</summary>
    public static PriorityTable Shipped { get; } = new(PriorityMatrix.Cells);

    /// <summary>The priority of a cell.</summary>
    /// <param name="impact">0 to 2.</param>
    /// <param name="urgency">0 to 2.</param>
    /// <param name="importance">0 to 2.</param>
    /// <returns>1 to 4.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A level is not 0 to 2.</exception>
    public int Priority(int impact, int urgency, int importance) => priorities[IndexOf(impact, urgency, importance)];

    /// <summary>A priority raised by some steps; the first is the highest.</summary>
    /// <param name="priority">1 to 4.</param>
    /// <param name="steps">Not negative.</param>
    public static int Raised(int priority, int steps) => Math.Max(1, priority - steps);

    private static int IndexOf(int impact, int urgency, int importance)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)impact), Levels - 1u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)urgency), Levels - 1u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)importance), Levels - 1u);
        return (((impact * Levels) + urgency) * Levels) + importance;
    }
}
