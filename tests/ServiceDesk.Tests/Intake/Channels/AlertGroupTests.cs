using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

public class AlertGroupTests
{
    private static readonly AlertmanagerPayload two = Notification.Read(Notification.Two);

    [Fact]
    public void A_group_says_what_fires_what_was_resolved_since_when_and_where()
    {
        var group = AlertGroup.Of(two, AlertSettings.Shipped);

        group.Firing.Select(alert => alert.Fingerprint).ShouldBe(["f1"]);
        group.Resolved.Select(alert => alert.Fingerprint).ShouldBe(["f2"]);
        (group.Subject, group.Urgency, group.AffectedSystem, group.ExternalUrl).ShouldBe(("db1 is full", Urgency.High, "node", "http://alertmanager.example:9093"));
        group.FaultAt.ShouldBe(two.Alerts[0].StartsAt);
    }

    [Fact]
    public void The_description_tells_what_all_share_once_and_each_alert_with_its_own() => AlertGroup.Of(two, AlertSettings.Shipped).Description.ShouldBe("""
        runbook: https://wiki.example/disk
        alertname: DiskFull
        job: node
        Alertmanager: http://alertmanager.example:9093

        Firing (1)
        - 2026-03-02T08:00:00.123456Z
          description: 97 %
            of /var
          summary: db1 is full
          instance: db1:9100
          severity: critical
          source: http://prometheus.example/g1

        Resolved (1)
        - 2026-03-02T07:45:00Z to 2026-03-02T08:30:00Z
          instance: db2:9100
          severity: warning

        2 more alerts were left out by Alertmanager.
        """);

    [Fact]
    public void The_key_is_the_same_in_every_notification_of_a_group_and_another_for_another()
    {
        var key = AlertGroup.Of(two, AlertSettings.Shipped).Key;

        key.Length.ShouldBe(64);
        AlertGroup.Of(two with { IsFiring = false, Alerts = [two.Alerts[1]], TruncatedAlerts = 0 }, AlertSettings.Shipped).Key.ShouldBe(key);
        AlertGroup.Of(two with { Receiver = "des", GroupKey = "k" + two.GroupKey }, AlertSettings.Shipped).Key.ShouldNotBe(key);
        AlertGroup.Of(two with { GroupKey = "{}" }, AlertSettings.Shipped).Key.ShouldNotBe(key);
    }

    [Fact]
    public void When_all_is_resolved_the_group_is_told_by_what_was_firing()
    {
        var group = AlertGroup.Of(two with { Alerts = [two.Alerts[1]] }, AlertSettings.Shipped);

        (group.Subject, group.Urgency, group.FaultAt, group.Firing.Count).ShouldBe(("DiskFull: db2:9100", Urgency.Medium, Instant.FromUtc(2026, 3, 2, 7, 45), 0));
    }

    [Theory]
    [InlineData("critical", Urgency.High)]
    [InlineData("warning", Urgency.Medium)]
    [InlineData("info", Urgency.Low)]
    [InlineData("Critical", Urgency.Low)]
    [InlineData(null, Urgency.Low)]
    public void A_severity_has_an_urgency(string? severity, Urgency urgency) =>
        AlertGroup.Of(With(severity is null ? [("a", "b")] : [("severity", severity)]), AlertSettings.Shipped).Urgency.ShouldBe(urgency);

    [Fact]
    public void The_most_urgent_of_several_alerts_counts_and_the_map_can_be_configured()
    {
        var payload = two with { Alerts = [With(("severity", "page")).Alerts[0], With(("severity", "info")).Alerts[0]] };
        var own = new AlertSettings(new Dictionary<string, Urgency> { ["page"] = Urgency.High }, Urgency.Medium, ["cluster"]);

        AlertGroup.Of(payload, own).Urgency.ShouldBe(Urgency.High);
        AlertGroup.Of(payload, own with { Severities = new Dictionary<string, Urgency>() }).Urgency.ShouldBe(Urgency.Medium);
    }

    [Fact]
    public void The_affected_system_is_a_shared_label_before_one_of_an_alert()
    {
        AlertGroup.Of(With(("service", "mail")) with { CommonLabels = Labels(("job", "node")) }, AlertSettings.Shipped).AffectedSystem.ShouldBe("node");
        AlertGroup.Of(With(("instance", "db1"), ("service", "mail")) with { CommonLabels = Labels() }, AlertSettings.Shipped).AffectedSystem.ShouldBe("mail");
        AlertGroup.Of(With(("a", "b")) with { CommonLabels = Labels() }, AlertSettings.Shipped).AffectedSystem.ShouldBeNull();
    }

    [Fact]
    public void A_subject_is_the_summary_else_the_name_with_the_instance_or_the_number_of_alerts()
    {
        var plain = With(("alertname", "Down"), ("instance", "db1")) with { CommonLabels = Labels(), CommonAnnotations = Labels() };

        Subject(plain with { CommonAnnotations = Labels(("summary", "All\r\nis down ")) }).ShouldBe("All is down");
        Subject(plain).ShouldBe("Down: db1");
        Subject(plain with { Alerts = [plain.Alerts[0], plain.Alerts[0]] }).ShouldBe("Down (2)");
        Subject(plain with { Alerts = [plain.Alerts[0], plain.Alerts[0]], CommonLabels = Labels(("instance", "db1")) }).ShouldBe("Down: db1");
        Subject(With(("a", "b")) with { CommonLabels = Labels(), CommonAnnotations = Labels() }).ShouldBe("Alert");
        Subject(plain with { CommonAnnotations = Labels(("summary", new string('x', 301))) }).ShouldBe(new string('x', 299) + "…");
    }

    [Fact]
    public void A_long_text_is_cut_with_a_note_and_no_character_is_cut_in_two()
    {
        var many = AlertGroup.Of(Notification.Read(Notification.Of(1000, string.Concat(Enumerable.Repeat("😀", 120)))), AlertSettings.Shipped).Description;

        many.Length.ShouldBeInRange(99_999, 100_000);
        many.ShouldEndWith("… (cut: the notification is longer)");
        for (var start = 0; start < 2; start++)
            Cut.To(new string('x', start) + string.Concat(Enumerable.Repeat("😀", 10)), 10, "…").EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
    }

    private static string Subject(AlertmanagerPayload payload) => AlertGroup.Of(payload, AlertSettings.Shipped).Subject;

    private static AlertmanagerPayload With(params (string, string)[] labels) =>
        two with { Alerts = [two.Alerts[0] with { Labels = Labels(labels), Annotations = Labels() }], CommonLabels = Labels() };

    private static Dictionary<string, string> Labels(params (string Name, string Value)[] labels) => labels.ToDictionary(label => label.Name, label => label.Value);
}
