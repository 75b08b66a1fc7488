using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

public class AlertReportTests
{
    private static readonly Instant began = Desk.At(0);
    private static readonly Duration quiet = Duration.FromHours(1);
    private static readonly TicketSubmitted submitted = Desk.Submitted with { ExternalId = "g" };

    [Fact]
    public void The_first_notification_is_told_by_the_description_and_its_alerts_are_remembered() =>
        Given(submitted).When(Heard([Fires("a")], [])).Then(Reported(1, 0, ["a"], [], null));

    [Fact]
    public void The_same_notification_again_tells_nothing_new() =>
        Given(submitted, Reported(1, 0, ["a"], [], null)).When(Heard([Fires("a")], [])).ThenNothing();

    [Fact]
    public void Another_alert_of_the_group_is_told() => Given(submitted, Reported(1, 0, ["a"], [], null))
        .When(Heard([Fires("a"), Fires("b")], [])).Then(Reported(2, 0, ["b"], [], "Firing: Disk, b, b is full"));

    [Fact]
    public void An_alert_that_ends_while_others_fire_is_told_without_recovery() => Given(submitted, Reported(2, 0, ["a", "b"], [], null))
        .When(Heard([Fires("b")], [Ended("a", 10)])).Then(Reported(1, 1, [], ["a"], "Resolved: Disk, a, a is full"));

    [Fact]
    public void The_last_end_is_the_recovery_and_the_same_again_is_nothing()
    {
        var told = Reported(0, 1, [], ["a"], "Resolved: Disk, a, a is full");
        var recovered = new RecoveryReported("g", Desk.At(10), Desk.At(30));

        Given(submitted, Reported(1, 0, ["a"], [], null)).When(Heard([], [Ended("a", 10)])).Then(told, recovered);
        Given(submitted, Reported(1, 0, ["a"], [], null), told, recovered).When(Heard([], [Ended("a", 10)])).ThenNothing();
    }

    [Fact]
    public void A_notification_that_comes_late_does_not_begin_what_ended() =>
        Given(submitted, Reported(1, 0, ["a"], [], null), Reported(0, 1, [], ["a"], null), new RecoveryReported("g", Desk.At(10), Desk.At(30)))
            .When(Heard([Fires("a")], [])).ThenNothing();

    [Fact]
    public void An_ended_ticket_is_told_nothing() =>
        Given(submitted, new TicketWithdrawn("x", "y", null, Desk.At(5))).When(Heard([Fires("a")], [])).ThenNothing();

    [Theory]
    [InlineData(69, false)]
    [InlineData(70, true)]
    public void What_fires_after_the_quiet_time_is_another_incident(int minute, bool isNew) => IsNewEpisode(
        [Reported(1, 0, ["a"], [], null), new RecoveryReported("g", Desk.At(10), Desk.At(11))], Fires("a", minute)).ShouldBe(isNew);

    [Fact]
    public void What_fires_anew_after_the_ticket_ended_is_another_incident_and_what_fired_before_is_not()
    {
        object[] history = [Reported(1, 0, ["a"], [], null), new TicketInvalidated("x", "y", "A test", Desk.At(5))];

        IsNewEpisode(history, Fires("a")).ShouldBeFalse();
        IsNewEpisode(history, Fires("a", 6)).ShouldBeTrue();
        IsNewEpisode(history, Fires("b")).ShouldBeTrue();
    }

    private static bool IsNewEpisode(object[] history, Alert firing)
    {
        var ticket = Given([submitted, .. history]).State;
        return AlertReport.IsNewEpisode(ticket.Ticket, ticket.Groups["g"], Group([firing], []), quiet);
    }

    private static DeciderSpec<AlertedTicket> Given(params object[] events) => DeciderSpec<AlertedTicket>.Given(events);

    private static Func<AlertedTicket, EventStore.Decision> Heard(Alert[] firing, Alert[] resolved) =>
        ticket => AlertReport.Decide(ticket, ticket.Groups.GetValueOrDefault("g", ToldAlerts.Nothing), Group(firing, resolved), Desk.At(30));

    private static AlertsReported Reported(int firing, int resolved, string[] started, string[] ended, string? text) => new(
        "g", submitted.Requester, firing, resolved, [.. started.Select(one => new ReportedAlert(one, began))], [.. ended.Select(one => new ReportedAlert(one, began))], text, Desk.At(30));

    private static Alert Fires(string name, int minute = 0) => new(true,
        new Dictionary<string, string> { ["alertname"] = "Disk", ["instance"] = name }, new Dictionary<string, string> { ["summary"] = $"{name} is full" }, Desk.At(minute), null, null, name);

    private static Alert Ended(string name, int minute) => Fires(name) with { IsFiring = false, EndsAt = Desk.At(minute) };

    private static AlertGroup Group(Alert[] firing, Alert[] resolved) => new("g", firing, resolved, "Disk", "Disk", Urgency.Low, null, began, null);
}
