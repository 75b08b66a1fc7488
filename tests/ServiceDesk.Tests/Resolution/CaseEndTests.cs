using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Sla;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class CaseEndTests
{
    private static readonly Guid other = new("0197f0a0-0000-7000-8000-000000000009");
    private static readonly CaseEnded withdrawn = new(CaseEnd.Withdrawn, Grace.Id, Grace.Id, "It works again", null, null, At(20));
    private static readonly CaseEnded merged = new(CaseEnd.Merged, Ada.Id, Grace.Id, "The same", other, "INC-000100", At(20));
    private static readonly CaseResumed resumed = new(Ada.Id, Grace.Id, "Not the same", true, At(40));
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, null, Ada.Id, At(10));
    private static readonly TicketUnmerged unmerged = new(Ada.Id, other, "INC-000100", Grace.Id, "Not the same", At(40));

    public static TheoryData<object, object> Ends { get; } = new()
    {
        { new TicketWithdrawn(Grace.Id, Grace.Id, "It works again", At(20)), withdrawn },
        { new TicketInvalidated(Ada.Id, Grace.Id, "Not ours", At(20)), new CaseEnded(CaseEnd.Invalid, Ada.Id, Grace.Id, "Not ours", null, null, At(20)) },
        { new TicketMerged(Ada.Id, other, "INC-000100", Grace.Id, "The same", At(20)), merged },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void What_ends_at_the_door_ends_here(object heard, object recorded)
    {
        Given(Opening, Assignment).When(ticket => CaseReaction.Decide(ticket, heard, SlaRules.Shipped)).Then(recorded);
        Given(Opening, resolved).When(ticket => CaseReaction.Decide(ticket, heard, SlaRules.Shipped)).Then(recorded);
        Given(Opening, withdrawn).When(ticket => CaseReaction.Decide(ticket, heard, SlaRules.Shipped)).ThenNothing();
        Given(Opening, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(11)), new TicketClosed(Ada.Id, At(12)))
            .When(ticket => CaseReaction.Decide(ticket, heard, SlaRules.Shipped)).ThenNothing();
        new CaseReaction(new SlaBook(null!, NullLogger<SlaBook>.Instance)).StreamOf(Recorded(heard, stream: "ticket-1")).ShouldBe("ticket-1");
    }

    [Fact]
    public void A_case_goes_on_after_an_unmerge() => Given(Opening, Assignment, merged).When(ticket => CaseReaction.Decide(ticket, unmerged, SlaRules.Shipped)).Then(resumed);

    [Fact]
    public void The_work_does_not_go_on_when_it_had_been_done() => Given(Opening, Assignment, resolved, merged)
        .When(ticket => CaseReaction.Decide(ticket, unmerged, SlaRules.Shipped))
        .Then(resumed with { WorkGoesOn = false });

    [Fact]
    public void A_case_that_did_not_end_is_not_resumed() => Given(Opening).When(ticket => CaseReaction.Decide(ticket, unmerged, SlaRules.Shipped)).ThenNothing();

    [Fact]
    public void A_resumed_case_is_as_though_it_had_never_ended() => Given(Opening, Assignment, merged, resumed).State.ShouldBe(Given(Opening, Assignment).State);

    [Fact]
    public void A_routing_decision_that_comes_after_the_end_leaves_it_ended_and_counts_when_it_is_resumed()
    {
        Given(Opening, merged, Assignment).State.Status.ShouldBe(TicketStatus.Merged);
        Given(Opening, merged, Assignment, resumed).State.ShouldBe(Given(Opening, Assignment).State);
    }

    public static TheoryData<object, string> Refusals { get; } = new()
    {
        { withdrawn, "withdrawn" },
        { withdrawn with { End = CaseEnd.Invalid }, "invalid-request" },
        { merged, "merged" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void All_work_on_an_ended_ticket_is_refused(object end, string code)
    {
        Func<Ticket, Decision>[] works =
        [
            ticket => new Respond("x", null).Decide(ticket, Ada, At(30)), ticket => new ReportProgress("x", "y", null, null).Decide(ticket, Ada, At(30)),
            ticket => new Diagnose("x", null, [], null).Decide(ticket, Ada, At(30)), ticket => new Resolve("x", null, null).Decide(ticket, Ada, At(30)),
            ticket => new Confirm(null, null).Decide(ticket, Grace, At(30)), ticket => new Reject("x", null).Decide(ticket, Grace, At(30)),
            ticket => new Close(null).Decide(ticket, Ada, At(30)),
        ];

        foreach (var work in works)
        {
            Given(Opening, Assignment, end).When(work).ThenRejected(code);
            Given(Opening, Assignment, resolved, end).When(work).ThenRejected(code);
        }
    }

    [Fact]
    public void The_clocks_of_an_ended_case_are_void_and_run_again_when_it_is_resumed()
    {
        View(Opening, Assignment, merged).Clocks.Select(clock => clock.State).ShouldBe([ClockState.Void, ClockState.Void]);
        View(Opening, Assignment, merged).Progress.NextDue.ShouldBeNull();
        View(Opening, Assignment, merged).End.ShouldNotBeNull().IntoNumber.ShouldBe("INC-000100");

        View(Opening, Assignment, merged, resumed).Clocks.ShouldBe(View(Opening, Assignment).Clocks);
        View(Opening, Assignment, merged, resumed).End.ShouldBeNull();
    }

    [Fact]
    public void The_case_shows_what_is_right_now_and_who_corrected_it()
    {
        var corrected = new TicketCorrected(Ada.Id, Grace.Id, new Dictionary<string, string> { ["kind"] = "request", ["subject"] = "A cable", ["phone"] = "7" }, null, "A wish", At(5));
        var recorded = new CaseCorrected(Ada.Id, Grace.Id, corrected.Values, "A wish", At(5));

        Given(Opening).When(ticket => CaseReaction.Decide(ticket, corrected, SlaRules.Shipped)).Then(recorded);
        var view = View(Opening, recorded);
        (view.Kind, view.Subject).ShouldBe((TicketKind.Request, "A cable"));
        view.Entries.Single().ShouldBe(new EntryView("correction", Ada.Id, Ada.Id, "A wish", At(5)) { Values = corrected.Values });
    }

    [Fact]
    public void What_the_requester_writes_waits_for_the_next_answer()
    {
        var message = new MessageReceived(Grace.Id, Grace.Id, "Still dark", "email", null, [], At(5)) { From = other, FromNumber = "INC-000100" };
        var wrote = new RequesterWrote(Grace.Id, Grace.Id, "Still dark", "email", [], "INC-000100", At(5));

        Given(Opening).When(ticket => CaseReaction.Decide(ticket, message, SlaRules.Shipped)).Then(wrote);
        View(Opening, wrote, wrote with { At = At(6) }).RequesterWrote.ShouldBe(At(5));
        View(Opening, wrote, new DiagnosisRecorded(Ada.Id, Grace.Id, "x", At(7))).RequesterWrote.ShouldBe(At(5));
        View(Opening, wrote, new ResponseGiven(Ada.Id, Grace.Id, "x", At(4))).RequesterWrote.ShouldBe(At(5));
        View(Opening, wrote, new ResponseGiven(Ada.Id, Grace.Id, "x", At(7))).RequesterWrote.ShouldBeNull();
        View(Opening, wrote, new ProgressReported(Ada.Id, Grace.Id, "x", "y", null, At(7))).RequesterWrote.ShouldBeNull();
        View(Opening, wrote, Noted(incoming: true)).RequesterWrote.ShouldBe(At(5));
        View(Opening, wrote, Noted(incoming: false)).RequesterWrote.ShouldBeNull();
    }

    [Fact]
    public void A_call_is_an_entry_and_moves_no_clock()
    {
        var contact = new ContactRecorded(Ada.Id, Grace.Id, ContactPurpose.Inform, false, "+44", Duration.FromMinutes(1), "Soon.", "reached", At(7));
        var visit = contact with { Channel = ContactChannel.InPerson };

        Given(Opening).When(ticket => CaseReaction.Decide(ticket, contact, SlaRules.Shipped)).Then(Noted(incoming: false));
        Given(Opening).When(ticket => CaseReaction.Decide(ticket, visit, SlaRules.Shipped)).Then(Noted(incoming: false) with { Channel = ContactChannel.InPerson });
        Given(Opening, Noted(incoming: false)).State.ShouldBe(Given(Opening).State);
        View(Opening, Noted(incoming: false)).Entries.Single().ShouldBe(new EntryView("contact", Ada.Id, Ada.Id, "Soon.", At(7)) { Outcome = "reached", Incoming = false, Channel = ContactChannel.Phone, About = Grace.Id });
    }

    [Fact]
    public void A_requester_reads_neither_diagnoses_nor_what_others_said_in_a_merged_ticket()
    {
        EntryView[] entries =
        [
            new("diagnosis", "a", "a", "x", At(1)), new("message", "b", "b", "x", At(1)) { About = "person-bob" },
            new("message", "g", "g", "x", At(1)) { About = Grace.Id }, new("progress", "a", "a", "x", At(1)),
        ];

        entries.Select(entry => entry.IsFor(Grace)).ShouldBe([false, false, true, true]);
        entries.ShouldAllBe(entry => entry.IsFor(Ada));
    }

    [Fact]
    public void The_requester_sees_the_last_word_the_next_step_and_when_the_next_word_is_due()
    {
        var progress = new ProgressReported(Ada.Id, Grace.Id, "Ordered", "Exchange it", null, At(20));

        View(Opening, Assignment, progress, new ResponseGiven(Ada.Id, Grace.Id, "On its way", At(30))).Progress
            .ShouldBe(new ProgressView(At(30), "On its way", "Exchange it", At(30) + Duration.FromHours(4)));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Nothing_is_recorded_about_a_case_that_is_not_there(object heard, object recorded)
    {
        recorded.ShouldNotBeNull();
        Given().When(ticket => CaseReaction.Decide(ticket, heard, SlaRules.Shipped)).ThenRejected("no-case");
    }

    private static ContactNoted Noted(bool incoming) => new(Ada.Id, Grace.Id, ContactPurpose.Inform, incoming, "Soon.", "reached", At(7));

    private static CaseView View(params object[] history) =>
        CaseView.Of(Guid.Empty, [.. history.Select((body, index) => Recorded(body, index + 1))], Opening, At(60), _ => WorkCalendar.AlwaysOpen, id => id);
}
