using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using Labels = System.Collections.Generic.IReadOnlyDictionary<string, string>;

namespace ServiceDesk.Intake.Channels;

/// <summary>One alert of a notification. A firing alert has no end that is known.</summary>
internal sealed record Alert(
    bool IsFiring, Labels Labels, Labels Annotations, Instant StartsAt, Instant? EndsAt, string? GeneratorUrl, string Fingerprint);

/// <summary>What Prometheus Alertmanager sends to a webhook (version 4): the alerts of one group, again whenever the group changes.</summary>
internal sealed record AlertmanagerPayload(
    string Receiver, string GroupKey, bool IsFiring, int TruncatedAlerts, Labels GroupLabels, Labels CommonLabels, Labels CommonAnnotations,
    string? ExternalUrl, IReadOnlyList<Alert> Alerts)
{
    public const int MostBytes = 1 << 20, MostAlerts = 1000;

    private const int longestName = 1000, longestValue = 100_000;

    /// <summary>Members that are not known are left out: Alertmanager adds some without counting the version up.</summary>
    public static Reading<AlertmanagerPayload> Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MostBytes)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "too-large", $"At most {MostBytes} bytes; set max_alerts in Alertmanager.");
        if (StrictJson.Parse(utf8, out var problem) is not { } json) return problem!;
        if (json.ValueKind != JsonValueKind.Object) return Problem.Of(StatusCodes.Status400BadRequest, "malformed", "The body must be a JSON object.");
        var errors = new FieldErrors();
        var read = Read(new JsonFields(json, "", errors));
        return errors.Any ? errors.ToProblem() : read;
    }

    private static AlertmanagerPayload Read(JsonFields fields)
    {
        if (fields.Required("version", 10) is { Length: > 0 } version && version != "4") fields.Refuse("version", "must be 4");
        return new AlertmanagerPayload(
            fields.Required("receiver", longestName), fields.Required("groupKey", longestValue), IsFiringIn(fields), fields.Count("truncatedAlerts"),
            fields.Texts("groupLabels"), fields.Texts("commonLabels"), fields.Texts("commonAnnotations"), fields.Text("externalURL", longestValue),
            ReadAlerts(fields));
    }

    private static List<Alert> ReadAlerts(JsonFields fields)
    {
        var sent = fields.Objects("alerts", MostAlerts);
        if (sent.Count == 0 && !fields.HasError("alerts")) fields.Refuse("alerts", "must hold an alert");
        return [.. sent.Select(ReadAlert)];
    }

    private static Alert ReadAlert(JsonFields fields)
    {
        var labels = fields.Texts("labels");
        if (labels.Count == 0 && !fields.HasError("labels")) fields.Refuse("labels", "must hold a label");
        var isFiring = IsFiringIn(fields);
        var endsAt = Time(fields, "endsAt");
        return new Alert(
            isFiring, labels, fields.Texts("annotations"), RequiredTime(fields, "startsAt"), isFiring ? null : endsAt,
            fields.Text("generatorURL", longestValue), fields.Required("fingerprint", longestName));
    }

    private static bool IsFiringIn(JsonFields fields)
    {
        var status = fields.Required("status", 20);
        if (status is not ("firing" or "resolved" or "")) fields.Refuse("status", "must be one of firing, resolved");
        return status == "firing";
    }

    private static Instant RequiredTime(JsonFields fields, string name)
    {
        var time = Time(fields, name);
        if (time is null && !fields.HasError(name)) fields.Refuse(name, "is required");
        return time ?? default;
    }

    /// <summary>Go writes an absent time as the first instant of year 1.</summary>
    private static Instant? Time(JsonFields fields, string name)
    {
        if (fields.Text(name, 50) is not { } text) return null;
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text);
        if (parsed.Success && parsed.Value.Year == 1) return null;
        if (parsed.Success && parsed.Value.Year is > 1900 and < 9000) return parsed.Value.ToInstant().ToMicroseconds();
        fields.Refuse(name, "must be an RFC 3339 timestamp such as 2026-03-01T08:30:00Z");
        return null;
    }
}
