using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Problems;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Problems.Review>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ReviewTests
{
    private static readonly Guid problem = new("0197f0a0-0000-7000-8000-00000000000a");
    private static readonly PlannedImprovement improvement = new(1, "Watch leases", Ada.Id, At(500));
    private static readonly ReviewedMatter matter = new([new ReviewedProblem(problem, "PRB-000001")], null, "acme");

    private static readonly ReviewRecorded recorded = new(
        ReviewSubject.Problem, null, null, matter.Problems, null, null, "acme", ["No owner"], ["Name one"], [improvement], Ada.Id, At(10));

    private static readonly RecordReview command = new(null, problem, null, ["No owner"], ["Name one"], [improvement], null);

    [Fact]
    public void A_review_is_recorded_once()
    {
        Given().When(review => command.Decide(review, matter, Ada, At(10))).Then(recorded);
        Given(recorded).When(review => command.Decide(review, matter, Ada, At(11))).ThenNothing();
    }

    [Fact]
    public void A_period_has_passed_before_it_is_looked_back_on()
    {
        var period = command with { Problem = null, Period = new ReviewPeriod(At(0), At(9)) };

        Given().When(review => period.Decide(review, matter, Ada, At(10))).Then(recorded with { About = ReviewSubject.Period, From = At(0), To = At(9) });
        Given().When(review => period.Decide(review, matter, Ada, At(8))).ThenInvalid("period.to");
    }

    [Fact]
    public void No_improvement_is_due_before_it_is_planned() => Given()
        .When(review => (command with { Improvements = [improvement with { Due = At(9) }] }).Decide(review, matter, Ada, At(10))).ThenInvalid("improvements");

    [Fact]
    public void An_improvement_is_made_once_by_those_who_see_the_review()
    {
        var done = new ImprovementDone(1, "Alert set", Ada.Id, At(20));

        Given(recorded).When(review => new FinishImprovement("Alert set").Decide(review, 1, Ada, At(20))).Then(done);
        Given(recorded, done).When(review => new FinishImprovement("x").Decide(review, 1, Ada, At(21))).ThenNothing();
        Given(recorded).When(review => new FinishImprovement("x").Decide(review, 2, Ada, At(20))).ThenMissing();
        Given(recorded).When(review => new FinishImprovement("x").Decide(review, 1, Ada with { Organization = "demo" }, At(20))).ThenMissing();
    }
}
