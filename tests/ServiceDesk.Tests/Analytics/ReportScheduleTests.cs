using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Schedules;
using ServiceDesk.Contracts;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Analytics.Reports.Schedules.ReportSchedules>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ReportScheduleTests
{
    private static readonly ReportScheduled monthly = new(
        "sla-monthly", "sla-monthly", "sla", null, ReportPeriod.Month, "Asia/Shanghai", "08:00", null, "xlsx", ["person-root"], Root.Id, Instant.FromUtc(2026, 1, 10, 0, 0));

    private static ReportDue Latest(ReportScheduled plan, Instant now) => ReportDue.Latest(plan, now);

    private static ReportDelivered Delivered(ReportScheduled plan, ReportDue due, Instant at) =>
        new(Guid.Empty, plan.Schedule, plan.Name, plan.Report, due.From, due.To, plan.Zone, "sla@1:1:x", plan.Format, plan.Recipients, due.At, at);

    [Fact]
    public void A_schedule_that_fits_its_report_no_more_says_why()
    {
        Misfit(monthly).ShouldBeNull();
        ReportMisfit.Of(monthly, null, _ => true).ShouldBe(new("no-report", "There is no report sla any more."));
        Misfit(monthly with { By = "colour" })!.Code.ShouldBe("report-changed");
        Misfit(monthly with { By = "colour" })!.Reason.ShouldStartWith("The report sla cannot be made as it was planned: by must be one or more");
        Misfit(monthly with { By = "team,month" }).ShouldBeNull();
        Misfit(monthly with { Zone = "Mars/Base" })!.Reason.ShouldContain("zone must be");
        ReportMisfit.Of(monthly, SlaReport.Definition, _ => false).ShouldBe(new("no-reader", "None of its recipients may read it any more."));
        ReportMisfit.Of(monthly with { Recipients = ["a", "b"] }, SlaReport.Definition, one => one == "b").ShouldBeNull();

        static ReportMisfit? Misfit(ReportScheduled plan) => ReportMisfit.Of(plan, SlaReport.Definition, _ => true);
    }

    [Fact]
    public void A_month_is_due_on_the_first_of_the_next_one_by_the_clock_of_the_zone()
    {
        var due = Latest(monthly, Instant.FromUtc(2026, 3, 1, 0, 0)); // eight o'clock in Shanghai

        due.ShouldBe(new ReportDue(Instant.FromUtc(2026, 3, 1, 0, 0), Instant.FromUtc(2026, 1, 31, 16, 0), Instant.FromUtc(2026, 2, 28, 16, 0)));
        Latest(monthly, Instant.FromUtc(2026, 2, 28, 23, 59)).At.ShouldBe(Instant.FromUtc(2026, 2, 1, 0, 0));
        ReportDue.Next(monthly, Instant.FromUtc(2026, 3, 1, 0, 0)).ShouldBe(Instant.FromUtc(2026, 4, 1, 0, 0));
    }

    [Fact]
    public void A_week_is_due_on_Monday_and_a_day_on_the_next_day()
    {
        var (weekly, daily) = (monthly with { Period = ReportPeriod.Week, Zone = "UTC" }, monthly with { Period = ReportPeriod.Day, Zone = "UTC" });
        var wednesday = Instant.FromUtc(2026, 3, 4, 12, 0);

        Latest(weekly, wednesday).ShouldBe(new ReportDue(Instant.FromUtc(2026, 3, 2, 8, 0), Instant.FromUtc(2026, 2, 23, 0, 0), Instant.FromUtc(2026, 3, 2, 0, 0)));
        Latest(weekly, Instant.FromUtc(2026, 3, 2, 7, 59)).At.ShouldBe(Instant.FromUtc(2026, 2, 23, 8, 0));
        Latest(daily, wednesday).ShouldBe(new ReportDue(Instant.FromUtc(2026, 3, 4, 8, 0), Instant.FromUtc(2026, 3, 3, 0, 0), Instant.FromUtc(2026, 3, 4, 0, 0)));
    }

    [Fact]
    public void A_day_has_twenty_three_hours_when_the_clock_is_put_forward()
    {
        var berlin = monthly with { Period = ReportPeriod.Day, Zone = "Europe/Berlin", Time = "02:30" };
        var due = Latest(berlin, Instant.FromUtc(2026, 3, 30, 12, 0));

        (due.To - due.From).ShouldBe(Duration.FromHours(23));
        Latest(berlin, Instant.FromUtc(2026, 3, 29, 12, 0)).At.ShouldBe(Instant.FromUtc(2026, 3, 29, 1, 30), "half past two does not exist; it is half past three");
    }

    [Fact]
    public void What_was_due_before_the_schedule_is_not_delivered_and_what_was_missed_is_delivered_once()
    {
        var schedule = Given(monthly).State.All["sla-monthly"];
        schedule.DueAt(Instant.FromUtc(2026, 1, 20, 0, 0)).ShouldBeNull();

        var back = Instant.FromUtc(2026, 5, 20, 0, 0); // nobody looked for months
        var due = schedule.DueAt(back).ShouldNotBeNull();
        due.At.ShouldBe(Instant.FromUtc(2026, 5, 1, 0, 0));
        var delivered = Delivered(monthly, due, back);
        Given(monthly).When(all => all.Deliver(monthly, delivered)).Then(delivered);
        Given(monthly, delivered).When(all => all.Deliver(monthly, delivered with { At = back + Duration.FromMinutes(1) })).ThenNothing();
        Given(monthly, delivered).State.All["sla-monthly"].DueAt(back + Duration.FromDays(1)).ShouldBeNull();
        Given(monthly, delivered).State.All["sla-monthly"].DueAt(Instant.FromUtc(2026, 6, 1, 0, 0))!.At.ShouldBe(Instant.FromUtc(2026, 6, 1, 0, 0));
    }

    [Fact]
    public void A_schedule_that_was_replaced_or_ended_delivers_nothing()
    {
        var at = Instant.FromUtc(2026, 5, 20, 0, 0);
        var delivered = Delivered(monthly, Latest(monthly, at), at);

        Given(monthly, new ReportScheduleEnded("sla-monthly", Root.Id, at)).When(all => all.Deliver(monthly, delivered)).ThenNothing();
        Given(monthly, monthly with { Report = "kqi", At = at }).When(all => all.Deliver(monthly, delivered)).ThenNothing();
    }

    [Fact]
    public void The_same_schedule_again_is_none_and_those_of_an_organisation_are_its_own()
    {
        var command = new ScheduleReport("sla", null, ReportPeriod.Month, "Asia/Shanghai", "08:00", null, "xlsx", ["person-root"]);
        Given(monthly).When(all => command.Decide(all, "sla-monthly", Ada, monthly.At + Duration.FromDays(1))).ThenNothing();
        Given(monthly).When(all => (command with { Time = "09:00" }).Decide(all, "sla-monthly", Ada, monthly.At)).Then(monthly with { Time = "09:00", Owner = Ada.Id });

        var bound = Ada with { Organization = "acme" };
        Given(monthly).When(all => command.Decide(all, "sla-monthly", bound, monthly.At))
            .Then(monthly with { Schedule = "acme/sla-monthly", Organization = "acme", Owner = Ada.Id });
        Given(monthly).When(all => EndReportSchedule.Decide(all, "sla-monthly", bound, monthly.At)).ThenMissing();
    }

    [Theory]
    [InlineData("08:00", true)]
    [InlineData("23:59:59", true)]
    [InlineData("24:00", false)]
    [InlineData("8:00", false)]
    [InlineData("noon", false)]
    public void A_time_is_one_of_a_day(string text, bool isOne) => (ScheduleReport.TimeOf(text) is not null).ShouldBe(isOne);
}
