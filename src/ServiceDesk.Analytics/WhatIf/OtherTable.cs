using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>A cell of a table of priorities, in the words of the desk.</summary>
internal sealed record OtherCell(Impact Impact, Urgency Urgency, Importance Importance, Priority Priority)
{
    public PriorityCell Cell => new((int)Impact, (int)Urgency, (int)Importance, (int)Priority + 1);

    public static OtherCell Read(Input input) => new(
        input.RequiredWord<Impact>("impact"), input.RequiredWord<Urgency>("urgency"), input.RequiredWord<Importance>("importance"), input.RequiredWord<Priority>("priority"));
}

/// <summary>Grades by another table than the one that was in effect. Where both say the same of a ticket, its priority stays as it was recorded.</summary>
internal sealed class OtherTable(PriorityTable asked, IReadOnlyDictionary<string, RecordedTable> recorded)
{
    /// <summary>Reads a table as PUT /priority-matrix takes its cells; null when something is wrong, which is told.</summary>
    public static PriorityTable? Read(Input input)
    {
        var cells = input.Objects("cells", PriorityTable.Size * 2, OtherCell.Read);
        if (input.Refuses("cells") || cells.Index().Any(one => Wrong(one.Index))) return null;
        var known = cells.DistinctBy(one => (one.Impact, one.Urgency, one.Importance)).Count();
        if (known < cells.Count) input.Refuse("cells", "holds a cell twice");
        else if (known < PriorityTable.Size) input.Refuse("cells", $"has {PriorityTable.Size - known} holes: each impact, urgency and importance needs its priority");
        else return new PriorityTable(cells.Select(one => one.Cell));
        return null;

        bool Wrong(int cell) => ((string[])["", ".impact", ".urgency", ".importance", ".priority"]).Any(field => input.Refuses($"cells[{cell}]{field}"));
    }

    public Priority Of(StoryGrade grade)
    {
        if (!recorded.TryGetValue(grade.Table, out var then)) return grade.Priority;
        var (was, would) = (Ask(then.Table, grade), Ask(asked, grade));
        return was == would ? grade.Priority : (Priority)(PriorityTable.Raised(would, grade.IsVip ? then.VipSteps : 0) - 1);
    }

    private static int Ask(PriorityTable table, StoryGrade grade) => table.Priority((int)grade.Impact, (int)grade.Urgency, (int)grade.Importance);
}
