using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Sla;

/// <summary>A version of a calendar; its content can be sent back as it is.</summary>
internal sealed record CalendarView(
    string Name, int Version, Instant EffectiveFrom, bool Running, string By, Instant At, string Zone, WorkingWeek Week, IReadOnlyList<DatedDay> Dates,
    IReadOnlyList<YearlyDay> Yearly, int Versions)
{
    public static CalendarView Of(WorkingCalendarDefined one, int versions, AccessDirectory directory) => new(
        one.Calendar, one.Version, one.EffectiveFrom, one.Running, directory.NameOf(one.By), one.At, one.Zone, one.Week, one.Dates, one.Yearly, versions);
}

/// <summary>A version of the policies; its policies can be sent back as they are.</summary>
internal sealed record PoliciesView(int Version, Instant EffectiveFrom, bool Running, string By, Instant At, IReadOnlyList<SlaPolicyDefinition> Policies)
{
    /// <summary>Who is bound to an organisation sees what is promised to it, not to others.</summary>
    public static PoliciesView Of(SlaPoliciesDefined one, Actor actor, AccessDirectory directory) => new(
        one.Version, one.EffectiveFrom, one.Running, directory.NameOf(one.By), one.At,
        actor.Organization is null
            ? one.Policies
            : [.. one.Policies.Where(policy => policy.Organizations.Count == 0 || policy.Organizations.Contains(actor.Organization)).Select(policy => policy with
            {
                Organizations = [.. policy.Organizations.Where(id => id == actor.Organization)],
            })]);
}

/// <summary>When a version takes effect, who defined it and when.</summary>
internal sealed record SlaVersionView(int Version, Instant EffectiveFrom, bool Running, string By, Instant At);

/// <summary>Calendars and policies, as they are and as they were.</summary>
internal static class GetSla
{
    private static readonly string[] readers = [Roles.System, Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calendars", (SlaBook book, IClock clock, AccessDirectory directory) => TypedResults.Ok(new
        {
            items = book.Rules.Calendars.OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => CalendarView.Of(book.Rules.CalendarAt(one.Key, clock.GetCurrentInstant())!, one.Value.Count, directory)),
        })).For(readers).WithSummary("The working calendars in effect.");

        routes.MapGet("/calendars/{name}", (string name, SlaBook book, IClock clock, AccessDirectory directory, HttpResponse response) =>
        {
            if (book.Rules.CalendarAt(name, clock.GetCurrentInstant()) is not { } calendar) return Problem.NotFound;
            var versions = book.Rules.Calendars[name];
            response.Headers.ETag = OutcomeHttp.ETag(versions.Count);
            return (IResult)TypedResults.Ok(CalendarView.Of(calendar, versions.Count, directory));
        }).For(readers).Produces<CalendarView>().WithSummary("The working calendar in effect.");

        routes.MapGet("/calendars/{name}/versions/{version:int}", (string name, int version, SlaBook book, AccessDirectory directory) =>
            book.Rules.Calendars.TryGetValue(name, out var versions) && version >= 1 && version <= versions.Count
                ? (IResult)TypedResults.Ok(CalendarView.Of(versions[version - 1], versions.Count, directory))
                : Problem.NotFound).For(readers).Produces<CalendarView>().WithSummary("A version of a working calendar.");

        routes.MapGet("/calendars/{name}/versions", (string name, SlaBook book, AccessDirectory directory) => book.Rules.Calendars.TryGetValue(name, out var versions)
            ? (IResult)TypedResults.Ok(new { items = versions.Select(one => new SlaVersionView(one.Version, one.EffectiveFrom, one.Running, directory.NameOf(one.By), one.At)) })
            : Problem.NotFound).For(readers).WithSummary("All versions of a working calendar, in their order.");

        routes.MapGet("/sla/policies", (SlaBook book, Actor actor, IClock clock, AccessDirectory directory, HttpResponse response) =>
        {
            // What a next version is written over is the newest one, whichever is shown.
            response.Headers.ETag = OutcomeHttp.ETag(book.Rules.Policies.Count - 1);
            return TypedResults.Ok(PoliciesView.Of(book.Rules.PoliciesAt(clock.GetCurrentInstant()), actor, directory));
        }).For(readers).Produces<PoliciesView>().WithSummary("The SLA policies in effect.");

        routes.MapGet("/sla/policies/versions/{version:int}", (int version, SlaBook book, Actor actor, AccessDirectory directory) => version >= 1 && version <= book.Rules.Policies.Count
            ? (IResult)TypedResults.Ok(PoliciesView.Of(book.Rules.Policies[version - 1], actor, directory))
            : Problem.NotFound).For(readers).Produces<PoliciesView>().WithSummary("A version of the SLA policies.");

        routes.MapGet("/sla/policies/versions", (SlaBook book, AccessDirectory directory) => TypedResults.Ok(new
        {
            items = book.Rules.Policies.Select(one => new SlaVersionView(one.Version, one.EffectiveFrom, one.Running, directory.NameOf(one.By), one.At)),
        })).For(readers).WithSummary("All versions of the SLA policies, in their order.");
    }
}
