namespace ServiceDesk.Rules;

/// <summary>One cell of the matrix. Levels count from 0 (least) to 2 (most); a priority from 1 (first) to 4 (last).</summary>
/// <param name="Impact">0 = person, 1 = department, 2 = organisation.</param>
/// <param name="Urgency">0 = low, 1 = medium, 2 = high.</param>
/// <param name="Importance">0 = low, 1 = normal, 2 = high.</param>
/// <param name="Priority">1 to 4.</param>
public readonly record struct PriorityCell(int Impact, int Urgency, int Importance, int Priority);

/// <summary>The published table impact × urgency × business importance → priority.</summary>
/// <remarks>
/// ITIL's usual 3 × 3 table (both highest = P1; one step less = P2; and so on down to P4), moved one step up for systems of high business
/// importance and one step down for those of low importance, within P1 to P4.
/// </remarks>
public static class PriorityMatrix
{
    /// <summary>Name and version; stands in every decision that used it.</summary>
    public const string Version = "standard-1";

    /// <summary>The impact of a ticket whose submitter left it to the desk.</summary>
    public const int UsualImpact = 0;

    /// <summary>The urgency of a ticket whose submitter left it to the desk.</summary>
    public const int UsualUrgency = 1;

    private const int Levels = 3;

    /// <summary>The priority of a cell.</summary>
    /// <param name="impact">0 to 2.</param>
    /// <param name="urgency">0 to 2.</param>
    /// <param name="importance">0 to 2.</param>
    /// <returns>1 to 4.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A level is not 0 to 2.</exception>
    public static int Priority(int impact, int urgency, int importance)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)impact), Levels - 1u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)urgency), Levels - 1u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)importance), Levels - 1u);
        var byUse = Math.Min(5 - impact - urgency, 4);
        return Math.Clamp(byUse + 1 - importance, 1, 4);
    }

    /// <summary>Every cell.</summary>
    public static IEnumerable<PriorityCell> Cells =>
        from impact in Enumerable.Range(0, Levels)
        from urgency in Enumerable.Range(0, Levels)
        from importance in Enumerable.Range(0, Levels)
        select new PriorityCell(impact, urgency, importance, Priority(impact, urgency, importance));
}
