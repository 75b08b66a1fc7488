using System.Text;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Channels;

/// <summary>What a notification of Alertmanager means to the ticket of its group.</summary>
internal static class AlertReport
{
    private const int longestText = 20_000;

    /// <summary>
    /// Whether the group needs another ticket: something fires that was not told before, and the ticket has ended or all had been well for
    /// the quiet time. Both instants are of the monitoring system's clock, so that a late notification is judged like one in time.
    /// </summary>
    public static bool IsNewEpisode(Ticket ticket, ToldAlerts told, AlertGroup group, Duration quiet)
    {
        var news = group.Firing.Where(told.IsNews).ToList();
        if (news.Count == 0) return false;
        return ticket.End is not null || (told.RecoveredAt is { } recovered && news.Min(alert => alert.StartsAt) - recovered >= quiet);
    }

    /// <summary>Records what the ticket was not told before.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="told">What it, or the ticket before it, was told of the group.</param>
    /// <param name="group">The notification.</param>
    /// <param name="at">When the desk heard it.</param>
    public static Decision Decide(AlertedTicket ticket, ToldAlerts told, AlertGroup group, Instant at)
    {
        if (ticket.Ticket.Submitted is not { } submitted) return Decision.Missing;
        if (ticket.Ticket.End is not null) return Decision.Nothing;
        var started = group.Firing.Where(told.IsNews).ToList();
        var ended = group.Resolved.Where(told.IsEnd).ToList();
        var events = new List<object>();
        if (started.Count + ended.Count > 0)
        {
            var isInDescription = submitted.ExternalId == group.Key && ticket.Groups.IsEmpty;
            events.Add(new AlertsReported(
                group.Key, submitted.Requester, group.Firing.Count, group.Resolved.Count, Reported(started), Reported(ended),
                isInDescription ? null : Text(started, ended), at));
        }
        var isTold = ticket.Groups.ContainsKey(group.Key) || told.Alerts.Count > 0 || events.Count > 0;
        if (group.Firing.Count == 0 && isTold && (told.RecoveredAt is null || ended.Count > 0))
            events.Add(new RecoveryReported(group.Key, group.Resolved.Max(alert => alert.EndsAt) ?? at, at));
        return Decision.Accept(events);
    }

    private static List<ReportedAlert> Reported(IEnumerable<Alert> alerts) => [.. alerts.Select(alert => new ReportedAlert(alert.Fingerprint, alert.StartsAt))];

    private static string Text(List<Alert> started, List<Alert> ended)
    {
        var text = new StringBuilder();
        foreach (var (word, alert) in started.Select(alert => ("Firing", alert)).Concat(ended.Select(alert => ("Resolved", alert))))
        {
            if (text.Length > longestText) break;
            string?[] parts = [alert.Labels.GetValueOrDefault("alertname"), alert.Labels.GetValueOrDefault("instance"), alert.Annotations.GetValueOrDefault("summary")];
            text.Append(word).Append(": ").AppendJoin(", ", parts.Where(part => !string.IsNullOrWhiteSpace(part))).Append('\n');
        }
        return Cut.To(text.ToString().TrimEnd('\n'), longestText, "…");
    }
}
