namespace ServiceDesk.Dev;

/// <summary>How the columns of a log tell what happened to a ticket after it was opened. The default fits ServiceNow's incident log.</summary>
internal sealed record HistoryMap
{
    /// <summary>The columns whose values together are a row's id.</summary>
    public string[] Row { get; init; } = ["number", "sys_mod_count", "sys_updated_at"];

    public ImportMap.Time At { get; init; } = new("sys_updated_at", "d/M/yyyy HH:mm");
    public string Who { get; init; } = "sys_updated_by";
    public string OpenedBy { get; init; } = "opened_by";
    public string Team { get; init; } = "assignment_group";
    public string Agent { get; init; } = "assigned_to";

    /// <summary>When it was resolved and closed in the end; missing = when it last got into that state.</summary>
    public string ResolvedAt { get; init; } = "resolved_at";

    public string ClosedAt { get; init; } = "closed_at";

    public ImportMap.Coded Priority { get; init; } = new("priority", new()
    {
        ["1 - Critical"] = "p1",
        ["2 - High"] = "p2",
        ["3 - Moderate"] = "p3",
        ["4 - Low"] = "p4",
    });

    /// <summary>What getting into a state means; new = nobody works on it yet.</summary>
    public ImportMap.Coded State { get; init; } = new("incident_state", new()
    {
        ["New"] = "new",
        ["Active"] = "worked-on",
        ["Awaiting User Info"] = "awaited-requester",
        ["Awaiting Vendor"] = "awaited-vendor",
        ["Awaiting Problem"] = "awaited",
        ["Awaiting Evidence"] = "awaited",
        ["Resolved"] = "resolved",
        ["Closed"] = "closed",
    });

    internal IEnumerable<string> Columns() => [.. Row, At.Column, Who, OpenedBy, Team, Agent, ResolvedAt, ClosedAt, Priority.Column, State.Column];
}
