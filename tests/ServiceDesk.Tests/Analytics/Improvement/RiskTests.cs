using NodaTime;
using ServiceDesk.Analytics.Improvement;
using ServiceDesk.Hosting;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Analytics.Improvement.Risk>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class RiskTests
{
    private static readonly Guid ticket = new("0197f0a0-0000-7000-8000-000000000001");
    private static readonly RiskIdentified identified = new(RiskKind.Staff, "Only one knows the gateway", null, Ada.Id, null, ticket, At(1000), Ada.Id, At(1));
    private static readonly RiskAssessed assessed = new(3, 5, 15, RiskLevel.Critical, 1, null, Ada.Id, At(1));
    private static readonly RegisterActionPlanned planned = new(1, "Train a second one", Ada.Id, At(500), Ada.Id, At(2));
    private static readonly RiskAnswered reduced = new(RiskStrategy.Reduce, "Two are enough", Ada.Id, At(2));
    private static readonly RegisterActionDone done = new(1, null, Ada.Id, At(3));
    private static readonly RiskClosed closed = new("Two know it", Ada.Id, At(4));

    private static Assessment Assess(int likelihood, int impact) => new(likelihood, impact, null);

    private static IdentifyRisk Identify(Instant? nextReview = null) =>
        new(RiskKind.Staff, "Only one knows the gateway", null, Ada.Id, null, ticket, nextReview ?? At(1000), Assess(3, 5));

    private static AnswerRisk Answer(RiskStrategy strategy, params ActionToPlan[] actions) => new(strategy, "Two are enough", actions);

    [Fact]
    public void A_risk_is_entered_with_its_score_and_the_version_of_the_table() => Given().When(risk => Identify().Decide(risk, Ada, At(1))).Then(identified, assessed);

    [Fact]
    public void A_risk_that_is_there_is_not_entered_again() => Given(identified, assessed).When(risk => Identify().Decide(risk, Ada, At(2))).ThenNothing();

    [Fact]
    public void A_risk_is_looked_at_again_in_the_future() => Given().When(risk => Identify(At(1)).Decide(risk, Ada, At(1))).ThenInvalid("nextReview");

    [Fact]
    public void The_score_is_read_from_the_table_of_that_moment()
    {
        var table = RiskTableHistory.Shipped with { Version = 2, Scores = [.. Enumerable.Range(1, 5).Select(row => (int[])[row, row, row, row, 40])], Levels = [new(RiskLevel.Low, 1), new(RiskLevel.High, 40)] };

        (Assess(1, 5) with { Table = table }).Assess(Ada, At(1)).ShouldBe(new RiskAssessed(1, 5, 40, RiskLevel.High, 2, null, Ada.Id, At(1)));
        (Assess(5, 4) with { Table = table }).Assess(Ada, At(1)).ShouldBe(new RiskAssessed(5, 4, 5, RiskLevel.Low, 2, null, Ada.Id, At(1)));
        (Assess(1, 4).Assess(Ada, At(1)).Level, Assess(1, 5).Assess(Ada, At(1)).Level, Assess(2, 5).Assess(Ada, At(1)).Level).ShouldBe((RiskLevel.Low, RiskLevel.Medium, RiskLevel.High));
    }

    [Fact]
    public void A_risk_that_is_avoided_reduced_or_transferred_needs_an_action()
    {
        var action = new ActionToPlan("Train a second one", Ada.Id, At(500));
        foreach (var strategy in (RiskStrategy[])[RiskStrategy.Avoid, RiskStrategy.Reduce, RiskStrategy.Transfer])
            Given(identified, assessed).When(risk => Answer(strategy).Decide(risk, Ada, At(2))).ThenRejected("no-action");

        Given(identified, assessed).When(risk => Answer(RiskStrategy.Reduce, action).Decide(risk, Ada, At(2))).Then(reduced, planned);
        Given(identified, assessed).When(risk => Answer(RiskStrategy.Accept).Decide(risk, Ada, At(2))).Then(reduced with { Strategy = RiskStrategy.Accept });
        Given(identified, assessed).When(risk => Answer(RiskStrategy.Reduce, action with { Due = At(1) }).Decide(risk, Ada, At(2))).ThenInvalid("actions");
    }

    [Fact]
    public void There_is_one_strategy_the_last_one()
    {
        Given(identified, assessed, reduced, planned).When(risk => Answer(RiskStrategy.Reduce).Decide(risk, Ada, At(3))).ThenNothing();
        Given(identified, assessed, reduced, planned, reduced with { Strategy = RiskStrategy.Transfer }).State.Answered!.Strategy.ShouldBe(RiskStrategy.Transfer);
    }

    [Fact]
    public void A_review_scores_again_and_keeps_the_scores_before()
    {
        var reviewed = Given(identified, assessed).When(risk => new ReviewRisk("Better", At(2000), Assess(1, 5)).Decide(risk, Ada, At(900)));
        reviewed.Then(new RiskReviewed("Better", At(2000), Ada.Id, At(900)), new RiskAssessed(1, 5, 5, RiskLevel.Medium, 1, null, Ada.Id, At(900)));

        var after = Given(identified, assessed, new RiskReviewed("Better", At(2000), Ada.Id, At(900)), new RiskAssessed(1, 5, 5, RiskLevel.Medium, 1, null, Ada.Id, At(900))).State;
        (after.NextReview, string.Join(',', after.Assessments.Select(one => one.Score))).ShouldBe((At(2000), "15,5"));
        Given(identified, assessed).When(risk => new ReviewRisk(null, At(900), Assess(1, 5)).Decide(risk, Ada, At(900))).ThenInvalid("nextReview");
    }

    [Fact]
    public void A_risk_is_closed_when_it_was_answered_and_everything_was_done()
    {
        var close = new CloseRisk("Two know it");

        Given(identified, assessed).When(risk => close.Decide(risk, Ada, At(4))).ThenRejected("no-strategy");
        Given(identified, assessed, reduced, planned).When(risk => close.Decide(risk, Ada, At(4))).ThenRejected("open-actions");
        Given(identified, assessed, reduced, planned, done).When(risk => close.Decide(risk, Ada, At(4))).Then(closed);
        Given(identified, assessed, reduced, planned, done, closed).When(risk => close.Decide(risk, Ada, At(5))).ThenNothing();
    }

    [Fact]
    public void A_closed_risk_takes_nothing_more_until_it_is_reopened()
    {
        object[] history = [identified, assessed, reduced, closed];
        var reopened = new RiskReopened("It is back", At(3000), Ada.Id, At(5));

        Given(history).When(risk => Answer(RiskStrategy.Accept).Decide(risk, Ada, At(5))).ThenRejected("closed");
        Given(history).When(risk => new ReviewRisk(null, At(2000), Assess(1, 1)).Decide(risk, Ada, At(5))).ThenRejected("closed");
        Given(history).When(risk => new DescribeRisk(RiskKind.Process, "x", null, Ada.Id).Decide(risk, Ada, At(5))).ThenRejected("closed");
        Given(history).When(risk => new PlanRegisterAction<Risk>(new ActionToPlan("x", Ada.Id, At(99))).Decide(risk, Ada, At(5))).ThenRejected("closed");
        Given(history).When(risk => new ReopenRisk("It is back", At(3000)).Decide(risk, Ada, At(5))).Then(reopened);
        Given([.. history, reopened]).State.IsFinished.ShouldBeFalse();
        Given(identified, assessed).When(risk => new ReopenRisk("x", At(3000)).Decide(risk, Ada, At(5))).ThenRejected("not-closed");
    }

    [Fact]
    public void Actions_count_on_and_are_done_once()
    {
        Given(identified, planned).When(risk => new PlanRegisterAction<Risk>(new ActionToPlan("Write it down", Ada.Id, At(600))).Decide(risk, Ada, At(3)))
            .Then(new RegisterActionPlanned(2, "Write it down", Ada.Id, At(600), Ada.Id, At(3)));
        Given(identified, planned).When(risk => new FinishRegisterAction<Risk>(1, null).Decide(risk, Ada, At(3))).Then(done);
        Given(identified, planned, done).When(risk => new FinishRegisterAction<Risk>(1, null).Decide(risk, Ada, At(4))).ThenNothing();
        Given(identified).When(risk => new FinishRegisterAction<Risk>(1, null).Decide(risk, Ada, At(4))).ThenInvalid("action");
    }

    [Fact]
    public void Whoever_is_bound_to_an_organisation_sees_only_its_risks()
    {
        Actor of(string? organization) => Ada with { Organization = organization };
        var (own, theirs) = (Given(identified).State, Given(identified with { Organization = "acme" }).State);

        (of(null).Sees(own), of(null).Sees(theirs), of("acme").Sees(theirs), of("acme").Sees(own), of("demo").Sees(theirs)).ShouldBe((true, true, true, false, false));
        Register.Decide(theirs, new CloseRisk("x"), of("demo"), At(9)).ShouldBe(EventStore.Decision.Missing);
        Register.Decide(Risk.Initial, new CloseRisk("x"), Ada, At(9)).ShouldBe(EventStore.Decision.Missing);
    }

    [Fact]
    public void The_next_table_is_another_one_and_not_effective_before_the_last()
    {
        var define = new DefineRiskTable(null, RiskTableHistory.Shipped.Scores, [new(RiskLevel.Low, 1)]);
        var second = new RiskTableDefined(2, At(1), RiskTableHistory.Shipped.Scores, [new(RiskLevel.Low, 1)], Root.Id, At(1));

        DeciderSpec<RiskTableHistory>.Given().When(history => define.Decide(history, Root.Id, At(1))).Then(second);
        DeciderSpec<RiskTableHistory>.Given(second).When(history => define.Decide(history, Root.Id, At(2))).ThenNothing();
        DeciderSpec<RiskTableHistory>.Given(second).When(history => (define with { EffectiveFrom = At(1), Levels = RiskTableHistory.Shipped.Levels }).Decide(history, Root.Id, At(2))).ThenInvalid("effectiveFrom");
    }
}
