using Microsoft.AspNetCore.Mvc;
using NodaTime;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>What is looked for in the ledger, as it stands in the address.</summary>
public sealed record AuditQuery(
    [property: FromQuery] string? Q,
    [property: FromQuery] string? Ticket,
    [property: FromQuery] string? Actor,
    [property: FromQuery] string? Organization,
    [property: FromQuery] string? Type,
    [property: FromQuery] string? Source,
    [property: FromQuery] string? From,
    [property: FromQuery] string? To,
    [property: FromQuery] string? Axis,
    [property: FromQuery] string? Sort,
    [property: FromQuery] string? After)
{
    public const int PageSize = 50;
    public const string Happened = "happened";
    public const string Oldest = "oldest";
    public static readonly IReadOnlyList<string> Sources = ["intake", "routing", "resolution", "analytics"];

    public bool Filtered => !string.IsNullOrWhiteSpace(string.Concat(Q, Ticket, Actor, Organization, Type, Source, From, To));

    /// <summary>Whether something is looked for beyond what is always shown.</summary>
    public bool HasMore => !string.IsNullOrWhiteSpace(string.Concat(Organization, From, To, Axis, Ticket));

    public string Address(string? after) => Local.Url("/audit",
        ("q", Q?.Trim()), ("ticket", Ticket?.Trim()), ("actor", Actor?.Trim()), ("organization", Organization), ("type", Type), ("source", Source),
        ("from", From), ("to", To), ("axis", Axis is Happened ? Axis : null), ("sort", Sort is Oldest ? Sort : null), ("after", after));

    /// <summary>The question to the service, or the field that cannot be read.</summary>
    public (string? Query, string? Wrong) ToService(Guid? ticket, Visitor visitor)
    {
        if (!TryRead(From, visitor, out var from)) return (null, "from");
        if (!TryRead(To, visitor, out var to)) return (null, "to");
        return (Local.Url("",
            ("q", Q?.Trim()), ("ticket", ticket?.ToString()), ("actor", Actor?.Trim()), ("organization", Organization), ("type", Type), ("source", Source),
            ("from", AuditClient.Iso(from)), ("to", AuditClient.Iso(to)), ("axis", Axis is Happened ? Axis : null), ("sort", Sort is Oldest ? Sort : "newest"),
            ("after", After), ("limit", $"{PageSize}")), null);
    }

    private static bool TryRead(string? local, Visitor visitor, out Instant? at)
    {
        at = string.IsNullOrWhiteSpace(local) ? null : visitor.InstantOf(local);
        return at is not null || string.IsNullOrWhiteSpace(local);
    }
}
