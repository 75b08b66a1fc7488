using System.Text;
using NodaTime.Text;

namespace ServiceDesk.Intake.Channels;

/// <summary>A group of alerts as text for people: what all share first, then each alert with what is its own.</summary>
internal static class AlertText
{
    private const int enough = 200_000;

    public static string Of(AlertmanagerPayload payload, IReadOnlyList<Alert> firing, IReadOnlyList<Alert> resolved)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in payload.CommonAnnotations) Line(text, "", name, value);
        foreach (var (name, value) in payload.CommonLabels) Line(text, "", name, value);
        Line(text, "", "Alertmanager", payload.ExternalUrl);
        Section(text, "Firing", firing, payload);
        Section(text, "Resolved", resolved, payload);
        if (payload.TruncatedAlerts > 0) text.Append('\n').Append(payload.TruncatedAlerts).Append(" more alerts were left out by Alertmanager.\n");
        return text.ToString().Trim('\n');
    }

    /// <summary>Stops when the caller cuts anyway, so that a notification of 1 MiB cannot grow.</summary>
    private static void Section(StringBuilder text, string title, IReadOnlyList<Alert> alerts, AlertmanagerPayload payload)
    {
        if (alerts.Count == 0) return;
        text.Append('\n').Append(title).Append(" (").Append(alerts.Count).Append(")\n");
        foreach (var alert in alerts.TakeWhile(_ => text.Length < enough)) Append(text, alert, payload);
    }

    private static void Append(StringBuilder text, Alert alert, AlertmanagerPayload payload)
    {
        text.Append("- ").Append(InstantPattern.ExtendedIso.Format(alert.StartsAt));
        if (alert.EndsAt is { } end) text.Append(" to ").Append(InstantPattern.ExtendedIso.Format(end));
        text.Append('\n');
        foreach (var (name, value) in alert.Annotations.Except(payload.CommonAnnotations)) Line(text, "  ", name, value);
        foreach (var (name, value) in alert.Labels.Except(payload.CommonLabels)) Line(text, "  ", name, value);
        Line(text, "  ", "source", alert.GeneratorUrl);
    }

    private static void Line(StringBuilder text, string indent, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) text.Append(indent).Append(name).Append(": ").Append(value.ReplaceLineEndings($"\n{indent}  ")).Append('\n');
    }
}
