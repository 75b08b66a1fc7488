using System.Security.Cryptography;
using System.Text;
using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake.Channels;

/// <summary>How alerts become tickets: the urgency of each severity, and the labels that name the affected system, the best one first.</summary>
internal sealed record AlertSettings(IReadOnlyDictionary<string, Urgency> Severities, Urgency OtherSeverity, IReadOnlyList<string> SystemLabels)
{
    public static AlertSettings Shipped { get; } = new(
        new Dictionary<string, Urgency> { ["critical"] = Urgency.High, ["warning"] = Urgency.Medium }, Urgency.Low, ["service", "job", "instance"]);
}

/// <summary>A group of alerts as a ticket sees it. The key stays the same in every notification of the group.</summary>
internal sealed record AlertGroup(
    string Key, IReadOnlyList<Alert> Firing, IReadOnlyList<Alert> Resolved, string Subject, string Description, Urgency Urgency,
    string? AffectedSystem, Instant FaultAt, string? ExternalUrl)
{
    private const int longestSubject = 300, longestSystem = 200, longestDescription = 100_000;

    /// <summary>What is firing decides; when all is resolved, what was firing. A payload that was read holds an alert.</summary>
    public static AlertGroup Of(AlertmanagerPayload payload, AlertSettings settings)
    {
        var firing = payload.Alerts.Where(alert => alert.IsFiring).ToList();
        var resolved = payload.Alerts.Where(alert => !alert.IsFiring).ToList();
        IReadOnlyList<Alert> deciding = firing.Count > 0 ? firing : resolved;
        var system = SystemOf(payload, deciding, settings);
        return new AlertGroup(
            KeyOf(payload), firing, resolved, Cut.To(SubjectOf(payload, deciding), longestSubject, "…"),
            Cut.To(AlertText.Of(payload, firing, resolved), longestDescription, "\n… (cut: the notification is longer)"),
            deciding.Max(alert => UrgencyOf(alert, settings)), system is null ? null : Cut.To(system, longestSystem, "…"),
            deciding.Min(alert => alert.StartsAt), payload.ExternalUrl);
    }

    /// <summary>A hash, because a group's own key is as long as its labels; NUL occurs in neither part.</summary>
    private static string KeyOf(AlertmanagerPayload payload) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{payload.Receiver}\0{payload.GroupKey}")));

    private static string SubjectOf(AlertmanagerPayload payload, IReadOnlyList<Alert> alerts)
    {
        var first = alerts[0];
        var summary = payload.CommonAnnotations.GetValueOrDefault("summary") ?? (alerts.Count == 1 ? first.Annotations.GetValueOrDefault("summary") : null);
        if (!string.IsNullOrWhiteSpace(summary)) return summary.ReplaceLineEndings(" ").Trim();
        var name = payload.CommonLabels.GetValueOrDefault("alertname") ?? first.Labels.GetValueOrDefault("alertname") ?? "Alert";
        var instance = payload.CommonLabels.GetValueOrDefault("instance") ?? (alerts.Count == 1 ? first.Labels.GetValueOrDefault("instance") : null);
        return (instance, alerts.Count) switch
        {
            (null, 1) => name,
            (null, var count) => $"{name} ({count})",
            _ => $"{name}: {instance}",
        };
    }

    private static Urgency UrgencyOf(Alert alert, AlertSettings settings) =>
        alert.Labels.TryGetValue("severity", out var severity) && settings.Severities.TryGetValue(severity, out var urgency) ? urgency : settings.OtherSeverity;

    /// <summary>A label that all alerts share names the group better than one of a single alert.</summary>
    private static string? SystemOf(AlertmanagerPayload payload, IReadOnlyList<Alert> alerts, AlertSettings settings) =>
        settings.SystemLabels.Select(label => payload.CommonLabels.GetValueOrDefault(label))
            .Concat(settings.SystemLabels.Select(label => alerts[0].Labels.GetValueOrDefault(label)))
            .FirstOrDefault(system => !string.IsNullOrWhiteSpace(system));
}
