using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Channels;

/// <summary>A group of alerts got a ticket. Stream <c>alert-group-{id}</c>.</summary>
/// <param name="Group">The group's key.</param>
/// <param name="Organization">Whose alerts they are.</param>
/// <param name="Ticket">The ticket that is told of the group from now on.</param>
/// <param name="Episode">1 for the group's first ticket.</param>
/// <param name="At">When.</param>
[StoredName("intake.alert-group-ticketed.v1")]
internal sealed record AlertGroupTicketed(string Group, string Organization, Guid Ticket, int Episode, Instant At);

/// <summary>Which ticket a group of alerts has now.</summary>
internal sealed record AlertGroupTicket(Guid? Ticket, int Episode) : IState<AlertGroupTicket>
{
    public static AlertGroupTicket Initial { get; } = new(null, 0);

    public AlertGroupTicket Evolve(object @event) => @event is AlertGroupTicketed next ? new AlertGroupTicket(next.Ticket, next.Episode) : this;
}

/// <summary>What a ticket was told of one group: by fingerprint when the alert began last and whether it fires, and when all had ended.</summary>
internal sealed record ToldAlerts(ImmutableDictionary<string, (Instant StartsAt, bool IsFiring)> Alerts, Instant? RecoveredAt)
{
    public static ToldAlerts Nothing { get; } = new(ImmutableDictionary<string, (Instant, bool)>.Empty, null);

    /// <summary>Fires, and was not told before; a notification that comes late tells of alerts that ended or began again since.</summary>
    public bool IsNews(Alert alert) => !Alerts.TryGetValue(alert.Fingerprint, out var told) || alert.StartsAt > told.StartsAt;

    public bool IsEnd(Alert alert) => IsNews(alert) || (Alerts[alert.Fingerprint] is var told && told.IsFiring && told.StartsAt == alert.StartsAt);

    public ToldAlerts After(AlertsReported reported) => new(
        Alerts.SetItems(reported.Started.Select(one => KeyValuePair.Create(one.Fingerprint, (one.StartsAt, true))))
            .SetItems(reported.Ended.Select(one => KeyValuePair.Create(one.Fingerprint, (one.StartsAt, false)))),
        reported.Started.Count > 0 ? null : RecoveredAt);

    public ToldAlerts After(RecoveryReported recovery) => new(
        Alerts.SetItems(Alerts.Where(one => one.Value.IsFiring).Select(one => KeyValuePair.Create(one.Key, (one.Value.StartsAt, false)))), recovery.RecoveredAt);
}

/// <summary>A ticket, and what it was told of alerts, by group.</summary>
internal sealed record AlertedTicket(Ticket Ticket, ImmutableDictionary<string, ToldAlerts> Groups) : IState<AlertedTicket>
{
    public static AlertedTicket Initial { get; } = new(Ticket.Initial, ImmutableDictionary<string, ToldAlerts>.Empty);

    public AlertedTicket Evolve(object @event) => @event switch
    {
        AlertsReported told => this with { Groups = Groups.SetItem(told.Group, Groups.GetValueOrDefault(told.Group, ToldAlerts.Nothing).After(told)) },
        RecoveryReported told => this with { Groups = Groups.SetItem(told.Group, Groups.GetValueOrDefault(told.Group, ToldAlerts.Nothing).After(told)) },
        _ => this with { Ticket = Ticket.Evolve(@event) },
    };
}
