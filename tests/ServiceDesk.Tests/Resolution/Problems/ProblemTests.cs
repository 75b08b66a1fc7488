using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Problems;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Problems.Problem>;
using static ServiceDesk.Tests.Desk;
using Problem = ServiceDesk.Resolution.Problems.Problem;

namespace ServiceDesk.Tests;

public class ProblemTests
{
    private static readonly Guid first = new("0197f0a0-0000-7000-8000-000000000001");
    private static readonly Guid second = new("0197f0a0-0000-7000-8000-000000000002");
    private static readonly LinkedIncident one = new(first, "INC-000001", "acme");
    private static readonly LinkedIncident two = new(second, "INC-000002", "acme");
    private static readonly LinkedIncident foreign = new(second, "INC-000003", "demo");

    private static readonly ProblemOpened opened = new("PRB-000001", "VPN drops", null, "acme", Priority.P3, null, null, Ada.Id, At(1));
    private static readonly InvestigationBegun begun = new(Ada.Id, At(2));
    private static readonly RootCauseFound found = new(CauseMethod.FiveWhys, ["Lease ends", "No renewal"], [], "The lease is not renewed", "configuration", 1, Ada.Id, At(3));
    private static readonly KnownErrorDeclared known = new(Ada.Id, At(4));
    private static readonly ActionPlanned planned = new(1, ActionKind.Configuration, ActionPurpose.Corrective, "Renew leases", Ada.Id, At(500), Ada.Id, At(5));
    private static readonly ActionDone done = new(1, null, Ada.Id, At(6));
    private static readonly MeasuredEffect effect = new(7, 0, 30, 30);
    private static readonly ActionVerified verified = new(1, true, effect, null, Ada.Id, At(7));
    private static readonly ProblemResolved resolved = new("Leases are renewed", Ada.Id, At(8));

    private static OpenProblem Open(string? title = "VPN drops", string? organization = null, bool spans = false) =>
        new(title, null, null, null, organization, spans, new IncidentsToLink([], null), null);

    [Fact]
    public void A_problem_is_opened_with_its_incidents_and_is_about_their_one_organisation() => Given()
        .When(problem => Open().Decide(problem, "PRB-000001", [one, two], null, null, Ada, At(1)))
        .Then(opened, new IncidentsLinked([one, two], Ada.Id, At(1)));

    [Fact]
    public void A_problem_without_incidents_is_the_providers_unless_it_says_otherwise()
    {
        Given().When(problem => Open().Decide(problem, "PRB-000001", [], null, null, Ada, At(1))).Then(opened with { Organization = null });
        Given().When(problem => Open(organization: "acme").Decide(problem, "PRB-000001", [], null, null, Ada, At(1))).Then(opened);
        Given().When(problem => Open().Decide(problem, "PRB-000001", [], null, null, Ada with { Organization = "demo" }, At(1))).Then(opened with { Organization = "demo" });
    }

    [Fact]
    public void Incidents_of_several_organisations_make_a_problem_that_spans_them()
    {
        Given().When(problem => Open().Decide(problem, "PRB-000001", [one, foreign], null, null, Ada, At(1)))
            .Then(opened with { Organization = null }, new IncidentsLinked([one, foreign], Ada.Id, At(1)));
        Given().When(problem => Open(spans: true).Decide(problem, "PRB-000001", [one], null, null, Ada, At(1)))
            .Then(opened with { Organization = null }, new IncidentsLinked([one], Ada.Id, At(1)));
        Given().When(problem => Open(organization: "acme").Decide(problem, "PRB-000001", [foreign], null, null, Ada, At(1))).ThenInvalid("incidents");
    }

    [Fact]
    public void A_repeat_names_the_problem_when_nobody_does()
    {
        var repeat = new FoundRepeat("system-1", RepeatKind.SameSystem, "network", "VPN", 7, 5, 30, 1);

        Given().When(problem => Open(title: null).Decide(problem, "PRB-000001", [one], repeat, "VPN · network (7)", Ada, At(1)))
            .Then(opened with { Title = "VPN · network (7)", Repeat = repeat }, new IncidentsLinked([one], Ada.Id, At(1)));
    }

    [Fact]
    public void A_problem_that_is_there_is_not_opened_again() => Given(opened).When(problem => Open().Decide(problem, "PRB-000002", [], null, null, Ada, At(9))).ThenNothing();

    [Fact]
    public void Only_the_provider_and_the_problems_own_organisation_know_of_it()
    {
        var (problem, own) = (Given(opened).State, Given(opened with { Organization = null }).State);
        Actor of(string? organization) => Ada with { Organization = organization };

        (problem.IsVisibleTo(of(null)), problem.IsVisibleTo(of("acme")), problem.IsVisibleTo(of("demo"))).ShouldBe((true, true, false));
        (own.IsVisibleTo(of(null)), own.IsVisibleTo(of("acme")), Problem.Initial.IsVisibleTo(of(null))).ShouldBe((true, false, false));
        ProblemCommand.Decide(problem, of("demo"), At(9), _ => throw new InvalidOperationException()).ShouldBe(EventStore.Decision.Missing);
        Given(opened).When(state => ProblemCommand.Decide(state, Ada, At(0), _ => throw new InvalidOperationException())).ThenInvalid("occurredAt");
    }

    [Fact]
    public void Incidents_are_linked_once_and_unlinked()
    {
        var linked = new IncidentsLinked([one], Ada.Id, At(2));

        Given(opened).When(problem => LinkIncidents.Decide(problem, [one], Ada, At(2))).Then(linked);
        Given(opened, linked).When(problem => LinkIncidents.Decide(problem, [one, two], Ada, At(3))).Then(new IncidentsLinked([two], Ada.Id, At(3)));
        Given(opened, linked).When(problem => LinkIncidents.Decide(problem, [one], Ada, At(3))).ThenNothing();
        Given(opened).When(problem => LinkIncidents.Decide(problem, [foreign], Ada, At(3))).ThenInvalid("incidents");
        Given(opened, linked).When(problem => UnlinkIncident.Decide(problem, first, Ada, At(3))).Then(new IncidentUnlinked(first, "INC-000001", Ada.Id, At(3)));
        Given(opened).When(problem => UnlinkIncident.Decide(problem, first, Ada, At(3))).ThenNothing();
    }

    [Fact]
    public void A_problem_has_no_more_incidents_than_one_append_can_tell()
    {
        LinkedIncident[] many = [.. Enumerable.Range(0, LinkIncidents.Most + 1).Select(n => new LinkedIncident(new Guid(n, 0, 0, new byte[8]), $"INC-{n:000000}", "acme"))];

        Given(opened).When(problem => LinkIncidents.Decide(problem, many, Ada, At(2))).ThenRejected("too-many-incidents");
        Given(opened).When(problem => LinkIncidents.Decide(problem, many[1..], Ada, At(2))).Then(new IncidentsLinked(many[1..], Ada.Id, At(2)));
    }

    [Fact]
    public void The_states_follow_one_another()
    {
        Given(opened).When(problem => new Investigate(null).Decide(problem, Ada, At(2))).Then(begun);
        Given(opened, begun).When(problem => new Investigate(null).Decide(problem, Ada, At(3))).ThenNothing();
        Given(opened).When(problem => new DeclareKnownError(null).Decide(problem, Ada, At(3))).ThenRejected("not-investigating");
        Given(opened, begun).When(problem => new DeclareKnownError(null).Decide(problem, Ada, At(3))).ThenRejected("no-root-cause");
        Given(opened, begun, found).When(problem => new DeclareKnownError(null).Decide(problem, Ada, At(4))).Then(known);
        Given(opened, begun, found).When(problem => new ResolveProblem("x", null).Decide(problem, Ada, At(4))).ThenRejected("no-known-error");
        Given(opened, begun, found, known).When(problem => new ResolveProblem("Leases are renewed", null).Decide(problem, Ada, At(8))).Then(resolved);
        Given(opened, begun, found, known).When(problem => new CloseProblem(null).Decide(problem, Ada, At(8))).ThenRejected("not-resolved");
        Given(opened, begun, found, known, resolved).When(problem => new CloseProblem(null).Decide(problem, Ada, At(9))).Then(new ProblemClosed(Ada.Id, At(9)));
        Given(opened).When(problem => new ReopenProblem("x", null).Decide(problem, Ada, At(9))).ThenRejected("not-resolved");
        Given(opened, begun, found, known, resolved).When(problem => new ReopenProblem("They are back", null).Decide(problem, Ada, At(9))).Then(new ProblemReopened("They are back", Ada.Id, At(9)));
        Given(opened, begun, found, known, resolved, new ProblemReopened("x", Ada.Id, At(9))).State.State.ShouldBe(ProblemState.Investigating);
    }

    [Fact]
    public void A_problem_is_resolved_when_all_actions_are_done_and_closed_when_they_had_their_effect()
    {
        object[] before = [opened, begun, found, known, planned];

        Given(before).When(problem => new ResolveProblem("x", null).Decide(problem, Ada, At(8))).ThenRejected("open-actions");
        Given([.. before, done]).When(problem => new ResolveProblem("Leases are renewed", null).Decide(problem, Ada, At(8))).Then(resolved);
        Given([.. before, done, resolved]).When(problem => new CloseProblem(null).Decide(problem, Ada, At(9))).ThenRejected("unverified-actions");
        Given([.. before, done, verified, resolved]).When(problem => new CloseProblem(null).Decide(problem, Ada, At(9))).Then(new ProblemClosed(Ada.Id, At(9)));
    }

    [Fact]
    public void Whoever_finds_the_cause_of_a_new_problem_has_investigated_it()
    {
        var command = new FindRootCause(CauseMethod.FiveWhys, ["Lease ends", "No renewal"], [], "The lease is not renewed", "configuration", 1, null);

        Given(opened).When(problem => command.Decide(problem, Ada, At(3))).Then(begun with { At = At(3) }, found);
        Given(opened, begun, found with { Statement = "Guess" }).When(problem => command.Decide(problem, Ada, At(3))).Then(found);
    }

    [Fact]
    public void A_closed_problem_takes_nothing_more()
    {
        object[] closed = [opened, begun, found, known, resolved, new ProblemClosed(Ada.Id, At(9))];

        Given(closed).When(problem => LinkIncidents.Decide(problem, [one], Ada, At(10))).ThenRejected("closed");
        Given(closed).When(problem => new RecordWorkaround("x", null).Decide(problem, Ada, At(10))).ThenRejected("closed");
        Given(closed).When(problem => new AddEvidence(EvidenceKind.Note, "x", null, null, null).Decide(problem, Ada, At(10))).ThenRejected("closed");
        Given(closed).When(problem => new PlanAction(null, ActionKind.Patch, ActionPurpose.Preventive, "x", Ada.Id, At(99), null).Decide(problem, Ada, At(10))).ThenRejected("closed");
        Given(closed).When(problem => new DescribeProblem("x", null, null, null, false, null).Decide(problem, Ada, At(10))).ThenRejected("closed");
    }

    [Fact]
    public void Each_workaround_counts_on_and_the_same_words_are_none()
    {
        var recorded = new WorkaroundRecorded(1, "Reconnect", Ada.Id, At(2));

        Given(opened).When(problem => new RecordWorkaround("Reconnect", null).Decide(problem, Ada, At(2))).Then(recorded);
        Given(opened, recorded).When(problem => new RecordWorkaround("Reconnect", null).Decide(problem, Ada, At(3))).ThenNothing();
        Given(opened, recorded).When(problem => new RecordWorkaround("Use the other gate", null).Decide(problem, Ada, At(3))).Then(new WorkaroundRecorded(2, "Use the other gate", Ada.Id, At(3)));
    }

    [Fact]
    public void Evidence_of_a_ticket_needs_a_linked_one()
    {
        var command = new AddEvidence(EvidenceKind.Attachment, "file-1", first, null, null);

        Given(opened).When(problem => command.Decide(problem, Ada, At(3))).ThenInvalid("incident");
        Given(opened, new IncidentsLinked([one], Ada.Id, At(2))).When(problem => command.Decide(problem, Ada, At(3))).Then(new EvidenceAdded(EvidenceKind.Attachment, "file-1", first, null, Ada.Id, At(3)));
        Given(opened, new EvidenceAdded(EvidenceKind.Note, "x", null, null, Ada.Id, At(2))).When(problem => new AddEvidence(EvidenceKind.Note, "x", null, null, null).Decide(problem, Ada, At(3))).ThenNothing();
    }

    [Fact]
    public void An_article_tells_of_what_is_known()
    {
        Given(opened).When(problem => new LinkArticle(first, null).Decide(problem, Ada, At(3))).ThenRejected("nothing-known");
        Given(opened, begun, found).When(problem => new LinkArticle(first, null).Decide(problem, Ada, At(4))).Then(new ProblemArticleLinked(first, Ada.Id, At(4)));
        Given(opened, begun, found, new ProblemArticleLinked(first, Ada.Id, At(4))).When(problem => new LinkArticle(first, null).Decide(problem, Ada, At(5))).ThenNothing();
    }

    [Fact]
    public void An_action_is_planned_changed_while_it_is_open_and_done_once()
    {
        var plan = new PlanAction(null, ActionKind.Configuration, ActionPurpose.Corrective, "Renew leases", Ada.Id, At(500), null);

        Given(opened).When(problem => plan.Decide(problem, Ada, At(5))).Then(planned);
        Given(opened, planned).When(problem => plan.Decide(problem, Ada, At(6))).Then(planned with { Action = 2, At = At(6) });
        Given(opened, planned).When(problem => (plan with { Action = 1, Due = At(900) }).Decide(problem, Ada, At(6))).Then(planned with { Due = At(900), At = At(6) });
        Given(opened, planned).When(problem => (plan with { Action = 1 }).Decide(problem, Root, At(6))).ThenNothing();
        Given(opened, planned).When(problem => (plan with { Action = 9 }).Decide(problem, Ada, At(6))).ThenInvalid("action");
        Given(opened).When(problem => (plan with { Due = At(4) }).Decide(problem, Ada, At(5))).ThenInvalid("due");
        Given(opened, planned, done).When(problem => (plan with { Action = 1 }).Decide(problem, Ada, At(7))).ThenRejected("action-done");
        Given(opened, planned).When(problem => new DoAction(null, null).Decide(problem, 1, Ada, At(6))).Then(done);
        Given(opened, planned, done).When(problem => new DoAction(null, null).Decide(problem, 1, Ada, At(7))).ThenNothing();
        Given(opened, planned).When(problem => new DoAction(null, null).Decide(problem, 1, Ada, At(4))).ThenInvalid("occurredAt");
        Given(opened).When(problem => new DoAction(null, null).Decide(problem, 1, Ada, At(4))).ThenMissing();
    }

    [Fact]
    public void An_action_is_verified_after_it_was_done_and_open_again_without_effect()
    {
        var judged = verified with { Effective = false };

        Given(opened, planned).When(problem => new VerifyAction(true, null).Decide(problem, 1, effect, Ada, At(7))).ThenRejected("not-done");
        Given(opened, planned, done).When(problem => new VerifyAction(true, null).Decide(problem, 1, effect, Ada, At(7))).Then(verified);
        Given(opened, planned, done, verified).When(problem => new VerifyAction(true, null).Decide(problem, 1, effect, Ada, At(8))).ThenNothing();
        Given(opened, planned, done, verified).When(problem => new VerifyAction(false, null).Decide(problem, 1, effect, Ada, At(8))).ThenRejected("verified");
        Given(opened, planned, done).When(problem => new VerifyAction(false, null).Decide(problem, 1, effect, Ada, At(7))).Then(judged);
        Given(opened, planned, done, judged).State.Actions[1].State.ShouldBe(ActionState.Open);
        Given(opened, planned, done, judged, done with { At = At(9) }).State.Actions[1].State.ShouldBe(ActionState.Done);
    }

    [Fact]
    public void What_is_left_out_of_a_description_stays_and_a_customers_problem_may_come_to_span_organisations()
    {
        Given(opened).When(problem => new DescribeProblem(null, "Since Monday", Priority.P2, null, false, null).Decide(problem, Ada, At(3)))
            .Then(new ProblemDescribed("VPN drops", "Since Monday", "acme", Priority.P2, null, Ada.Id, At(3)));
        Given(opened).When(problem => new DescribeProblem(null, null, null, null, true, null).Decide(problem, Ada, At(3)))
            .Then(new ProblemDescribed("VPN drops", null, null, Priority.P3, null, Ada.Id, At(3)));
        Given(opened).When(problem => new DescribeProblem("VPN drops", null, null, null, false, null).Decide(problem, Ada, At(3))).ThenNothing();
    }
}
