using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Sla;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class WorkingDaysTests
{
    [Theory]
    [InlineData("a day", "2026-03-02T08:30", 1, "2026-03-03T08:30")]
    [InlineData("over a weekend", "2026-03-05T08:30", 2, "2026-03-09T08:30")]
    [InlineData("a week", "2026-03-06T08:30", 5, "2026-03-13T08:30")]
    [InlineData("from a Saturday", "2026-03-07T15:00", 1, "2026-03-10T00:00")]
    [InlineData("from a Sunday", "2026-03-08T15:00", 5, "2026-03-16T00:00")]
    [InlineData("none", "2026-03-07T15:00", 0, "2026-03-09T00:00")]
    public void Saturdays_and_Sundays_do_not_count(string what, string from, int days, string to) =>
        WorkingDays.After(WorkingDays.Usual, Utc(from), days).ShouldBe(Utc(to), what);

    [Fact]
    public void A_calendar_of_its_own_counts_its_holidays_make_up_days_and_clock_changes()
    {
        var frames = new Frame[] { new(new LocalTime(9, 0), new LocalTime(17, 0)) };
        var berlin = WorkCalendar.Create(new CalendarDefinition(
            "berlin", 1, "Europe/Berlin",
            Enumerable.Range(1, 5).ToDictionary(day => (IsoDayOfWeek)day, IReadOnlyList<Frame> (_) => frames),
            new Dictionary<LocalDate, DayException>
            {
                [new LocalDate(2026, 3, 27)] = new("inventory", []),
                [new LocalDate(2026, 3, 28)] = new("make-up day", frames),
            },
            []));

        // Thursday 10:00 by the winter's clock; Friday is closed, Saturday is worked, then comes Monday by the summer's clock.
        WorkingDays.After(berlin, Utc("2026-03-26T09:00"), 1).ShouldBe(Utc("2026-03-28T09:00"));
        WorkingDays.After(berlin, Utc("2026-03-26T09:00"), 2).ShouldBe(Utc("2026-03-30T08:00"));
        WorkingDays.After(berlin, Utc("2026-03-27T12:00"), 0).ShouldBe(Utc("2026-03-28T08:00"));
    }

    [Fact]
    public void A_ticket_closes_and_is_followed_up_by_the_days_of_the_calendar_of_its_promise()
    {
        var promised = new CaseAssigned("network", Priority.P2, "first-line", Ada.Id, OfficeRules.All.Promise(new PromiseFacts("acme", "vpn", TicketKind.Incident, Opened), Priority.P2, null, Opened), At(1));
        var ticket = DeciderSpec<Ticket>.Given(Opening, promised).State;
        // Friday 23:30 in UTC is a Saturday in Berlin: five days are counted from when Monday opens.
        var late = Utc("2026-03-06T23:30");

        var resolved = new Resolve("x", null, null) { Verification = new Verification(true, "x", null), Calendars = key => OfficeRules.Calendars[key] }
            .Decide(ticket, Ada, late).ShouldBeOfType<EventStore.Decision.Accepted>().Events.OfType<TicketResolved>().Single();

        resolved.Terms!.ClosesAt.ShouldBe(Utc("2026-03-16T07:00"));
    }

    private static Instant Utc(string local) => NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(local).Value.InUtc().ToInstant();
}
