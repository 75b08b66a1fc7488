using System.Text;
using NodaTime;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

public class AlertmanagerPayloadTests
{
    [Fact]
    public void Every_field_is_read()
    {
        var read = Notification.Read(Notification.Two);

        (read.Receiver, read.GroupKey, read.IsFiring, read.TruncatedAlerts).ShouldBe(("desk", "{}:{alertname=\"DiskFull\"}", true, 2));
        read.ExternalUrl.ShouldBe("http://alertmanager.example:9093");
        read.GroupLabels.ShouldBe(new Dictionary<string, string> { ["alertname"] = "DiskFull" });
        read.CommonLabels.ShouldBe(new Dictionary<string, string> { ["alertname"] = "DiskFull", ["job"] = "node" }, ignoreOrder: true);
        read.CommonAnnotations.ShouldBe(new Dictionary<string, string> { ["runbook"] = "https://wiki.example/disk" });
        var firing = read.Alerts[0];
        (firing.IsFiring, firing.Fingerprint, firing.GeneratorUrl).ShouldBe((true, "f1", "http://prometheus.example/g1"));
        firing.Labels["instance"].ShouldBe("db1:9100");
        firing.Annotations["summary"].ShouldBe("db1 is full");
        firing.StartsAt.ShouldBe(Instant.FromUtc(2026, 3, 2, 8, 0) + Duration.FromTicks(1_234_560));
        firing.EndsAt.ShouldBeNull();
        (read.Alerts[1].IsFiring, read.Alerts[1].EndsAt).ShouldBe((false, Instant.FromUtc(2026, 3, 2, 8, 30)));
    }

    [Fact]
    public void What_is_not_known_is_left_out_and_what_may_be_absent_is_empty()
    {
        var read = Notification.Read("""
            {"version":"4","receiver":"desk","groupKey":"k","status":"firing","orgId":1,"externalURL":null,
             "alerts":[{"status":"firing","labels":{"a":"b"},"startsAt":"2026-03-02T08:00:00Z","endsAt":"0001-01-01T00:00:00Z","fingerprint":"f","values":{"A":1}}]}
            """);

        (read.ExternalUrl, read.TruncatedAlerts, read.CommonLabels.Count, read.Alerts[0].Annotations.Count, read.Alerts[0].EndsAt).ShouldBe((null, 0, 0, 0, null));
    }

    [Fact]
    public void An_empty_notification_is_told_everything_that_is_required() =>
        Refusal("{}").ShouldRefuse(422, "alerts", "groupKey", "receiver", "status", "version");

    [Fact]
    public void All_wrong_fields_of_all_alerts_are_named_at_once() => Refusal("""
        {"version":"3","receiver":7,"groupKey":"","status":"broken","truncatedAlerts":-1,"groupLabels":[],"commonLabels":{"a":1},"externalURL":{},
         "alerts":[{"status":"firing","labels":{},"startsAt":"yesterday","fingerprint":"f"},
                   {"status":"on","labels":{"a":null},"annotations":"x","startsAt":"0001-01-01T00:00:00Z","endsAt":"2026-02-30T00:00:00Z","generatorURL":1},
                   "alert",
                   {"status":"resolved","labels":{"a":"b"},"startsAt":"2026-03-02T08:00:00Z","fingerprint":"f"}]}
        """).ShouldRefuse(
            422, "alerts[0].labels", "alerts[0].startsAt", "alerts[1].annotations", "alerts[1].endsAt", "alerts[1].fingerprint", "alerts[1].generatorURL",
            "alerts[1].labels", "alerts[1].labels.a", "alerts[1].startsAt", "alerts[1].status", "alerts[2]", "commonLabels.a", "externalURL", "groupKey",
            "groupLabels", "receiver", "status", "truncatedAlerts", "version");

    [Fact]
    public void A_thousand_alerts_are_read_and_one_more_is_refused()
    {
        Notification.Read(Notification.Of(AlertmanagerPayload.MostAlerts)).Alerts.Count.ShouldBe(1000);
        Refusal(Notification.Of(AlertmanagerPayload.MostAlerts + 1)).ShouldRefuse(422, "alerts");
    }

    [Fact]
    public void A_mebibyte_is_read_and_one_byte_more_is_refused()
    {
        var utf8 = Encoding.UTF8.GetBytes(Notification.Two.PadRight(AlertmanagerPayload.MostBytes));

        AlertmanagerPayload.Read(utf8).Problem.ShouldBeNull();
        AlertmanagerPayload.Read((byte[])[.. utf8, (byte)' ']).Problem.ShouldNotBeNull().Status.ShouldBe(413);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"version\":")]
    [InlineData("{\"version\":\"4\",\"version\":\"4\"}")]
    [InlineData("{\"receiver\":\"\\ud800\"}")]
    [InlineData("{\"unknown\":\"\\u0000\"}")]
    public void What_is_not_an_object_of_json_is_malformed(string body) => Refusal(body).Status.ShouldBe(400);

    [Fact]
    public void A_changed_notification_is_read_or_refused_and_never_breaks_it() => Mutation.Try(Notification.Two, changed =>
    {
        var reading = AlertmanagerPayload.Read(changed);
        (reading.Value is null).ShouldBe(reading.Problem is not null);
        if (reading.Value is { } payload) AlertGroup.Of(payload, AlertSettings.Shipped).Subject.Length.ShouldBeInRange(1, 300);
    });

    private static ServiceDesk.Hosting.Problem Refusal(string json) => AlertmanagerPayload.Read(Encoding.UTF8.GetBytes(json)).Problem.ShouldNotBeNull();
}
