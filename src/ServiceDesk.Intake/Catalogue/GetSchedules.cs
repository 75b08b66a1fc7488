using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>What a schedule submits.</summary>
internal sealed record ScheduledTicketView(
    TicketKind Kind, string Subject, string? Description, RequesterView Requester, Impact? Impact, Urgency? Urgency, string? Category, string? AffectedSystem,
    string? RequestType, IReadOnlyDictionary<string, string>? Fields, string? Language);

/// <summary>A schedule with the next three instants at which it is due.</summary>
internal sealed record ScheduleView(
    string Id, string Cron, string Zone, Instant EffectiveFrom, Instant? Until, IReadOnlyList<Instant> Next, ScheduledTicketView Ticket, string By, Instant At)
{
    private const int Shown = 3;

    public static ScheduleView Of(ScheduleDefined one, Instant now) => new(
        one.Schedule, one.Cron, one.Zone, one.EffectiveFrom, one.Until,
        [.. Recurrence.Of(one.Cron, one.Zone).Next(Instant.Max(now, one.EffectiveFrom), one.Until, Shown)],
        new ScheduledTicketView(
            one.Kind, one.Subject, one.Description, new RequesterView(one.Requester, one.RequesterName, one.Email, one.Phone, one.Organization),
            one.Impact, one.Urgency, one.Category, one.AffectedSystem, one.RequestType, one.Fields, one.Language),
        one.By, one.At);
}

internal static class GetSchedules
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/schedules",
        async (Actor actor, Journal journal, IClock clock, CancellationToken cancel) =>
        {
            var now = clock.GetCurrentInstant();
            var all = await SchedulesReadModel.Running(journal, cancel);
            return TypedResults.Ok(new { items = all.Where(one => actor.Organization is null || actor.Organization == one.Organization).Select(one => ScheduleView.Of(one, now)) });
        }).For(Roles.Admin, Roles.Lead).WithSummary("The schedules that make tickets, each with the next three instants.");
}
