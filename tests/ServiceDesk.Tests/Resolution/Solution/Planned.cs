using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>The people, rules and plans that the tests of solutions are about.</summary>
internal static class Planned
{
    public static readonly Actor Bob = new("person-bob", [Roles.Agent], null, null);
    public static readonly Actor Lee = new("person-lee", [Roles.Lead], null, null);
    public static readonly Actor Lou = new("person-lou", [Roles.Lead], null, null);

    public static readonly ApprovalRulesDefined Shipped = ApprovalRuleHistory.Initial.Versions[0];

    public static readonly ApprovalStep ByLead = new("lead", 1, [Roles.Lead, Roles.Admin], []);
    public static readonly ApprovalStep ByBoard = new("board", 2, [Roles.Lead], [Bob.Id]);

    public static readonly ProposedOption Restart = new(
        null, "Restart", "Restart the switch", SolutionType.Technical, ["Tell everybody", "Restart it"], "Helps for a day", null, null, "Nothing", SolutionRisk.Low, "Easy", "A minute dark",
        [], null, false, []);

    public static readonly ProposedOption Exchange = Restart with
    {
        Title = "Exchange",
        Text = "Exchange the switch",
        Steps = ["Take it out", "Put the new one in", "Test it"],
        Risk = SolutionRisk.High,
        RollbackPlan = "Put the old one back",
    };

    public static SolutionProposed Proposed(ProposedOption option, int number = 1, int revision = 1, Actor? by = null, int at = 10) =>
        option.Proposed(number, revision, DeciderSpec<Resolution.Ticket>.Given(Opening).State, by ?? Ada, At(at));

    /// <summary>The choice of an option that needs these approvals.</summary>
    public static SolutionChosen Chosen(SolutionProposed option, params ApprovalStep[] approvals) =>
        new(option.Option, option.Revision, Ada.Id, 1, [], "network", approvals, false, At(11));

    /// <summary>What the shipped rules make of the choice of a risky option.</summary>
    public static SolutionChosen ChosenRisky(int number = 1, int revision = 1, Actor? by = null, int at = 10) =>
        new(number, revision, (by ?? Ada).Id, 1, ["risky"], "network", [ByLead], true, At(at)) { Requester = Grace.Id, Plan = "Exchange\n\nExchange the switch\n\nA minute dark" };

    public static SolutionApproved Approved(Actor by, int step = 1, int option = 1) => new(option, step, by.Id, Grace.Id, null, At(12));

    public static readonly PlanAccepted Accepted = new(1, Grace.Id, Grace.Id, null, At(12));
    public static readonly WorkResumed Begun = new(Ada.Id, At(5));
    public static readonly ImplementationStarted Started = new(1, Bob.Id, At(20));
    public static readonly ImplementationFinished Finished = new(1, Bob.Id, At(22));
    public static readonly SolutionRolledBack RolledBack = new(1, Bob.Id, Grace.Id, "Worse", At(25));
    public static readonly SolutionVerified Verified = new(null, Ada.Id, Grace.Id, true, "Pinged it", null, At(29));
    public static readonly TicketResolved Resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30));

    public static ImplementationStepDone Done(int? step, StepOutcome outcome = StepOutcome.Done, string? note = null, bool early = false, int option = 1) =>
        new(option, step, outcome, early, Bob.Id, Grace.Id, note, At(21));

    /// <summary>A ticket that is being worked on, with one option and its plan.</summary>
    public static object[] Working(params object[] then) => [Opening, Assignment, Begun, .. then];

    /// <summary>A plan without approvals and acceptance, of two steps.</summary>
    public static object[] Simple(params object[] then) => Working([Proposed(Restart), Chosen(Proposed(Restart)), .. then]);

    /// <summary>A plan that the shipped rules hold to be risky, of three steps.</summary>
    public static object[] Risky(params object[] then) => Working([Proposed(Exchange), ChosenRisky(), .. then]);
}
