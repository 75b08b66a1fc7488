using System.Text.Json.Nodes;
using ServiceDesk.Web.Administration;

namespace ServiceDesk.Web.WhatIf;

/// <summary>The table of priorities in effect, and the cells in which a question says something else; only those stand in the address.</summary>
public sealed class OtherPriorities
{
    private readonly Dictionary<MatrixCell, MatrixCell> instead;

    public OtherPriorities(PriorityMatrix matrix, Func<string, string?> typed)
    {
        Version = matrix.Number;
        instead = matrix.Cells.ToDictionary(cell => cell with { Priority = typed(Field(cell)) is { } priority && MatrixTable.Priorities.Contains(priority) ? priority : cell.Priority });
        Cells = [.. instead.Keys];
    }

    public int Version { get; }

    /// <summary>The table as it is asked about.</summary>
    public IReadOnlyList<MatrixCell> Cells { get; }

    public bool IsChanged(MatrixCell cell) => instead[cell] != cell;

    public (string Name, string? Value)[] Changes => [.. Cells.Where(IsChanged).Select(cell => (Field(cell), (string?)cell.Priority))];

    /// <summary>The table as Analytics takes it; null when nothing is changed.</summary>
    public JsonObject? Matrix() => Changes.Length == 0 ? null : new JsonObject
    {
        ["cells"] = new JsonArray([.. Cells.Select(cell => (JsonNode?)new JsonObject { ["impact"] = cell.Impact, ["urgency"] = cell.Urgency, ["importance"] = cell.Importance, ["priority"] = cell.Priority })]),
    };

    /// <summary>How a cell is called in the form and in the address.</summary>
    public static string Field(MatrixCell cell) => $"p.{cell.Importance}.{cell.Impact}.{cell.Urgency}";
}
