namespace ServiceDesk.Web.Administration;

/// <summary>A cell of the table of priorities.</summary>
public sealed record MatrixCell(string Impact, string Urgency, string Importance, string Priority);
