using System.Text;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

/// <summary>Notifications of Alertmanager.</summary>
internal static class Notification
{
    /// <summary>One alert fires, one is resolved, two were left out.</summary>
    public const string Two = """
        {"version":"4","groupKey":"{}:{alertname=\"DiskFull\"}","truncatedAlerts":2,"status":"firing","receiver":"desk",
         "groupLabels":{"alertname":"DiskFull"},"commonLabels":{"alertname":"DiskFull","job":"node"},"commonAnnotations":{"runbook":"https://wiki.example/disk"},
         "externalURL":"http://alertmanager.example:9093",
         "alerts":[{"status":"firing","labels":{"alertname":"DiskFull","job":"node","instance":"db1:9100","severity":"critical"},
                    "annotations":{"runbook":"https://wiki.example/disk","summary":"db1 is full","description":"97 %\nof /var"},
                    "startsAt":"2026-03-02T08:00:00.123456789Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus.example/g1","fingerprint":"f1"},
                   {"status":"resolved","labels":{"alertname":"DiskFull","job":"node","instance":"db2:9100","severity":"warning"},"annotations":{"runbook":"https://wiki.example/disk"},
                    "startsAt":"2026-03-02T08:45:00+01:00","endsAt":"2026-03-02T08:30:00Z","generatorURL":"","fingerprint":"f2"}]}
        """;

    public static string Of(int alerts, string value = "b") => $$"""
        {"version":"4","receiver":"desk","groupKey":"k","status":"firing","alerts":[{{string.Join(',', Enumerable.Range(0, alerts).Select(each =>
            $$"""{"status":"firing","labels":{"a":"{{value}}{{each}}"},"startsAt":"2026-03-02T08:00:00Z","fingerprint":"{{each}}"}"""))}}]}
        """;

    public static AlertmanagerPayload Read(string json)
    {
        var reading = AlertmanagerPayload.Read(Encoding.UTF8.GetBytes(json));
        return reading.Value.ShouldNotBeNull(reading.Problem?.Detail);
    }
}
