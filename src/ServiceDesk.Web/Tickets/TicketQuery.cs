using Microsoft.AspNetCore.Mvc;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Tickets;

/// <summary>The filters of the list, as they stand in the address.</summary>
public sealed record TicketQuery(
    [property: FromQuery] string? Status,
    [property: FromQuery] string? Update,
    [property: FromQuery] string? Priority,
    [property: FromQuery] string? Team,
    [property: FromQuery] string? Agent,
    [property: FromQuery] string? Organization,
    [property: FromQuery] string? Q,
    [property: FromQuery] string? Sort,
    [property: FromQuery] string? After)
{
    public const int PageSize = 50;
    public const string NewestFirst = "-opened";
    public static readonly IReadOnlyList<string> Statuses = ["new", "assigned", "in-progress", "waiting", "resolved", "confirmed", "closed", "withdrawn", "invalid", "merged"];
    public static readonly IReadOnlyList<string> Priorities = ["p1", "p2", "p3", "p4"];
    public static readonly IReadOnlyList<string> Sorts = [NewestFirst, "opened", "due", "update", "priority"];

    public const string Overdue = "overdue";

    public bool Filtered => !string.IsNullOrWhiteSpace(string.Concat(Status, Update, Priority, Team, Agent, Organization, Q));

    public string Address(string? after) => Local.Url("/tickets", [.. Filters, ("after", after)]);

    public string ToService() => Local.Url("", [.. Filters, ("after", After), ("limit", $"{PageSize}")]);

    private (string, string?)[] Filters =>
        [("status", Status), ("update", Update), ("priority", Priority), ("team", Team), ("agent", Agent), ("organization", Organization), ("q", Q?.Trim()), ("sort", Sort is NewestFirst ? null : Sort)];
}
