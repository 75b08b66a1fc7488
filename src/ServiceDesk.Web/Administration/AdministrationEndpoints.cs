using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Administration;

/// <summary>Where administration starts, and the lists of what there are many of.</summary>
internal static class AdministrationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/administration", (Visitor visitor) => Allowed(visitor) ?? new RazorComponentResult<AdministrationPage>()).RequireAuthorization();
        routes.MapGet("/administration/rules", (Visitor visitor) => Allowed(visitor) ?? new RazorComponentResult<RulesPage>()).RequireAuthorization();
        MapList(routes, "organizations", "Intake", "/organizations", "book", Organization);
        MapList(routes, "teams", "Routing", "/teams", "user", Team);
        MapList(routes, "calendars", "Resolution", "/calendars", "clock", Calendar);
        MapList(routes, "templates", "Intake", "/mail/templates", "mail", Template);
        MapList(routes, "webhooks", "Intake", "/webhooks", "route", Webhook, "admin");
        MapList(routes, "sources", "Intake", "/channels/webhooks", "insert", Source, "admin");
        MapFound(routes, "requesters", "user", Requester);
        MapFound(routes, "systems", "remote", AffectedSystem);
        routes.MapGet("/administration/roster", Roster).RequireAuthorization();
        DocumentEndpoints.Map(routes);
        PeopleEndpoints.Map(routes);
        AbsenceEndpoints.Map(routes);
        HolidayEndpoints.Map(routes);
        RecurringEndpoints.Map(routes);
        WebhookEndpoints.Map(routes);
        SourceEndpoints.Map(routes);
    }

    /// <summary>Null for whoever may be here.</summary>
    public static IResult? Allowed(Visitor visitor, params ReadOnlySpan<string> roles) =>
        visitor.Is(roles.IsEmpty ? ["lead", "admin"] : roles) ? null : Results.StatusCode(StatusCodes.Status403Forbidden);

    private static void MapList(
        IEndpointRouteBuilder routes, string slug, string service, string path, string icon, Func<JsonNode, IStringLocalizer<Texts>, ListRow> row, params string[] roles) =>
        routes.MapGet($"/administration/{slug}", async (string? q, Visitor visitor, ServicesClient services, IStringLocalizer<Texts> texts, CancellationToken cancel) =>
        {
            if (Allowed(visitor, roles) is { } refused) return refused;
            var answer = await services.Read<JsonObject>(service, path, cancel);
            if (answer.Problem is { Hidden: true } hidden) return Results.StatusCode(hidden.Status);
            var rows = (answer.Value?["items"] as JsonArray ?? []).OfType<JsonNode>().Select(one => row(one, texts)).Where(one => one.Holds(q)).ToList();
            return new RazorComponentResult<ListPage>(new Dictionary<string, object?>
            {
                [nameof(ListPage.Slug)] = slug,
                [nameof(ListPage.Icon)] = icon,
                [nameof(ListPage.Q)] = q,
                [nameof(ListPage.Rows)] = answer.Value is null ? null : rows,
                [nameof(ListPage.Problem)] = answer.Problem,
                // Templates are shipped; nobody adds one.
                [nameof(ListPage.MayAdd)] = slug != "templates",
            });
        }).RequireAuthorization();

    /// <summary>A list that is too long for one page: Intake finds and pages.</summary>
    private static void MapFound(IEndpointRouteBuilder routes, string slug, string icon, Func<JsonNode, IStringLocalizer<Texts>, ListRow> row) =>
        routes.MapGet($"/administration/{slug}", async (string? q, bool? retired, string? after, Visitor visitor, ServicesClient services, IStringLocalizer<Texts> texts, CancellationToken cancel) =>
        {
            if (Allowed(visitor) is { } refused) return refused;
            var without = retired == true ? "true" : null;
            var answer = await services.Read<JsonObject>("Intake", Local.Url($"/{slug}", ("q", q), ("retired", without), ("after", after), ("limit", "50")), cancel);
            if (answer.Problem is { Hidden: true } hidden) return Results.StatusCode(hidden.Status);
            return new RazorComponentResult<ListPage>(new Dictionary<string, object?>
            {
                [nameof(ListPage.Slug)] = slug,
                [nameof(ListPage.Icon)] = icon,
                [nameof(ListPage.Q)] = q,
                [nameof(ListPage.Rows)] = answer.Value is { } found ? (found["items"] as JsonArray ?? []).OfType<JsonNode>().Select(one => row(one, texts)).ToList() : null,
                [nameof(ListPage.Problem)] = answer.Problem,
                [nameof(ListPage.MayAdd)] = true,
                [nameof(ListPage.Retired)] = slug == "systems" ? retired == true : null,
                [nameof(ListPage.Next)] = DocumentJson.Text(answer.Value?["next"]) is { Length: > 0 } next ? Local.Url($"/administration/{slug}", ("q", q), ("retired", without), ("after", next)) : null,
            });
        }).RequireAuthorization();

    private static async Task<IResult> Roster(Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        if (Allowed(visitor) is { } refused) return refused;
        var (roster, skills, people) = (services.Roster(cancel), services.Items("Routing", "/skills", cancel), services.Items("Intake", "/people?role=agent", cancel));
        var known = await roster;
        if (known.Problem is { Hidden: true } hidden) return Results.StatusCode(hidden.Status);
        return new RazorComponentResult<RosterPage>(new Dictionary<string, object?>
        {
            [nameof(RosterPage.Agents)] = known.Value?.Items,
            [nameof(RosterPage.Problem)] = known.Problem,
            [nameof(RosterPage.Skills)] = (await skills).OfType<JsonNode>().Select(one => new ListRow(
                $"/administration/skills/{Uri.EscapeDataString(Text(one, "id"))}", say.In(new Bilingual(Text(one["names"]!, "zh"), Text(one["names"]!, "en"))), Text(one, "id"), $"{(one["agents"] as JsonArray)?.Count ?? 0}")).ToList(),
            [nameof(RosterPage.Others)] = (await people).OfType<JsonNode>().Where(one => known.Value?.Items.All(agent => agent.Agent != Text(one, "id")) == true)
                .Select(one => new ListRow($"/administration/agents/{Uri.EscapeDataString(Text(one, "id"))}", Text(one, "name"), null, null)).ToList(),
        });
    }

    private static ListRow Organization(JsonNode one, IStringLocalizer<Texts> texts) => new(
        $"/administration/organizations/{Text(one, "id")}", Text(one, "name"), string.Join(" · ", Names(one["domains"]).Prepend(Text(one, "id"))), Text(one["contract"] ?? new JsonObject(), "level"));

    private static ListRow Team(JsonNode one, IStringLocalizer<Texts> texts) => new(
        $"/administration/teams/{Text(one, "id")}", Text(one, "name"),
        string.Join(" · ", Names(one["categories"]).Select(category => texts["category." + category].Value).Prepend(Text(one, "id"))), texts["admin.members", (one["members"] as JsonArray)?.Count ?? 0]);

    private static ListRow Calendar(JsonNode one, IStringLocalizer<Texts> texts) => new(
        $"/administration/calendars/{Uri.EscapeDataString(Text(one, "name"))}", Text(one, "name"), Text(one, "zone"), texts["admin.version", Text(one, "version")]);

    private static ListRow Template(JsonNode one, IStringLocalizer<Texts> texts)
    {
        var name = texts["admin.template." + Text(one, "name")];
        return new(
            $"/administration/templates/{Text(one, "name")}~{Text(one, "language")}", $"{(name.ResourceNotFound ? Text(one, "name") : name.Value)} · {texts["kb.language." + Text(one, "language")[..2]].Value}", Text(one, "subject"),
            texts["admin.version", Text(one, "version")]);
    }

    private static ListRow Webhook(JsonNode one, IStringLocalizer<Texts> texts)
    {
        var (waiting, lost) = (Text(one, "waiting"), Text(one, "givenUp"));
        return new($"/administration/webhooks/{Text(one, "id")}", Text(one, "url"), string.Join(" · ", Names(one["types"])), texts["admin.webhook.state", waiting, lost]) { IsBad = lost is not ("" or "0") };
    }

    private static ListRow Source(JsonNode one, IStringLocalizer<Texts> texts) => new(
        $"/administration/sources/{Text(one, "name")}", Text(one, "name"), string.Join(" · ", Filled(Text(one, "address"), Text(one["definition"]!, "channel"), Text(one["definition"]!, "organization"))),
        texts["admin.version", Text(one, "version")]);

    private static ListRow Requester(JsonNode one, IStringLocalizer<Texts> texts) => new(
        $"/administration/requesters/{Uri.EscapeDataString(Text(one, "id"))}", Text(one, "name"), string.Join(" · ", Filled([.. Names(one["emails"]), .. Names(one["phones"]), Text(one, "department"), one["vip"]?.GetValue<bool>() == true ? texts["admin.f.requesters.vip"].Value : ""])),
        Text(one, "organization"));

    private static ListRow AffectedSystem(JsonNode one, IStringLocalizer<Texts> texts) => new(
        $"/administration/systems/{Uri.EscapeDataString(Text(one, "id"))}", string.Join(" · ", Filled(Text(one, "nameZh"), Text(one, "nameEn")).Distinct()), string.Join(" · ", Names(one["aliases"]).Prepend(Text(one, "id"))),
        string.Join(" · ", Filled(texts["importance." + Text(one, "importance")].Value, Text(one, "organization"))));

    private static IEnumerable<string> Filled(params IEnumerable<string> texts) => texts.Where(text => text.Length > 0);

    private static IEnumerable<string> Names(JsonNode? list) => (list as JsonArray ?? []).Select(DocumentJson.Text);

    private static string Text(JsonNode one, string name) => DocumentJson.Text(one[name]);
}

/// <summary>A line of a list that leads to what it tells of.</summary>
public sealed record ListRow(string Href, string Title, string? Note, string? Side)
{
    public bool IsBad { get; init; }

    public bool Holds(string? q) => string.IsNullOrWhiteSpace(q) || Title.Contains(q.Trim(), StringComparison.CurrentCultureIgnoreCase) || Note?.Contains(q.Trim(), StringComparison.CurrentCultureIgnoreCase) == true;
}
