using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Catalogue;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Catalogue.Schedule>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ScheduleTests
{
    private static readonly Actor acmeLead = new("person-lin", [Roles.Lead], "acme", null);
    private static readonly Actor otherLead = new("person-max", [Roles.Lead], "globex", null);

    private static readonly SubmitTicket ticket = new(
        TicketKind.Request, "Check the backups", null, new SubmittedRequester("Operations", null, null, "acme"), Impact.Department, null, "software", null, "backup", null, null, null, null);

    private static readonly DefineSchedule weekly = new("0 3 * * MON", "Asia/Shanghai", null, null, ticket);

    private static readonly ScheduleDefined defined = new(
        "backups", "0 3 * * MON", "Asia/Shanghai", Opened, null, TicketKind.Request, "Check the backups", null, "person-ops", "Operations", null, null, "acme",
        Impact.Department, null, "software", "backup", null, null, null, Root.Id, Opened);

    [Fact]
    public void A_schedule_is_recorded_whole() => Given().When(Set(weekly, Root, Opened)).Then(defined);

    [Fact]
    public void What_is_set_already_is_not_set_again() => Given(defined).When(Set(weekly, acmeLead, At(5))).ThenNothing();

    [Fact]
    public void A_change_keeps_the_beginning() => Given(defined).When(Set(weekly with { Cron = "0 4 * * MON" }, Root, At(5)))
        .Then(defined with { Cron = "0 4 * * MON", At = At(5) });

    [Fact]
    public void An_ended_schedule_may_begin_again() => Given(defined, new ScheduleEnded("backups", Root.Id, At(1))).When(Set(weekly, Root, At(5)))
        .Then(defined with { EffectiveFrom = At(5), At = At(5) });

    [Fact]
    public void A_schedule_of_another_organisation_is_not_there()
    {
        Given(defined).When(Set(weekly, otherLead, At(5))).ThenMissing();
        Given(defined).When(schedule => EndSchedule.Decide(schedule, "backups", otherLead, At(5))).ThenMissing();
    }

    [Fact]
    public void A_schedule_ends_once()
    {
        Given().When(schedule => EndSchedule.Decide(schedule, "backups", Root, At(5))).ThenMissing();
        Given(defined).When(schedule => EndSchedule.Decide(schedule, "backups", acmeLead, At(5))).Then(new ScheduleEnded("backups", acmeLead.Id, At(5)));
        Given(defined, new ScheduleEnded("backups", Root.Id, At(1))).When(schedule => EndSchedule.Decide(schedule, "backups", Root, At(5))).ThenNothing();
    }

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("* * * * * *")]
    [InlineData("0,30 * * * * *")]
    public void A_schedule_is_due_sometimes_and_not_too_often(string cron) => Given().When(Set(weekly with { Cron = cron }, Root, Opened)).ThenInvalid("cron");

    [Fact]
    public void A_schedule_does_not_end_before_it_begins() => Given().When(Set(weekly with { Until = Opened }, Root, Opened)).ThenInvalid("until");

    [Fact]
    public void All_wrong_fields_of_a_schedule_are_named() => Sent.Refusal<DefineSchedule>("""
        {"cron":"every day","zone":"Beijing","until":"later","ticket":{"requestType":"hardware-fault","faultAt":"2026-03-02T08:00:00Z","channel":"phone"}}
        """, new Actor("person-lin", [Roles.Lead], "acme", null)).ShouldRefuse(422,
            "cron", "ticket.channel", "ticket.description", "ticket.faultAt", "ticket.fields.device", "ticket.fields.serialNumber", "ticket.requester.name", "ticket.subject", "until", "zone");

    [Fact]
    public void A_schedule_has_a_ticket() => Sent.Refusal<DefineSchedule>("""{"cron":"0 3 * * *","zone":"UTC"}""").ShouldRefuse(422, "ticket");

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z")] // 02:30 is left out on the 29th
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "2026-10-27T01:30:00Z")] // 02:30 comes twice on the 25th
    [InlineData("0 3 * * MON", "Asia/Shanghai", "2026-03-02T08:00:00Z", "2026-03-08T19:00:00Z", "2026-03-15T19:00:00Z", "2026-03-22T19:00:00Z")]
    [InlineData("0 9 L * *", "America/New_York", "2026-02-01T00:00:00Z", "2026-02-28T14:00:00Z", "2026-03-31T13:00:00Z", "2026-04-30T13:00:00Z")]
    [InlineData("15 0 9 * * *", "UTC", "2026-02-01T00:00:00Z", "2026-02-01T09:00:15Z", "2026-02-02T09:00:15Z", "2026-02-03T09:00:15Z")]
    public void The_next_instants_follow_the_clocks_of_the_zone(string cron, string zone, string from, params string[] next) =>
        Recurrence.Of(cron, zone).Next(Instant(from), null, 3).ShouldBe(next.Select(Instant));

    [Fact]
    public void Beginning_and_end_are_half_open()
    {
        var daily = Recurrence.Of("0 0 * * *", "UTC");
        var (first, second) = (Instant("2026-03-01T00:00:00Z"), Instant("2026-03-02T00:00:00Z"));

        daily.Next(first, second, 3).ShouldBe([first]);
        daily.Latest(first, null, first).ShouldBe(first);
        daily.Latest(first, second, second).ShouldBe(first);
        daily.Latest(first, second, Instant("2026-05-01T00:00:00Z")).ShouldBe(first);
        daily.Latest(Instant("2026-03-01T00:00:01Z"), null, Instant("2026-03-01T23:59:59Z")).ShouldBeNull();
    }

    [Fact]
    public void A_ticket_in_time_is_as_it_was_set_and_one_that_is_late_says_so()
    {
        var inTime = ScheduleWatcher.Ticket(defined, Opened, At(1));
        var late = ScheduleWatcher.Ticket(defined with { Language = "zh" }, Opened, At(60));

        (inTime.Description, inTime.Channel, inTime.ExternalId).ShouldBe((null, "schedule", "backups/2026-03-02T08:00:00Z"));
        late.Description.ShouldNotBeNull().ShouldStartWith("Check the backups\n\n计划时间为 2026-03-02T08:00:00Z");
    }

    private static Func<Schedule, EventStore.Decision> Set(DefineSchedule command, Actor actor, Instant now) =>
        schedule => command.Decide(schedule, "backups", "person-ops", actor, now);

    private static Instant Instant(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}
