using ServiceDesk.Web.Administration;
using ServiceDesk.Web.SignIn;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Shell;

/// <summary>A page that navigation leads to, and who finds it there.</summary>
public sealed record Place(string Href, string Text, params IReadOnlyList<string> Roles);

/// <summary>Pages that belong together: one entry of the main navigation.</summary>
public sealed record Section(string Icon, string Text, params IReadOnlyList<Place> Places)
{
    /// <summary>The key that goes there after <c>g</c>.</summary>
    public string? Key => Text switch
    {
        "nav.home" => "h",
        "nav.work" => "w",
        "nav.tickets" or "nav.my-tickets" => "t",
        "nav.knowledge" => "k",
        "nav.audit" => "a",
        "nav.reports" => "r",
        "nav.admin" => "s",
        _ => null,
    };
}

/// <summary>Where a person can go.</summary>
internal static class Sections
{
    private static readonly Section[] asking =
    [
        new("home", "nav.home", new Place("/portal", "nav.home")),
        new("ticket", "nav.my-tickets", new Place("/tickets", "nav.my-tickets")),
        new("plus", "nav.new", new Place("/tickets/new", "nav.new")),
        new("book", "nav.knowledge", new Place("/articles", "nav.knowledge")),
    ];

    private static readonly Section[] desk =
    [
        new("briefcase", "nav.work",
            new Place("/work", "nav.work.mine", "agent", "lead", "admin"),
            new Place("/work/board", "nav.work.board", "agent", "lead", "admin"),
            new Place("/work/team", "nav.work.team", "lead", "admin"),
            new Place("/work/follow-ups", "nav.follow-ups", "agent", "lead", "admin")),
        new("ticket", "nav.tickets",
            new Place("/tickets", "nav.tickets", "system", "agent", "lead", "auditor", "analyst", "admin"),
            new Place("/tickets/new", "nav.new", "system", "agent", "lead", "admin"),
            new Place("/tickets/duplicates", "nav.duplicates", DuplicateClusters.Readers),
            new Place("/work/follow-ups", "nav.follow-ups", "auditor", "analyst")),
        new("book", "nav.knowledge",
            new Place("/articles", "nav.knowledge", "system", "agent", "lead", "auditor", "analyst", "admin"),
            new Place("/problems", "register.problems", "agent", "lead", "auditor", "analyst", "admin")),
        new("audit", "nav.audit",
            new Place("/audit", "nav.ledger", "auditor", "admin"),
            new Place("/audit/queues", "nav.past-queues", "lead", "auditor", "analyst", "admin"),
            new Place("/audit/proofs", "nav.proofs", "auditor", "admin"),
            new Place("/audit/replay", "nav.replay", "lead", "auditor", "analyst", "admin"),
            new Place("/operations", "nav.operations", "lead", "auditor", "admin"),
            new Place("/channels", "nav.channels", "agent", "lead", "auditor", "analyst", "admin")),
        new("chart", "nav.reports",
            new Place("/dashboards", "nav.dashboards", "lead", "auditor", "analyst", "admin"),
            new Place("/reports", "nav.reports-all", "lead", "auditor", "analyst", "admin"),
            new Place("/what-if", "nav.what-if", "lead", "auditor", "analyst", "admin"),
            new Place("/report-schedules", "nav.report-schedules", "lead", "auditor", "analyst", "admin"),
            new Place("/registers", "nav.registers", "lead", "auditor", "analyst", "admin"),
            new Place("/registers/scores", "nav.scores", "agent")),
        new("settings", "nav.admin",
            new Place("/administration", "nav.administration", "lead", "admin"),
            new Place("/administration/organizations", "admin.t.organizations", "lead", "admin"),
            new Place("/administration/people", "admin.t.people", "lead", "admin"),
            new Place("/administration/requesters", "admin.t.requesters", "lead", "admin"),
            new Place("/administration/systems", "admin.t.systems", "lead", "admin"),
            new Place("/administration/teams", "admin.t.teams", "lead", "admin"),
            new Place("/administration/roster", "admin.t.roster", "lead", "admin"),
            new Place("/administration/catalogue", "admin.t.catalogue", "admin"),
            new Place("/administration/matrix", "admin.t.matrix", "lead", "admin"),
            new Place("/administration/rules", "admin.t.rules", "lead", "admin"),
            new Place("/administration/recurring", "admin.t.recurring", "lead", "admin"),
            new Place("/administration/sla", "admin.t.sla", "lead", "admin"),
            new Place("/administration/calendars", "admin.t.calendars", "lead", "admin"),
            new Place("/administration/templates", "admin.t.templates", "lead", "admin"),
            new Place("/administration/webhooks", "admin.t.webhooks", "admin"),
            new Place("/administration/sources", "admin.t.sources", "admin"),
            new Place("/administration/imports", "admin.t.imports", "lead", "admin")),
    ];

    /// <summary>The sections with the places that the person may see; those without any are left out.</summary>
    public static IReadOnlyList<Section> For(Person person) => person.OnlyAsks
        ? asking
        : [.. desk.Select(section => section with { Places = [.. section.Places.Where(place => person.Is([.. place.Roles]))] }).Where(section => section.Places.Count > 0)];

    /// <summary>Where a person starts: the first place that they may see.</summary>
    public static string Home(Person? person) => person is not null && For(person) is [{ Places: [var first, ..] }, ..] ? first.Href : "/tickets";

    /// <summary>The place that the path belongs to: the one with the longest address that the path begins with. A form stands where its list does.</summary>
    public static Place? At(IReadOnlyList<Section> sections, string path)
    {
        if (path.Split('/') is ["", "administration", var slug, ..] && Documents.Find(slug)?.List is { } list) path = $"/administration/{list}";
        return sections
            .SelectMany(section => section.Places)
            .Where(place => path == place.Href || path.StartsWith(place.Href + "/", StringComparison.Ordinal))
            .MaxBy(place => place.Href.Length);
    }
}
