using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Sla;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class CaseHistoryTests
{
    private static readonly CaseAssigned first = new("network", Priority.P2, null, null, SlaPolicy.For(Priority.P2), Opened);
    private static readonly CaseAssigned owned = first with { Team = "Group 1", At = At(5) };

    [Fact]
    public void An_imported_ticket_has_the_priority_of_the_table_at_once() => Given()
        .When(ticket => CaseHistory.Open(ticket, Submitted, SlaRules.Shipped))
        .Then(Opening, first);

    [Fact]
    public void A_case_is_opened_once() => Given(Opening).When(ticket => CaseHistory.Open(ticket, Submitted, SlaRules.Shipped)).ThenNothing();

    [Fact]
    public void What_the_source_said_of_owner_and_priority_holds() => Given(Opening, first)
        .When(ticket => CaseHistory.Take(ticket, Step(HistoricStep.Assigned, 5) with { Priority = Priority.P1, Agent = "resolver" }, SlaRules.Shipped))
        .Then(new CaseAssigned("network", Priority.P1, "Group 1", "resolver", SlaPolicy.For(Priority.P1), At(5)));

    [Fact]
    public void A_step_that_changes_nothing_records_nothing() => Given(Opening, owned).When(Take(HistoricStep.Updated, 6)).ThenNothing();

    [Theory]
    [InlineData(HistoricStep.AwaitedRequester, PauseReason.Requester)]
    [InlineData(HistoricStep.AwaitedVendor, PauseReason.Vendor)]
    [InlineData(HistoricStep.Awaited, PauseReason.Other)]
    public void Waiting_pauses_the_work(HistoricStep step, PauseReason reason) => Given(Opening, owned).When(Take(step, 6)).Then(new WorkPaused("ada", reason, At(6)));

    [Fact]
    public void Waiting_for_the_same_again_is_no_news() =>
        Given(Opening, owned, new WorkPaused("ada", PauseReason.Requester, At(6))).When(Take(HistoricStep.AwaitedRequester, 7)).ThenNothing();

    [Fact]
    public void Work_goes_on_after_waiting() =>
        Given(Opening, owned, new WorkPaused("ada", PauseReason.Vendor, At(6))).When(Take(HistoricStep.WorkedOn, 9)).Then(new WorkResumed("ada", At(9)));

    [Fact]
    public void A_solution_is_a_solution_under_the_name_of_the_state() => Given(Opening, owned)
        .When(Take(HistoricStep.Resolved, 9))
        .Then(new TicketResolved("ada", Grace.Id, "State", null, "Group 1", null, At(9)));

    [Fact]
    public void A_closed_ticket_is_reopened() => Given(Opening, owned, resolved, new TicketClosed("ada", At(20)))
        .When(Take(HistoricStep.Reopened, 30))
        .Then(new CaseReopened("ada", Grace.Id, null, "Group 1", null, At(30)));

    [Theory]
    [InlineData(HistoricStep.WorkedOn)]
    [InlineData(HistoricStep.AwaitedRequester)]
    [InlineData(HistoricStep.Resolved)]
    [InlineData(HistoricStep.Updated)]
    public void Nothing_but_a_reopening_moves_a_finished_ticket(HistoricStep step) => Given(Opening, owned, resolved).When(Take(step, 30)).ThenNothing();

    [Fact]
    public void An_open_ticket_is_not_reopened() => Given(Opening, owned).When(Take(HistoricStep.Reopened, 30)).ThenNothing();

    [Fact]
    public void It_is_closed_without_asking_the_requester() => Given(Opening, owned, resolved).When(Take(HistoricStep.Closed, 30)).Then(new TicketClosed("ada", At(30)));

    [Fact]
    public void A_step_from_before_the_last_move_moves_nothing_back() => Given(Opening, owned, resolved).When(Take(HistoricStep.Reopened, 9)).ThenNothing();

    [Fact]
    public void A_step_from_before_the_opening_counts() =>
        Given(Opening, first).When(Take(HistoricStep.WorkedOn, -5)).Then(owned with { At = At(-5) }, new WorkResumed("ada", At(-5)));

    [Fact]
    public void A_step_never_comes_before_the_ticket() => Given().When(Take(HistoricStep.WorkedOn, 5)).ThenRejected("no-case");

    [Fact]
    public void The_resolution_clock_does_not_count_the_pauses()
    {
        var ticket = Given(
            Opening, owned, new WorkPaused("ada", PauseReason.Vendor, At(10)), new WorkResumed("ada", At(40)), new WorkPaused("ada", PauseReason.Requester, At(50)),
            new TicketResolved("ada", Grace.Id, "Done", null, null, null, At(90))).State;

        ticket.Status.ShouldBe(TicketStatus.Resolved);
        var resolution = Clock(ticket, ClockName.Resolution, At(200));
        (resolution.State, resolution.Elapsed, resolution.Paused, resolution.Stopped).ShouldBe((ClockState.Met, Duration.FromMinutes(20), Duration.FromMinutes(70), At(90)));
        Clock(ticket, ClockName.Response, At(200)).Stopped.ShouldBe(At(50)); // the requester was asked
    }

    [Fact]
    public void A_person_may_work_on_an_imported_ticket_that_waits() =>
        Given(Opening, owned, new WorkPaused("ada", PauseReason.Requester, At(10)))
            .When(ticket => new Respond("Hello", null).Decide(ticket, Ada, At(20)))
            .Then(new ResponseGiven(Ada.Id, Grace.Id, "Hello", At(20)));

    [Fact]
    public void What_routing_recorded_of_an_imported_ticket_is_no_news_to_its_case()
    {
        var meta = new EventStore.EventMeta { Actor = "service:routing", Imported = new EventStore.ImportedFrom("servicenow", "r1") };
        var routed = Routing.RouteTicket.Import(Routing.RoutingFacts.Of(Submitted), Opened);

        new CaseReaction(new SlaBook(null!, NullLogger<SlaBook>.Instance)).StreamOf(Recorded(routed, meta: meta)).ShouldBeNull();
        new CaseReaction(new SlaBook(null!, NullLogger<SlaBook>.Instance)).StreamOf(Recorded(Step(HistoricStep.Updated, 1), stream: "ticket-1", meta: meta)).ShouldBe("ticket-1");
    }

    [Fact]
    public void An_answer_stops_the_response_clock()
    {
        var ticket = Given(Opening, owned).When(Take(HistoricStep.Answered, 7, step => step with { Text = "Hello" }));

        ticket.Then(new ResponseGiven("ada", Grace.Id, "Hello", At(7)));
        Clock(Given(Opening, owned, new ResponseGiven("ada", Grace.Id, "Hello", At(7))).State, ClockName.Response, At(9)).Stopped.ShouldBe(At(7));
    }

    [Fact]
    public void What_was_found_asked_and_done_keeps_its_words()
    {
        Given(Opening, owned).When(Take(HistoricStep.Diagnosed, 7, step => step with { Text = "Worn" })).Then(new DiagnosisRecorded("ada", Grace.Id, "Worn", At(7)));
        Given(Opening, owned).When(Take(HistoricStep.AwaitedRequester, 7, step => step with { Text = "Which?" }))
            .Then(new WorkPaused("ada", PauseReason.Requester, At(7)) { Requester = Grace.Id, Question = "Which?" });
        Given(Opening, owned).When(Take(HistoricStep.AwaitedVendor, 7, step => step with { Text = "Printers Ltd" }))
            .Then(new WorkPaused("ada", PauseReason.Vendor, At(7)) { Vendor = "Printers Ltd" });
        Given(Opening, owned).When(Take(HistoricStep.Resolved, 9, step => step with { Text = "New roller", Cause = "Worn roller" }))
            .Then(new TicketResolved("ada", Grace.Id, "New roller", "Worn roller", "Group 1", null, At(9)));
    }

    [Fact]
    public void An_article_of_this_desk_was_followed()
    {
        var article = new FollowedArticle(Guid.Parse("0b0c1d5e-0000-0000-0000-000000000001"), "KB-000001", "Rollers", 2, Helped: true);

        Given(Opening, owned).When(Take(HistoricStep.ArticleUsed, 7, step => step with { Article = article }))
            .Then(new ArticleUsed(article.Id, "KB-000001", "Rollers", 2, true, "ada", At(7)));
    }

    [Fact]
    public void The_requester_agrees_once_or_does_not_agree()
    {
        var agreed = new SolutionConfirmed("grace", Grace.Id, "Fine", At(20));
        Given(Opening, owned, resolved).When(Take(HistoricStep.Confirmed, 20, step => step with { By = "grace", Text = "Fine" })).Then(agreed);
        Given(Opening, owned, resolved, agreed).When(Take(HistoricStep.Confirmed, 21)).ThenNothing();
        Given(Opening, owned, resolved, agreed).When(Take(HistoricStep.Rejected, 21, step => step with { By = "grace", Text = "Again" }))
            .Then(new SolutionRejected("grace", Grace.Id, "Again", "Group 1", null, At(21)));
        Given(Opening, owned).When(Take(HistoricStep.Rejected, 21)).ThenNothing();
    }

    [Fact]
    public void Only_a_closed_ticket_is_rated_and_only_once()
    {
        var closed = new TicketClosed("ada", At(20)) { SurveyUntil = At(500) };
        Given(Opening, owned, resolved).When(Take(HistoricStep.Closed, 20, step => step with { SurveyUntil = At(500) })).Then(closed);
        Given(Opening, owned, resolved).When(Take(HistoricStep.Rated, 21, step => step with { Score = 5 })).ThenNothing();
        var rated = new SurveyAnswered("ada", Grace.Id, 5, "Quick", At(30));
        Given(Opening, owned, resolved, closed).When(Take(HistoricStep.Rated, 30, step => step with { Score = 5, Text = "Quick" })).Then(rated);
        Given(Opening, owned, resolved, closed, rated).When(Take(HistoricStep.Rated, 31, step => step with { Score = 1 })).ThenNothing();
    }

    private static readonly TicketResolved resolved = new("ada", Grace.Id, "Done", null, "Group 1", null, At(10));

    private static Func<Resolution.Ticket, EventStore.Decision> Take(HistoricStep step, int minutes, Func<HistoryImported, HistoryImported>? told = null) =>
        ticket => CaseHistory.Take(ticket, told is null ? Step(step, minutes) : told(Step(step, minutes)), SlaRules.Shipped);

    private static HistoryImported Step(HistoricStep step, int minutes) => new(step, "Group 1", null, "ada", "State", null, null, At(minutes));
}
