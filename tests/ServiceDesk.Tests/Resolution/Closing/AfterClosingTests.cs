using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class AfterClosingTests
{
    private static readonly Actor lead = new("person-lin", [Roles.Lead], null, null);
    private static readonly ClosingTerms terms = ClosingRuleHistory.Shipped.For("network", At(30), WorkingDays.Usual);
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30)) { Terms = terms };
    private static readonly SolutionConfirmed confirmed = new(Grace.Id, Grace.Id, null, At(40));
    private static readonly TicketClosed closed = new(Ada.Id, At(50)) { SurveyUntil = At(50) + Duration.FromDays(14) };
    private static readonly object[] finished = [Opening, Assignment, resolved, confirmed, closed];
    private static readonly AnswerSurvey low = new(2, "Slow", null);

    [Fact]
    public void A_closed_ticket_returns_to_its_team_and_agent_within_the_window()
    {
        var last = closed.At + Duration.FromDays(30);

        foreach (var actor in (Actor[])[Grace, Ada, lead])
            Given(finished).When(ticket => new Reopen("Again", null).Decide(ticket, actor, last)).Then(new CaseReopened(actor.Id, Grace.Id, "Again", "first-line", Ada.Id, last));
        Given(finished).When(ticket => new Reopen("Again", null).Decide(ticket, Grace, last + Duration.Epsilon)).ThenRejected("reopen-window-over");
        Given(finished).When(ticket => new Reopen("Again", null).Decide(ticket, Grace, At(49))).ThenInvalid("occurredAt");
    }

    [Fact]
    public void Only_a_closed_ticket_is_reopened()
    {
        Given(Opening).When(ticket => new Reopen("Again", null).Decide(ticket, Grace, At(60))).ThenRejected("not-closed");
        Given(Opening, resolved).When(ticket => new Reopen("Again", null).Decide(ticket, Grace, At(60))).ThenRejected("not-closed");
        Given([.. finished, new CaseReopened(Grace.Id, Grace.Id, "Again", null, null, At(55))]).When(ticket => new Reopen("Again", null).Decide(ticket, Grace, At(60))).ThenRejected("not-closed");
        Given(Opening, new CaseEnded(CaseEnd.Withdrawn, Grace.Id, Grace.Id, null, null, null, At(5)))
            .When(ticket => new Reopen("Again", null).Decide(ticket, Grace, At(60))).ThenRejected("withdrawn");
    }

    [Fact]
    public void One_answer_to_the_survey_counts()
    {
        var answered = new SurveyAnswered(Grace.Id, Grace.Id, 2, "Slow", At(60));

        Given(finished).When(ticket => low.Decide(ticket, Grace, At(60))).Then(answered);
        Given([.. finished, answered]).When(ticket => low.Decide(ticket, Grace, At(61))).ThenRejected("already-answered");
        Given([.. finished, answered]).When(ticket => new AnswerSurvey(5, null, null).Decide(ticket, Root, At(61))).ThenRejected("already-answered");
    }

    [Fact]
    public void The_work_is_rated_only_when_it_is_over_and_somebody_asked()
    {
        Given(finished[..^1]).When(ticket => low.Decide(ticket, Grace, At(60))).ThenRejected("not-closed");
        Given([.. finished[..^1], closed with { SurveyUntil = null }]).When(ticket => low.Decide(ticket, Grace, At(60))).ThenRejected("no-survey");
        Given(finished).When(ticket => low.Decide(ticket, Grace, At(51) + Duration.FromDays(14))).ThenRejected("survey-over");
        Given(finished).When(ticket => low.Decide(ticket, Ada, At(60))).ThenRejected("own-work");
        Given(finished).When(ticket => low.Decide(ticket, lead, At(60))).Then(new SurveyAnswered(lead.Id, Grace.Id, 2, "Slow", At(60)));
    }

    [Fact]
    public void A_low_score_opens_a_follow_up_with_owner_and_due_day()
    {
        var ticket = Given(finished).State;
        // 60 minutes after Monday eight o'clock; three working days.
        var due = At(60) + Duration.FromDays(3);

        low.FollowUp(ticket, At(60)).ShouldBe(new FollowUpOpened(FollowUpSource.Survey, Grace.Id, 2, "Slow", Ada.Id, due, At(60)));
        new AnswerSurvey(3, "So so", null).FollowUp(ticket, At(60)).ShouldBeNull();
        var owned = Given(Opening, resolved with { Terms = terms with { FollowUpOwner = lead.Id } }, confirmed, closed).State;
        low.FollowUp(owned, At(60))!.Owner.ShouldBe(lead.Id);
    }

    [Fact]
    public void A_call_back_is_recorded_while_there_is_a_solution_to_speak_about()
    {
        var call = new RecordCallBack(true, false, true, "Took long", null);
        var recorded = new CallBackRecorded(Ada.Id, Grace.Id, true, false, true, "Took long", At(45));

        Given(Opening, resolved).When(ticket => call.Decide(ticket, Ada, At(45))).Then(recorded);
        Given(Opening, resolved, confirmed).When(ticket => call.Decide(ticket, Ada, At(45))).Then(recorded);
        Given(Opening).When(ticket => call.Decide(ticket, Ada, At(45))).ThenRejected("not-resolved");
        Given(finished).When(ticket => call.Decide(ticket, Ada, At(60))).ThenRejected("closed");
        call.FollowUp(Given(Opening, resolved).State, At(45)).ShouldNotBeNull().Source.ShouldBe(FollowUpSource.CallBack);
        new RecordCallBack(true, true, false, null, null).FollowUp(Given(Opening, resolved).State, At(45)).ShouldBeNull();
        new RecordCallBack(false, null, null, null, null).FollowUp(Given(Opening, resolved).State, At(45)).ShouldBeNull();
    }
}
