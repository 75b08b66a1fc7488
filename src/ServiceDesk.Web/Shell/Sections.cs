using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Shell;

/// <summary>A page that navigation leads to, and who finds it there.</summary>
public sealed record Place(string Href, string Text, params IReadOnlyList<string> Roles);

/// <summary>Pages that belong together: one entry of the main navigation.</summary>
public sealed record Section(string Icon, string Text, params IReadOnlyList<Place> Places);

/// <summary>Where a person can go.</summary>
internal static class Sections
{
    private static readonly Section[] asking =
    [
        new("ticket", "nav.my-tickets", new Place("/tickets", "nav.my-tickets")),
        new("plus", "nav.new", new Place("/tickets/new", "nav.new")),
        new("book", "nav.knowledge", new Place("/articles", "nav.knowledge")),
    ];

    private static readonly Section[] desk =
    [
        new("ticket", "nav.tickets",
            new Place("/tickets", "nav.tickets", "system", "agent", "lead", "auditor", "analyst", "admin"),
            new Place("/tickets/new", "nav.new", "system", "agent", "lead", "admin")),
        new("book", "nav.knowledge",
            new Place("/articles", "nav.knowledge", "system", "agent", "lead", "auditor", "analyst", "admin")),
        new("audit", "nav.audit",
            new Place("/channels", "nav.channels", "agent", "lead", "auditor", "analyst", "admin")),
        new("chart", "nav.reports",
            new Place("/dashboards", "nav.dashboards", "lead", "auditor", "analyst", "admin"),
            new Place("/reports", "nav.reports-all", "lead", "auditor", "analyst", "admin"),
            new Place("/what-if", "nav.what-if", "lead", "auditor", "analyst", "admin")),
    ];

    /// <summary>The sections with the places that the person may see; those without any are left out.</summary>
    public static IReadOnlyList<Section> For(Person person) => person.OnlyAsks
        ? asking
        : [.. desk.Select(section => section with { Places = [.. section.Places.Where(place => person.Is([.. place.Roles]))] }).Where(section => section.Places.Count > 0)];

    /// <summary>The place that the path belongs to: the one with the longest address that the path begins with.</summary>
    public static Place? At(IReadOnlyList<Section> sections, string path) => sections
        .SelectMany(section => section.Places)
        .Where(place => path == place.Href || path.StartsWith(place.Href + "/", StringComparison.Ordinal))
        .MaxBy(place => place.Href.Length);
}
