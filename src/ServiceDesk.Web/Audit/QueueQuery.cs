using Microsoft.AspNetCore.Mvc;
using NodaTime;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>Which queue at which instant, and how far back the slider reaches, as it stands in the address.</summary>
public sealed record QueueQuery(
    [property: FromQuery] string? At,
    [property: FromQuery] string? Moment,
    [property: FromQuery] int? Stop,
    [property: FromQuery] string? Since,
    [property: FromQuery] string? Period,
    [property: FromQuery] string? Axis,
    [property: FromQuery] string? Team,
    [property: FromQuery] string? Priority,
    [property: FromQuery] string? Status,
    [property: FromQuery] string? Organization,
    [property: FromQuery] string? After,
    [property: FromQuery] string? View)
{
    public const int PageSize = 50;
    public const int ColumnSize = 25;
    public const string Columns = "columns";
    public const string Nothing = "none";
    public static readonly IReadOnlyList<string> Statuses = ["new", "assigned", "in-progress", "waiting"];
    public static readonly IReadOnlyList<string> Priorities = ["p1", "p2", "p3", "p4"];

    // How long, and how far apart the stops are.
    private static readonly Dictionary<string, (Duration Length, Duration Step)> periods = new()
    {
        ["day"] = (Duration.FromDays(1), Duration.FromMinutes(30)),
        ["week"] = (Duration.FromDays(7), Duration.FromHours(3)),
        ["month"] = (Duration.FromDays(30), Duration.FromHours(12)),
        ["year"] = (Duration.FromDays(364), Duration.FromDays(7)),
    };

    public static IReadOnlyList<string> Periods { get; } = [.. periods.Keys];

    public string Chosen => Period is not null && periods.ContainsKey(Period) ? Period : "week";

    public bool Happened => Axis == AuditQuery.Happened;

    /// <summary>Whether the tickets stand in a column for each status instead of one list.</summary>
    public bool InColumns => View == Columns;

    public Duration Length => periods[Chosen].Length;

    public Duration Step => periods[Chosen].Step;

    public bool Filtered => !string.IsNullOrEmpty(string.Concat(Team, Priority, Status, Organization));

    public string Address(Instant? at, string? after = null) => Local.Url("/audit/queues",
        ("at", AuditClient.Iso(at)), ("period", Chosen is "week" ? null : Chosen), ("axis", Happened ? Axis : null), ("team", Team), ("priority", Priority), ("status", Status),
        ("organization", Organization), ("view", InColumns ? View : null), ("after", after));

    /// <summary>A ticket as it was at that instant.</summary>
    public string ToTicket(Guid ticket, Instant asOf) => Local.Url($"/audit/tickets/{ticket}", ("at", AuditClient.Iso(asOf)), ("axis", Happened ? Axis : null));

    public string ToQueue(Instant? at, int limit) => Local.Url("",
        ("asOf", AuditClient.Iso(at)), ("axis", Happened ? Axis : null), ("team", Team), ("priority", Priority), ("status", Status), ("organization", Organization),
        ("after", After), ("limit", $"{limit}"));

    public string ToBacklog(Instant? at, Instant? from, Duration? step) => Local.Url("",
        ("at", AuditClient.Iso(at)), ("axis", Happened ? Axis : null), ("team", Team), ("priority", Priority), ("organization", Organization),
        ("from", AuditClient.Iso(from)), ("step", step is { } apart ? $"PT{(long)apart.TotalMinutes}M" : null));
}
