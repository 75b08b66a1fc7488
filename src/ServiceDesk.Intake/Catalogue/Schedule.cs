using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>A schedule that makes tickets was set, complete. Stream <c>schedule-{id}</c>.</summary>
[StoredName("intake.schedule-defined.v1")]
internal sealed record ScheduleDefined(
    string Schedule,
    string Cron,
    string Zone,
    Instant EffectiveFrom,
    Instant? Until,
    TicketKind Kind,
    [property: Personal(nameof(ScheduleDefined.Requester))] string Subject,
    [property: Personal(nameof(ScheduleDefined.Requester))] string? Description,
    string Requester,
    [property: Personal(nameof(ScheduleDefined.Requester))] string RequesterName,
    [property: Personal(nameof(ScheduleDefined.Requester))] string? Email,
    [property: Personal(nameof(ScheduleDefined.Requester))] string? Phone,
    string Organization,
    Impact? Impact,
    Urgency? Urgency,
    string? Category,
    string? AffectedSystem,
    string? RequestType,
    [property: Personal(nameof(ScheduleDefined.Requester))] IReadOnlyDictionary<string, string>? Fields,
    string? Language,
    string By,
    Instant At);

/// <summary>The schedule makes no more tickets. Stream <c>schedule-{id}</c>.</summary>
[StoredName("intake.schedule-ended.v1")]
internal sealed record ScheduleEnded(string Schedule, string By, Instant At);

/// <summary>A schedule as it was last set, and whether it was ended since.</summary>
internal sealed record Schedule(ScheduleDefined? Defined, bool Ended) : IState<Schedule>
{
    public static Schedule Initial { get; } = new(null, false);

    public bool IsVisibleTo(Actor actor) => Defined is not null && (actor.Organization is null || actor.Organization == Defined.Organization);

    public Schedule Evolve(object @event) => @event switch
    {
        ScheduleDefined defined => new Schedule(defined, false),
        ScheduleEnded => this with { Ended = true },
        _ => this,
    };
}
