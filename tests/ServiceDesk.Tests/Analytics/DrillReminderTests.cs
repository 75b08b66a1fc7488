using NodaTime;
using ServiceDesk.Analytics.Operations;

namespace ServiceDesk.Tests;

public class DrillReminderTests
{
    private static readonly Duration month = Duration.FromDays(35);
    private static readonly Instant now = Instant.FromUtc(2026, 3, 1, 0, 0);

    private static Drills After(params RestoreDrilled[] drills) => drills.Aggregate(Drills.Initial, (state, one) => state.Evolve(one));

    private static RestoreDrilled Drill(int daysAgo, bool passed) =>
        new(now - Duration.FromDays(daysAgo + 1), passed, 1, 1, Duration.FromSeconds(1), passed ? [] : ["cases"], "person-root", now - Duration.FromDays(daysAgo));

    [Fact]
    public void A_desk_without_a_drill_that_passed_is_reminded_of_one()
    {
        DrillAge.Remind(After(), now, month).ShouldNotBeNull();
        DrillAge.Remind(After(Drill(1, passed: false)), now, month).ShouldNotBeNull();
    }

    [Fact]
    public void A_drill_is_due_when_the_last_one_that_passed_is_too_long_ago()
    {
        DrillAge.Remind(After(Drill(35, passed: true)), now, month).ShouldBeNull();
        DrillAge.Remind(After(Drill(36, passed: true)), now, month).ShouldNotBeNull().ShouldContain("36 days ago");
        DrillAge.Remind(After(Drill(36, passed: true), Drill(2, passed: false)), now, month).ShouldNotBeNull("a failed drill proves nothing");
        DrillAge.Remind(After(Drill(36, passed: true), Drill(2, passed: true)), now, month).ShouldBeNull();
    }
}
