using NodaTime;
using ServiceDesk.Analytics.Improvement;
using ServiceDesk.Analytics.Reports.Conformance;
using ServiceDesk.EventStore;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class MeetingAndAuditTests
{
    private static readonly AgendaItem breached = new(AgendaTopic.BreachedClocks, 3, "/reports/sla", null);
    private static readonly MeetingCalled called = new(At(100), At(0), At(50), [Ada.Id], [breached, new(AgendaTopic.Other, 0, null, "Holidays")], null, Ada.Id, At(60));
    private static readonly MeetingHeld held = new("We talked", ["A second shift"], Ada.Id, At(110));
    private static readonly ActionToPlan shift = new("Ask for a shift", Ada.Id, At(500));

    private static readonly SampledTicket[] population = [.. Enumerable.Range(1, 40).Select(n => new SampledTicket(new Guid(n, 0, 0, new byte[8]), "acme"))];
    private static readonly BeginAudit begin = new(At(0), At(50), "march", 2, ["Greeted", "Documented"], false, null);
    private static readonly AuditBegun begun = new(At(0), At(50), "march", 2, 40, 7, [.. AuditSample.Draw(population, "march", 2).Select(one => one with { Trace = "", Deviations = [] })], ["Greeted", "Documented"], null, Ada.Id, At(60)) { Model = 1 };
    private static readonly ProcessModel flow = new(ProcessModelHistory.Initial.Versions[0]);
    private static readonly Dictionary<Guid, string> nothing = [];

    private static Guid First => begun.Sample[0].Ticket;

    private static Guid Second => begun.Sample[1].Ticket;

    [Fact]
    public void A_meeting_is_called_over_what_the_data_says_and_what_somebody_adds()
    {
        var call = new CallMeeting(At(100), At(0), At(50), [Ada.Id], ["Holidays"], null);

        DeciderSpec<Meeting>.Given().When(meeting => call.Decide(meeting, [breached], Ada, At(60))).Then(called);
        DeciderSpec<Meeting>.Given(called).When(meeting => call.Decide(meeting, [], Ada, At(61))).ThenNothing();
    }

    [Fact]
    public void What_a_meeting_decides_becomes_actions()
    {
        var hold = new HoldMeeting("We talked", ["A second shift"], [shift]);

        DeciderSpec<Meeting>.Given(called).When(meeting => hold.Decide(meeting, Ada, At(110))).Then(held, new RegisterActionPlanned(1, "Ask for a shift", Ada.Id, At(500), Ada.Id, At(110)));
        DeciderSpec<Meeting>.Given(called).When(meeting => hold.Decide(meeting, Ada, At(99))).ThenRejected("not-held");
        DeciderSpec<Meeting>.Given(called).When(meeting => (hold with { Actions = [shift with { Due = At(1) }] }).Decide(meeting, Ada, At(110))).ThenInvalid("actions");
        DeciderSpec<Meeting>.Given(called, held).When(meeting => hold.Decide(meeting, Ada, At(111))).ThenNothing();
        DeciderSpec<Meeting>.Given(called, held).When(meeting => (hold with { Minutes = "Something else" }).Decide(meeting, Ada, At(111))).ThenRejected("held");
    }

    [Fact]
    public void A_sample_depends_on_the_seed_and_the_population_and_on_nothing_else()
    {
        var sample = AuditSample.Draw(population, "march", 10);

        AuditSample.Draw([.. population.Reverse()], "march", 10).ShouldBe(sample);
        AuditSample.Draw(population, "april", 10).ShouldNotBe(sample);
        sample.Distinct().Count().ShouldBe(10);
        AuditSample.Draw(population, "march", 5).ShouldBe(sample.Take(5));
        AuditSample.Draw(population, "march", 100).Count.ShouldBe(40);
    }

    [Fact]
    public void An_audit_begins_with_a_sample_of_what_was_closed()
    {
        DeciderSpec<Audit>.Given().When(audit => begin.Decide(audit, population, 7, flow, nothing, Ada, At(60))).Then(begun);
        DeciderSpec<Audit>.Given().When(audit => begin.Decide(audit, [], 7, flow, nothing, Ada, At(60))).ThenRejected("nothing-closed");
        DeciderSpec<Audit>.Given().When(audit => begin.Decide(audit, population, 7, flow, nothing, Ada, At(49))).ThenInvalid("to");
        DeciderSpec<Audit>.Given(begun).When(audit => begin.Decide(audit, [], 9, flow, nothing, Ada, At(61))).ThenNothing();
    }

    [Fact]
    public void Only_what_is_in_the_sample_and_on_the_checklist_is_judged_and_the_last_judgement_counts()
    {
        var judged = new AuditItemJudged(First, 1, false, "No greeting", Ada.Id, At(70));

        DeciderSpec<Audit>.Given(begun).When(audit => new JudgeAuditItem(First, 1, false, "No greeting").Decide(audit, Ada, At(70))).Then(judged);
        DeciderSpec<Audit>.Given(begun, judged).When(audit => new JudgeAuditItem(First, 1, false, "No greeting").Decide(audit, Ada, At(71))).ThenNothing();
        DeciderSpec<Audit>.Given(begun).When(audit => new JudgeAuditItem(First, 3, true, null).Decide(audit, Ada, At(70))).ThenInvalid("item");
        DeciderSpec<Audit>.Given(begun).When(audit => new JudgeAuditItem(Guid.Empty, 1, true, null).Decide(audit, Ada, At(70))).ThenInvalid("ticket");
        var after = DeciderSpec<Audit>.Given(begun, judged, judged with { Fulfilled = true, Finding = null }).State;
        (after.Outstanding, after.Judged[(First, 1)].Fulfilled).ShouldBe((3, true));
    }

    [Fact]
    public void The_expected_flow_fills_in_its_items_until_a_person_judges_otherwise()
    {
        // Answered, diagnosed, solved, confirmed and closed by its owner; and solved by nobody without a word.
        var traces = new Dictionary<Guid, string> { [First] = "SROADLCX", [Second] = "SRLX" };
        var begun = (AuditBegun)((Decision.Accepted)(begin with { Conformance = true }).Decide(Audit.Initial, population, 7, flow, traces, Ada, At(60))).Events.Single();
        begun = Reread(begun);

        begun.Checklist.ShouldBe(["Greeted", "Documented", .. flow.Defined.Rules.Select(one => $"Expected flow: {one.Id}")]);
        begun.Sample.Select(one => (one.Trace, string.Join(' ', one.Deviations!))).ShouldBe([
            ("SROADLCX", ""), ("SRLX", "resolved-without-owner resolved-without-response resolved-without-diagnosis closed-without-confirmation")]);
        var audit = Audit.Initial.Evolve(begun);
        audit.Outstanding.ShouldBe(4, "the two items of people for two tickets");
        audit.Judged.Values.Where(one => !one.Fulfilled).Select(one => (one.Ticket, one.Item, one.By)).ShouldBe([
            (Second, 3, AuditBegun.Flow), (Second, 4, AuditBegun.Flow), (Second, 5, AuditBegun.Flow), (Second, 9, AuditBegun.Flow)], ignoreOrder: true);
        audit.Judged[(Second, 4)].Finding.ShouldBe("Left the expected flow, version 1, at resolved-without-response: SRLX");

        var excused = new AuditItemJudged(Second, 4, true, "Answered by phone", Ada.Id, At(70));
        DeciderSpec<Audit>.Given(begun).When(one => new JudgeAuditItem(Second, 4, true, "Answered by phone").Decide(one, Ada, At(70))).Then(excused);
        var confirmed = audit.Judged[(Second, 4)] with { By = Ada.Id, At = At(70) };
        DeciderSpec<Audit>.Given(begun).When(one => new JudgeAuditItem(Second, 4, false, confirmed.Finding).Decide(one, Ada, At(70))).Then(confirmed);
        audit.Evolve(excused).Judged[(Second, 4)].ShouldBe(excused);
    }

    [Fact]
    public void An_audit_that_was_begun_before_the_flow_was_looked_at_is_read_as_it_was()
    {
        var old = Reread(begun with { Model = null, Sample = AuditSample.Draw(population, "march", 2) });
        (Audit.Initial.Evolve(old).Outstanding, old.Sample[0].Deviations).ShouldBe((4, null));
    }

    [Fact]
    public void An_audit_is_concluded_when_everything_was_judged()
    {
        object[] all = [begun, .. ((Guid[])[First, Second]).SelectMany(ticket => ((int[])[1, 2]).Select(item => new AuditItemJudged(ticket, item, true, null, Ada.Id, At(70))))];
        var conclude = new ConcludeAudit("Good", [shift]);
        var concluded = new AuditConcluded("Good", Ada.Id, At(80));

        DeciderSpec<Audit>.Given(all[..^1]).When(audit => conclude.Decide(audit, Ada, At(80))).ThenRejected("not-judged");
        DeciderSpec<Audit>.Given(all).When(audit => conclude.Decide(audit, Ada, At(80))).Then(concluded, new RegisterActionPlanned(1, "Ask for a shift", Ada.Id, At(500), Ada.Id, At(80)));
        DeciderSpec<Audit>.Given([.. all, concluded]).When(audit => conclude.Decide(audit, Ada, At(81))).ThenNothing();
        DeciderSpec<Audit>.Given([.. all, concluded]).When(audit => new JudgeAuditItem(First, 1, false, "x").Decide(audit, Ada, At(81))).ThenRejected("concluded");
    }
}
