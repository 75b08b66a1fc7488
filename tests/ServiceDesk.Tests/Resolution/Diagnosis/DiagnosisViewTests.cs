using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Diagnosis;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class DiagnosisViewTests
{
    private static readonly DiagnosisStepRecorded step = new(1, Ada.Id, Grace.Id, DiagnosisPhase.Identify, "Look", "Dark", "Paper", [], "inspect", null, null, At(4));
    private static readonly WorkPaused repair = new(Ada.Id, PauseReason.Vendor, At(7)) { Vendor = "Printers Ltd", Reference = "R-7", Until = At(600) };

    private static readonly object[] story =
    [
        Opening, Assignment, new WorkAccepted(Ada.Id, At(3)), step, new PlaybookItemTicked("network", 1, "router", ItemOutcome.Failed, Ada.Id, Grace.Id, "Locked", At(5)),
        new DiagnosisCompleted(Ada.Id, Grace.Id, "Dead switch", "Lightning", ["Li Na by phone"], At(6)), repair, new NoteAdded(Ada.Id, Grace.Id, "Odd", At(8)),
        new NextStepPlanned(Ada.Id, Grace.Id, "Ring the vendor", At(90), At(9)), new RemoteConsentGiven(1, Ada.Id, Grace.Id, "Li Na", "PC", "phone", At(60), At(10)),
        new RemoteSessionStarted(1, 1, Ada.Id, "RustDesk", At(11)), new RemoteConsentWithdrawn(1, Grace.Id, Grace.Id, null, At(12)), new RemoteSessionEnded(1, Grace.Id, Grace.Id, null, At(12)),
    ];

    private static readonly string[] outside = [Roles.System, Roles.Requester];

    [Fact]
    public void Whoever_works_on_it_next_sees_all_that_was_found_out()
    {
        var seen = View(story).For(Ada);

        seen.Steps!.Single().ShouldBe(new StepView(1, DiagnosisPhase.Identify, "Look", "Dark", "Paper", step.Attachments, "inspect", null, null, Ada.Id, "Ada", At(4)));
        (seen.Completed!.Findings, seen.Completed.Hypothesis, seen.Completed.Contacts.Single()).ShouldBe(("Dead switch", "Lightning", "Li Na by phone"));
        (seen.Checklist!.Category, seen.Checklist.Version).ShouldBe(("network", 1));
        seen.Checklist.Items.Select(item => (item.Code, item.Outcome, item.By)).ShouldBe([("connectivity", null, null), ("router", ItemOutcome.Failed, Ada.Id), ("provider", null, null)]);
        seen.Accepted.ShouldBe(new AcceptanceView(Ada.Id, "Ada", At(3)));
        seen.Waiting.ShouldBe(new WaitView(PauseReason.Vendor, null, "Printers Ltd", "R-7", At(600), At(7)));
        seen.NextStep.ShouldBe(new NextStepView("Ring the vendor", At(90), Ada.Id, At(9)));
        (seen.RemoteConsents.Single().WithdrawnAt, seen.RemoteSessions.Single().EndedAt).ShouldBe((At(12), At(12)));
    }

    [Fact]
    public void A_requester_sees_what_comes_next_and_all_about_remote_help_and_no_more()
    {
        var seen = View(story).For(Grace);

        (seen.Steps, seen.Completed, seen.Checklist, seen.Accepted).ShouldBe((null, null, null, null));
        seen.Waiting.ShouldBe(new WaitView(PauseReason.Vendor, null, null, null, At(600), At(7)));
        seen.NextStep!.NextStep.ShouldBe("Ring the vendor");
        (seen.RemoteConsents.Count, seen.RemoteSessions.Count).ShouldBe((1, 1));
    }

    [Fact]
    public void Entries_of_the_agents_among_themselves_are_for_those_who_work_or_oversee()
    {
        var entries = CaseView.Of(Guid.Empty, Records(story), Opening, At(30), person => person).Entries;

        entries.Select(entry => entry.Kind).ShouldBe(
            ["acceptance", "step", "checklist", "diagnosis", "pause", "note", "plan", "consent", "remote-session", "consent-withdrawn", "remote-session-ended"]);
        foreach (var role in Roles.All)
        {
            entries.Where(entry => entry.IsFor(new Actor(Grace.Id, [role], null, null))).Select(entry => entry.Kind).Contains("note").ShouldBe(!outside.Contains(role), role);
            View(story).For(new Actor(Grace.Id, [role], null, null)).Steps.ShouldBe(outside.Contains(role) ? null : View(story).Steps, alike, role);
        }
    }

    [Fact]
    public void What_was_planned_or_told_last_comes_next_until_the_work_ends()
    {
        var told = new ProgressReported(Ada.Id, Grace.Id, "x", "Change it", null, At(20));

        View([.. story, told]).NextStep.ShouldBe(new NextStepView("Change it", null, Ada.Id, At(20)));
        View([.. story, new TicketResolved(Ada.Id, Grace.Id, "x", null, null, null, At(21))]).NextStep.ShouldBeNull();
        View([.. story, new CaseEnded(CaseEnd.Withdrawn, Grace.Id, Grace.Id, null, null, null, At(21))]).NextStep.ShouldBeNull();
    }

    [Fact]
    public void A_question_is_the_last_word_to_the_requester_and_answers_the_requester()
    {
        var asked = new WorkPaused(Ada.Id, PauseReason.Requester, At(20)) { Requester = Grace.Id, Question = "Which floor?" };
        var view = CaseView.Of(Guid.Empty, Records(Opening, new RequesterWrote(Grace.Id, Grace.Id, "Help", "portal", [], null, At(10)), asked), Opening, At(30), person => person);

        (view.Progress.LastMessage, view.RequesterWrote).ShouldBe(("Which floor?", null));
        view.Entries[^1].ShouldBe(new EntryView("question", Grace.Id, Grace.Id, "Which floor?", Opened));
    }

    private static readonly IEqualityComparer<IReadOnlyList<StepView>?> alike =
        EqualityComparer<IReadOnlyList<StepView>?>.Create((one, other) => one is null ? other is null : other is not null && one.SequenceEqual(other));

    private static DiagnosisView View(params object[] events) => DiagnosisView.Of(Records(events), [ShippedPlaybooks.Definition], person => person == Ada.Id ? "Ada" : person);

    private static IReadOnlyList<RecordedEvent> Records(params object[] events) => [.. events.Select((body, index) => Recorded(body, index + 1))];
}
