using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ClosingGateTests
{
    private static readonly ClosingTerms terms = ClosingRuleHistory.Shipped.For("network", At(30), WorkingDays.Usual);
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30)) { Terms = terms };
    private static readonly SolutionVerified verified = new(null, Ada.Id, Grace.Id, true, "Pinged it", null, At(30));
    private static readonly SolutionConfirmed confirmed = new(Grace.Id, Grace.Id, null, At(40)) { Answers = new(true, true, true) };
    private static readonly CallBackRecorded content = new(Ada.Id, Grace.Id, true, true, true, null, At(41));

    private static readonly Instant due = At(30) + Duration.FromDays(7); // five working days from a Monday

    private static Decision.Rejected Refused(params object[] events) => new Close(null).Decide(Given(events).State, Ada, At(50)).ShouldBeOfType<Decision.Rejected>();

    private static void Missing(string code, string[] parts, params object[] events)
    {
        var refusal = Refused(events);
        (refusal.Code, string.Join(' ', refusal.Parts!.Keys)).ShouldBe((code, string.Join(' ', parts)));
        ClosingView.Of(Given(events).State).Missing.ShouldBe(parts);
    }

    [Fact]
    public void All_that_is_missing_is_named_at_once()
    {
        var strict = resolved with { Terms = terms with { Explained = true, CallBack = true }, Cause = "Age" };

        Missing("not-confirmed", ["confirmation", "solution"], Opening);
        Missing("not-confirmed", ["confirmation"], Opening, verified, resolved);
        Missing("not-confirmed", ["call-back", "confirmation", "measure", "precautions"], Opening, verified, strict);
        Missing("incomplete", ["call-back", "measure", "precautions"], Opening, verified, strict, confirmed);
        Missing("incomplete", ["measure", "precautions"], Opening, verified, strict, confirmed, content);
        Missing("incomplete", ["verification"], Opening, resolved, confirmed);
        Missing("incomplete", ["plan-steps", "verification"], Opening, new SolutionChosen(1, 1, Ada.Id, 1, [], null, [], false, At(20)), new ImplementationStarted(1, Ada.Id, At(25)), resolved, confirmed);
    }

    [Fact]
    public void Discontent_told_in_the_last_call_back_keeps_the_ticket_open()
    {
        var discontent = content with { ResultSatisfied = false };

        Missing("incomplete", ["call-back-result"], Opening, verified, resolved, confirmed, discontent);
        Given(Opening, verified, resolved, confirmed, discontent, content).When(ticket => new Close(null).Decide(ticket, Ada, At(50)))
            .Then(new TicketClosed(Ada.Id, At(50)) { SurveyUntil = At(50) + Duration.FromDays(14) });
    }

    [Fact]
    public void A_call_back_counts_whichever_way_it_was_recorded()
    {
        var strict = resolved with { Terms = terms with { CallBack = true } };
        var noted = new ContactNoted(Ada.Id, Grace.Id, ContactPurpose.CallBack, false, "Nobody there.", "not-reached", At(42));

        Missing("incomplete", ["call-back"], Opening, verified, strict, confirmed, noted with { Purpose = ContactPurpose.Inform });
        Missing("incomplete", ["call-back-result"], Opening, verified, strict, confirmed, noted with { Outcome = "not-satisfied" });
        Given(Opening, verified, strict, confirmed, noted).When(ticket => new Close(null).Decide(ticket, Ada, At(50))).Decision.ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void Nothing_of_an_earlier_solution_counts_after_a_reopening() => Missing(
        "not-confirmed", ["call-back", "confirmation"], Opening, verified, resolved, confirmed, content, new TicketClosed(Ada.Id, At(50)),
        new CaseReopened(Grace.Id, Grace.Id, "Again", null, null, At(60)), verified, resolved with { At = At(70), Terms = terms with { CallBack = true } });

    [Fact]
    public void Nobody_is_asked_twice_to_rate_the_work() => Given(
            Opening, verified, resolved, confirmed, new TicketClosed(Ada.Id, At(50)), new SurveyAnswered(Grace.Id, Grace.Id, 5, null, At(51)),
            new CaseReopened(Grace.Id, Grace.Id, "Again", null, null, At(60)), verified, resolved, confirmed)
        .When(ticket => new Close(null).Decide(ticket, Ada, At(80)))
        .Then(new TicketClosed(Ada.Id, At(80)));

    [Fact]
    public void Without_an_answer_a_solved_ticket_is_closed_when_its_time_is_over()
    {
        Given(Opening, verified, resolved).When(ticket => AutoClose.Decide(ticket, "service:resolution", due - Duration.Epsilon)).ThenNothing();
        Given(Opening, verified, resolved).When(ticket => AutoClose.Decide(ticket, "service:resolution", due))
            .Then(new TicketClosed("service:resolution", due) { Rule = new ClosedByRule("auto-close", 1, 5), SurveyUntil = due + Duration.FromDays(14) });
    }

    [Fact]
    public void No_rule_closes_what_somebody_must_look_at()
    {
        var wrote = new RequesterWrote(Ada.Id, Grace.Id, "Hm.", "email", [], null, At(35));
        foreach (var events in (object[][])
            [
                [Opening],
                [Opening, verified, resolved, confirmed],
                [Opening, verified, resolved, wrote],
                [Opening, verified, resolved, new ContactNoted(Ada.Id, Grace.Id, ContactPurpose.Report, true, "Hm.", null, At(35))],
                [Opening, verified, resolved with { Terms = terms with { CallBack = true } }],
                [Opening, verified, resolved, content with { ResultSatisfied = false }],
                [Opening, verified, resolved with { Terms = terms with { ClosesAt = null, ClosesAfter = null } }],
                [Opening, resolved with { Terms = null }],
                [Opening, verified, resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(40))],
                [Opening, verified, resolved, new CaseEnded(CaseEnd.Withdrawn, Grace.Id, Grace.Id, null, null, null, At(40))],
                [Opening, verified, resolved, new TicketClosed(Ada.Id, At(40))],
            ])
            Given(events).When(ticket => AutoClose.Decide(ticket, "service:resolution", due + Duration.FromDays(100))).ThenNothing();
        Given(Opening, wrote, verified, resolved).When(ticket => AutoClose.Decide(ticket, "service:resolution", due)).Decision.ShouldBeOfType<Decision.Accepted>().Events.ShouldHaveSingleItem();
    }

    [Fact]
    public void Each_return_counts_as_reopening_and_as_repeat_contact_when_the_requester_came_back()
    {
        var rejected = new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(40));
        var closed = new TicketClosed(Ada.Id, At(50));
        var byGrace = new CaseReopened(Grace.Id, Grace.Id, "Again", null, null, At(60));
        var byAda = byGrace with { By = Ada.Id };
        var wrote = new RequesterWrote(Ada.Id, Grace.Id, "Again.", "email", [], null, At(55));

        Counted(Opening, verified, resolved, confirmed).ShouldBe((0, 0));
        Counted(Opening, verified, resolved, rejected).ShouldBe((1, 1));
        Counted(Opening, verified, resolved, closed, byGrace).ShouldBe((1, 1));
        Counted(Opening, verified, resolved, closed, byAda).ShouldBe((1, 0));
        Counted(Opening, verified, resolved, closed, wrote, byAda, resolved, rejected).ShouldBe((2, 2));

        static (int, int) Counted(params object[] events) => (Given(events).State.Closing.Reopened, Given(events).State.Closing.RepeatContacts);
    }
}
