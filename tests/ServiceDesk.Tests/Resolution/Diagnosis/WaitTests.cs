using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Diagnosis;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>Questions, waits, answers, and how the work goes on.</summary>
public class WaitTests
{
    private static readonly WorkPaused asked = new(Ada.Id, PauseReason.Requester, At(5)) { Requester = Grace.Id, Question = "Which floor?" };
    private static readonly WorkPaused repair = new(Ada.Id, PauseReason.Vendor, At(5)) { Vendor = "Printers Ltd", Reference = "R-7", Until = At(600) };
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "x", null, null, null, At(2));
    private static readonly RequesterWrote answered = new(Grace.Id, Grace.Id, "The third", "portal", [], null, At(30));
    private static readonly MessageReceived message = new("service:mail", Grace.Id, "The third", "email", "m@acme.example", [], At(30));
    private static readonly RequesterWrote wrote = new("service:mail", Grace.Id, "The third", "email", [], null, At(30));

    [Fact]
    public void A_question_waits_for_the_requester() => Given(Opening, Assignment)
        .When(ticket => new Ask("Which floor?", null, null).Decide(ticket, Ada, At(5)))
        .Then(asked);

    [Fact]
    public void A_question_is_a_word_to_the_requester_and_stops_the_response_clock()
    {
        var ticket = Given(Opening, Assignment, asked).State;

        (ticket.Status, ticket.WaitsFor).ShouldBe((TicketStatus.Waiting, PauseReason.Requester));
        ticket.Response.Read(At(90)).Stopped.ShouldBe(At(5));
        ticket.Update.Due.ShouldBe(At(5) + Duration.FromHours(4));
    }

    [Fact]
    public void A_wait_names_vendor_and_reference() => Given(Opening, Assignment)
        .When(ticket => new Wait(WaitFor.Vendor, "Printers Ltd", "R-7", At(600), null).Decide(ticket, Ada, At(5)))
        .Then(repair);

    [Fact]
    public void A_wait_for_others_tells_the_requester_nothing()
    {
        var ticket = Given(Opening, Assignment, repair).State;

        (ticket.Response.IsStopped, ticket.Resolution.IsStopped).ShouldBe((false, true));
        ticket.Update.Due.ShouldBe(Given(Opening, Assignment).State.Update.Due);
    }

    [Theory]
    [InlineData("approval", PauseReason.Approval)]
    [InlineData("other", PauseReason.Other)]
    public void A_wait_may_be_for_an_approval_or_something_else(string word, PauseReason reason) => Given(Opening, Assignment)
        .When(ticket => Sent.Read<Wait>($$"""{"for":"{{word}}"}""").Decide(ticket, Ada, At(5)))
        .Then(new WorkPaused(Ada.Id, reason, At(5)));

    [Fact]
    public void Every_wrong_field_of_a_wait_is_named()
    {
        Sent.Refusal<Wait>("""{"for":"requester","until":"soon"}""").ShouldRefuse(422, "for", "until");
        Sent.Refusal<Wait>("""{"for":"vendor"}""").ShouldRefuse(422, "vendor");
        Sent.Refusal<Wait>("""{"for":"approval","vendor":"Printers Ltd"}""").ShouldRefuse(422, "vendor");
        Sent.Refusal<Ask>("""{"question":" "}""").ShouldRefuse(422, "question");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5 + (366 * 24 * 60))]
    public void A_wait_ends_after_it_began_and_within_a_year(int minute) => Given(Opening, Assignment)
        .When(ticket => new Wait(WaitFor.Other, null, null, At(minute), null).Decide(ticket, Ada, At(5)))
        .ThenInvalid("until");

    [Fact]
    public void The_same_wait_is_no_news_and_another_takes_its_place()
    {
        Given(Opening, repair).When(ticket => new Wait(WaitFor.Vendor, "Printers Ltd", "R-7", At(600), null).Decide(ticket, Root, At(9))).ThenNothing();
        Given(Opening, repair).When(ticket => new Ask("Which floor?", null, null).Decide(ticket, Ada, At(5))).Then(asked);
        Given(Opening, asked, new WorkResumed(Grace.Id, At(6))).When(ticket => new Ask("Which floor?", null, null).Decide(ticket, Ada, At(9))).Then(asked with { At = At(9) });
    }

    [Fact]
    public void A_resolved_ticket_neither_waits_nor_asks_nor_goes_on()
    {
        Given(Opening, resolved).When(ticket => new Wait(WaitFor.Other, null, null, null, null).Decide(ticket, Ada, At(5))).ThenRejected("resolved");
        Given(Opening, resolved).When(ticket => new Ask("x", null, null).Decide(ticket, Ada, At(5))).ThenRejected("resolved");
        Given(Opening, resolved).When(ticket => new Answer("x", null).Decide(ticket, Grace, At(5))).ThenRejected("resolved");
        Given(Opening, resolved).When(ticket => new Continue(null).Decide(ticket, Ada, At(5))).ThenRejected("resolved");
    }

    [Fact]
    public void An_answer_is_a_word_of_the_requester_and_the_work_goes_on()
    {
        Given(Opening, asked).When(ticket => new Answer("The third", null).Decide(ticket, Grace, At(30))).Then(answered, new WorkResumed(Grace.Id, At(30)));
        var ticket = Given(Opening, asked, answered, new WorkResumed(Grace.Id, At(30))).State;
        (ticket.Status, ticket.WaitsFor, ticket.Diagnosis.Pause).ShouldBe((TicketStatus.InProgress, null, null));
        ticket.Resolution.Read(At(40)).Elapsed.ShouldBe(Duration.FromMinutes(15));
    }

    [Fact]
    public void Only_what_was_asked_is_answered_and_not_before_it_was()
    {
        Given(Opening, repair).When(ticket => new Answer("x", null).Decide(ticket, Grace, At(30))).ThenRejected("not-asked");
        Given(Opening).When(ticket => new Answer("x", null).Decide(ticket, Grace, At(30))).ThenRejected("not-asked");
        Given(Opening, asked).When(ticket => new Answer("x", null).Decide(ticket, Ada, At(4))).ThenInvalid("occurredAt");
    }

    [Fact]
    public void A_message_that_comes_by_the_door_is_the_answer() => Given(Opening, asked)
        .When(ticket => CaseReaction.Decide(ticket, message))
        .Then(wrote, new WorkResumed("service:mail", At(30)));

    [Fact]
    public void A_message_is_no_answer_when_nobody_asked_or_it_is_older_than_the_question_or_from_a_merged_ticket()
    {
        Given(Opening).When(ticket => CaseReaction.Decide(ticket, message)).Then(wrote);
        Given(Opening, repair).When(ticket => CaseReaction.Decide(ticket, message)).Then(wrote);
        Given(Opening, asked with { At = At(31) }).When(ticket => CaseReaction.Decide(ticket, message)).Then(wrote);
        Given(Opening, asked).When(ticket => CaseReaction.Decide(ticket, message with { FromNumber = "INC-9" })).Then(wrote with { FromNumber = "INC-9" });
        Given(Opening, asked, resolved with { At = At(20) }).When(ticket => CaseReaction.Decide(ticket, message)).Then(wrote);
    }

    [Fact]
    public void An_agent_continues_what_waits()
    {
        Given(Opening, repair).When(ticket => new Continue(null).Decide(ticket, Ada, At(50))).Then(new WorkResumed(Ada.Id, At(50)));
        Given(Opening, repair).When(ticket => new Continue(null).Decide(ticket, Ada, At(4))).ThenInvalid("occurredAt");
        Given(Opening, Assignment).When(ticket => new Continue(null).Decide(ticket, Ada, At(50))).ThenNothing();
    }

    [Fact]
    public void A_word_to_the_requester_meanwhile_does_not_bring_what_is_waited_for()
    {
        object[] words = [new ResponseGiven(Ada.Id, Grace.Id, "Soon", At(20)), new ProgressReported(Ada.Id, Grace.Id, "x", "y", null, At(21)), new DiagnosisCompleted(Ada.Id, Grace.Id, "x", null, [], At(22))];
        var ticket = Given([Opening, repair, .. words]).State;

        (ticket.Status, ticket.WaitsFor).ShouldBe((TicketStatus.Waiting, PauseReason.Vendor));
        ticket.Response.Read(At(90)).Stopped.ShouldBe(At(20));
        ticket.Resolution.Read(At(90)).Elapsed.ShouldBe(Duration.FromMinutes(5));
    }

    [Fact]
    public void A_solution_ends_the_wait()
    {
        var ticket = Given(Opening, repair, resolved with { At = At(20) }).State;

        (ticket.Status, ticket.WaitsFor, ticket.Diagnosis.Pause).ShouldBe((TicketStatus.Resolved, null, null));
    }
}
