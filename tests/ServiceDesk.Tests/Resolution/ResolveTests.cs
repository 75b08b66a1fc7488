using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ResolveTests
{
    private static readonly ClosingRuleDefined explained = ClosingRuleHistory.Shipped with { Version = 2, ExplainedCategories = ["network"] };

    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", "Age", "first-line", Ada.Id, At(30)) { Terms = Terms("network", At(30)) };

    private static ClosingTerms Terms(string? category, NodaTime.Instant at) => ClosingRuleHistory.Shipped.For(category, at, WorkingDays.Usual);

    private static readonly Verification passed = new(true, "Pinged it", null);

    [Fact]
    public void An_assigned_ticket_is_resolved_with_its_team_and_agent() => Given(Opening, Assignment)
        .When(ticket => new Resolve("New switch", "Age", null) { Verification = passed }.Decide(ticket, Ada, At(30)))
        .Then(Verified(30), resolved);

    [Fact]
    public void A_ticket_that_is_not_routed_yet_can_be_resolved() => Given(Opening)
        .When(ticket => new Resolve("New switch", null, null) { Verification = passed }.Decide(ticket, Ada, At(30)))
        .Then(Verified(30), new TicketResolved(Ada.Id, Grace.Id, "New switch", null, null, null, At(30)) { Terms = Terms(null, At(30)) });

    [Fact]
    public void Resolving_twice_changes_nothing() => Given(Opening, Assignment, resolved)
        .When(ticket => new Resolve("New switch", "Age", null) { Verification = passed }.Decide(ticket, Ada, At(35)))
        .ThenNothing();

    [Theory]
    [InlineData("Other words", "Age", null)]
    [InlineData("New switch", null, null)]
    [InlineData("New switch", "Age", "A spare")]
    public void A_second_solution_is_refused(string solution, string? cause, string? measure) => Given(Opening, Assignment, resolved)
        .When(ticket => new Resolve(solution, cause, null) { Measure = measure, Verification = passed }.Decide(ticket, Ada, At(35)))
        .ThenRejected("resolved");

    [Fact]
    public void A_confirmed_ticket_is_not_resolved_again() => Given(Opening, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(40)))
        .When(ticket => new Resolve("Again", null, null) { Verification = passed }.Decide(ticket, Ada, At(50)))
        .ThenRejected("resolved");

    [Fact]
    public void A_closed_ticket_is_not_resolved() => Given(Opening, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(40)), new TicketClosed(Ada.Id, At(50)))
        .When(ticket => new Resolve("Again", null, null) { Verification = passed }.Decide(ticket, Ada, At(60)))
        .ThenRejected("closed");

    [Fact]
    public void A_rejected_solution_can_be_replaced() => Given(Opening, Assignment, resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", "first-line", Ada.Id, At(40)))
        .When(ticket => new Resolve("New cable", null, null) { Verification = passed }.Decide(ticket, Ada, At(50)))
        .Then(Verified(50), new TicketResolved(Ada.Id, Grace.Id, "New cable", null, "first-line", Ada.Id, At(50)) { Terms = Terms("network", At(50)) });

    [Fact]
    public void In_some_categories_cause_measure_and_precautions_must_be_told()
    {
        var bare = new Resolve("New switch", "Age", null) { Rule = explained, Verification = passed };

        var refusal = bare.Decide(Given(Opening, Assignment).State, Ada, At(30)).ShouldBeOfType<EventStore.Decision.Rejected>();
        (refusal.Code, string.Join(' ', refusal.Parts!.Keys)).ShouldBe(("invalid", "measure precautions"));
        Given(Opening).When(ticket => bare.Decide(ticket, Ada, At(30))).Decision.ShouldBeOfType<EventStore.Decision.Accepted>();
        Given(Opening, Assignment).When(ticket => (bare with { Measure = "A spare", Precautions = "Keep it cool" }).Decide(ticket, Ada, At(30)))
            .Then(Verified(30), resolved with { Measure = "A spare", Precautions = "Keep it cool", Terms = explained.For("network", At(30), WorkingDays.Usual) });
    }

    [Fact]
    public void A_solution_stops_both_clocks()
    {
        var ticket = Given(Opening, Assignment, resolved).State;

        Clock(ticket, ClockName.Response, At(90)).Stopped.ShouldBe(At(30));
        var resolution = Clock(ticket, ClockName.Resolution, At(90));
        (resolution.State, resolution.Elapsed, resolution.Remaining, resolution.Due, resolution.Stopped)
            .ShouldBe((ClockState.Met, At(30) - Opened, At(480) - At(30), At(480), At(30)));
    }

    [Fact]
    public void What_nobody_verified_is_not_resolved() => Given(Opening, Assignment)
        .When(ticket => new Resolve("New switch", null, null).Decide(ticket, Ada, At(30)))
        .ThenRejected("not-verified");

    [Fact]
    public void A_verification_that_stands_is_enough() => Given(Opening, Assignment, Verified(20))
        .When(ticket => new Resolve("New switch", "Age", null).Decide(ticket, Ada, At(30)))
        .Then(resolved);

    [Fact]
    public void A_failed_verification_is_none() => Given(Opening, Assignment, Verified(20), Verified(25) with { Passed = false })
        .When(ticket => new Resolve("New switch", null, null).Decide(ticket, Ada, At(30)))
        .ThenRejected("not-verified");

    [Fact]
    public void A_rejected_solution_must_be_verified_again() =>
        Given(Opening, Assignment, Verified(20), resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", "first-line", Ada.Id, At(40)))
            .When(ticket => new Resolve("New cable", null, null).Decide(ticket, Ada, At(50)))
            .ThenRejected("not-verified");

    private static SolutionVerified Verified(int minutes) => new(null, Ada.Id, Grace.Id, true, "Pinged it", null, At(minutes));
}
