using System.Collections.Frozen;
using System.Globalization;
using ServiceDesk.Contracts;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Grading;

/// <summary>What a priority is found from.</summary>
internal sealed record GradingFacts(Impact Impact, Urgency Urgency, Importance Importance, string Category, string Requester, string? AffectedSystem);

/// <summary>A priority, and what it was found by. Vip = why it was raised above the table, <c>requester</c> or <c>system</c>; major incident = the rule that suspects one.</summary>
internal sealed record Grade(Priority Priority, string MatrixVersion, string? Vip, string? MajorIncident);

/// <summary>A version of the table with its rules, prepared for use.</summary>
internal sealed class GradingRules(PriorityMatrixDefined defined)
{
    private readonly PriorityTable table = new(defined.Cells.Select(cell => new PriorityCell((int)cell.Impact, (int)cell.Urgency, (int)cell.Importance, (int)cell.Priority + 1)));
    private readonly FrozenSet<string> requesters = defined.Vip.Requesters.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> systems = defined.Vip.Systems.Select(TextFolding.Fold).ToFrozenSet(StringComparer.Ordinal);

    public static GradingRules Shipped { get; } = new(PriorityMatrixHistory.Shipped);

    public PriorityMatrixDefined Defined { get; } = defined;

    /// <summary>Stands in every decision.</summary>
    public string Name => Defined.Version == 1 ? PriorityMatrix.Version : string.Create(CultureInfo.InvariantCulture, $"matrix-{Defined.Version}");

    public Grade Grade(GradingFacts facts)
    {
        var vip = requesters.Contains(facts.Requester) ? "requester"
            : systems.Count > 0 && facts.AffectedSystem is { } system && systems.Contains(TextFolding.Fold(system)) ? "system"
            : null;
        var ofTable = table.Priority((int)facts.Impact, (int)facts.Urgency, (int)facts.Importance);
        var priority = (Priority)(PriorityTable.Raised(ofTable, vip is null ? 0 : Defined.Vip.Steps) - 1);
        return new Grade(priority, Name, vip, Defined.MajorIncidents.FirstOrDefault(rule => Suspects(rule, facts, priority))?.Id);
    }

    private static bool Suspects(MajorIncidentRule rule, GradingFacts facts, Priority priority) =>
        !(facts.Impact < rule.Impact) && !(facts.Urgency < rule.Urgency) && !(facts.Importance < rule.Importance) && !(priority > rule.Priority)
        && (rule.Categories.Count == 0 || rule.Categories.Contains(facts.Category));
}
