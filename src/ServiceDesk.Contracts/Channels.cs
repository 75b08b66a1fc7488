using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>An alert of a monitoring system, as far as it is told from others.</summary>
/// <param name="Fingerprint">The monitoring system's id of what is watched.</param>
/// <param name="StartsAt">When it began to fire; the same thing may fire again later.</param>
public sealed record ReportedAlert(string Fingerprint, Instant StartsAt);

/// <summary>The alerts behind a ticket changed. Recorded on the ticket's stream; a notification that tells nothing new is not recorded.</summary>
/// <param name="Group">The group of alerts.</param>
/// <param name="Requester">Whom the ticket is about.</param>
/// <param name="Firing">How many alerts of the group fire now.</param>
/// <param name="Resolved">How many alerts of the group the notification calls resolved.</param>
/// <param name="Started">Alerts that fire and were not reported before.</param>
/// <param name="Ended">Alerts that no longer fire.</param>
/// <param name="Text">What changed, for people; null when the ticket's own description tells it.</param>
/// <param name="At">When the desk heard it.</param>
[StoredName("intake.alerts-reported.v1")]
public sealed record AlertsReported(
    string Group,
    string Requester,
    int Firing,
    int Resolved,
    IReadOnlyList<ReportedAlert> Started,
    IReadOnlyList<ReportedAlert> Ended,
    [property: Personal(nameof(AlertsReported.Requester))] string? Text,
    Instant At);

/// <summary>No alert of a group fires any more. The ticket goes on: people find out why it fired.</summary>
/// <param name="Group">The group of alerts.</param>
/// <param name="RecoveredAt">When the last alert ended, by the clock of the monitoring system.</param>
/// <param name="At">When the desk heard it.</param>
[StoredName("intake.recovery-reported.v1")]
public sealed record RecoveryReported(string Group, Instant RecoveredAt, Instant At);

/// <summary>A channel keeps failing, so that somebody must look. Stream <c>channel-health-{channel}</c>; recorded once until it recovers.</summary>
/// <param name="Channel">The channel, or <c>webhooks/</c> and the name of an inbound webhook.</param>
/// <param name="Code">What the last error was, as a stable word.</param>
/// <param name="At">When.</param>
[StoredName("intake.channel-failed.v1")]
public sealed record ChannelFailed(string Channel, string Code, Instant At);

/// <summary>A channel that had failed works again. Stream <c>channel-health-{channel}</c>.</summary>
/// <param name="Channel">The channel, or <c>webhooks/</c> and the name of an inbound webhook.</param>
/// <param name="At">When.</param>
[StoredName("intake.channel-recovered.v1")]
public sealed record ChannelRecovered(string Channel, Instant At);
