using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Grading;

/// <summary>One cell of the table.</summary>
internal sealed record MatrixCell(Impact Impact, Urgency Urgency, Importance Importance, Priority Priority);

/// <summary>Tickets of these requesters (by id), or about these systems, are raised by some steps above the table.</summary>
internal sealed record VipRule(IReadOnlyList<string> Requesters, IReadOnlyList<string> Systems, int Steps);

/// <summary>A ticket that reaches all that is named may be a major incident. Null, or no category, asks for nothing.</summary>
internal sealed record MajorIncidentRule(string Id, Impact? Impact, Urgency? Urgency, Importance? Importance, Priority? Priority, IReadOnlyList<string> Categories);

/// <summary>How priorities are found was defined anew, complete. Stream <c>priority-matrix</c>.</summary>
[StoredName("routing.priority-matrix-defined.v1")]
internal sealed record PriorityMatrixDefined(
    int Version, Instant EffectiveFrom, IReadOnlyList<MatrixCell> Cells, VipRule Vip, IReadOnlyList<MajorIncidentRule> MajorIncidents, string By, Instant At) : IDefinition;

/// <summary>All versions, beginning with the one that is shipped.</summary>
internal sealed record PriorityMatrixHistory(IReadOnlyList<PriorityMatrixDefined> Versions) : IDefinitionHistory<PriorityMatrixHistory, PriorityMatrixDefined>
{
    public static string Stream => "priority-matrix";

    /// <summary>Once released it is never changed: it stands in no log.</summary>
    public static readonly PriorityMatrixDefined Shipped = new(
        1, Instant.FromUnixTimeTicks(0), [.. PriorityMatrix.Cells.Select(Cell)], new VipRule([], [], 1),
        [new MajorIncidentRule("organization-down", Impact.Organization, Urgency.High, null, null, [])], "service:routing", Instant.FromUnixTimeTicks(0));

    public static PriorityMatrixHistory Initial { get; } = new([Shipped]);

    public PriorityMatrixHistory Evolve(object @event) => @event is PriorityMatrixDefined defined ? new PriorityMatrixHistory([.. Versions, defined]) : this;

    private static MatrixCell Cell(PriorityCell cell) => new((Impact)cell.Impact, (Urgency)cell.Urgency, (Importance)cell.Importance, (Priority)(cell.Priority - 1));
}

/// <summary>The versions, prepared for use; a decision is graded by the one in effect at its instant.</summary>
internal sealed class GradingBook(Journal journal, IClock clock, ILogger<GradingBook> logger)
    : DefinitionBook<PriorityMatrixHistory, PriorityMatrixDefined, GradingRules>(journal, clock, logger, defined => new GradingRules(defined));
