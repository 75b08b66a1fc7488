using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Diagnosis;
using ServiceDesk.Resolution.Sla;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.Desk;
using static ServiceDesk.Tests.Planned;

namespace ServiceDesk.Tests;

/// <summary>One throw of the dice: what is tried, by whom, with which values, and how many minutes later.</summary>
internal sealed record Throw(bool Legal, int Pick, int Who, int Value, int Minutes);

/// <summary>Something that somebody, or another service, may try.</summary>
/// <param name="Name">What it is called in the counts.</param>
/// <param name="Weight">How often it is tried.</param>
/// <param name="Roles">Who may call it; null = a service.</param>
/// <param name="Decide">What is decided.</param>
internal sealed record Move(string Name, int Weight, string[]? Roles, Func<Ticket, Actor, Instant, Throw, Decision> Decide)
{
    public bool IsFor(Actor actor) => Roles is null || actor.Is(Roles);
}

/// <summary>Everything that can be tried with a ticket. A new command is one more line in <see cref="All"/>.</summary>
internal static class TicketMoves
{
    public static readonly Actor[] People = [Ada, Bob, Lee, Lou, Root, Grace];

    private static readonly string[] workers = [Roles.Agent, Roles.Lead, Roles.Admin];
    private static readonly string[] everybody = [Roles.Requester, Roles.System, .. workers];

    /// <summary>Beside the shipped rules: whatever touches the network needs two of three people after the lead.</summary>
    private static readonly ApprovalRulesDefined strict = Shipped with
    {
        Version = 2,
        Rules = [.. Shipped.Rules, new ApprovalRule("network", [SolutionRisk.High], [], ["network"], [ByBoard], false, false)],
    };

    public static IReadOnlyList<Move> All { get; } =
    [
        By("respond", 2, workers, _ => new Respond("x", null)),
        By("progress", 2, workers, _ => new ReportProgress("x", "y", null, null)),
        By("diagnose", 2, workers, _ => new Diagnose("x", null, [], null)),
        By("take-up", 1, workers, _ => new TakeUp(null)),
        Measured("steps", 1, one => new RecordStep(DiagnosisPhase.Localise, "x", "y", null, [], one.Value % 3 == 0 ? "router" : null, null, null, null)),
        Measured("checklist", 1, one => new TickItem(one.Value % 2 == 0 ? "router" : "inspect", (ItemOutcome)(one.Value % 3), null, null)),
        By("ask", 2, workers, _ => new Ask("x", null, null)),
        By("answer", 3, everybody, _ => new AnswerQuestion("x", null)),
        By("wait", 2, workers, one => new Wait((WaitFor)(one.Value % 3), one.Value % 3 == 0 ? "x" : null, null, null, null)),
        By("continue", 3, workers, _ => new Continue(null)),
        By("note", 1, workers, _ => new AddNote("x", null)),
        By("plan-next", 1, workers, (one, at) => new PlanNext("x", at + Duration.FromHours(one.Value - 100), null)),
        By("remote-consent", 2, everybody, (one, at) => new GiveRemoteConsent("x", "y", ConsentWay.Phone, at + Duration.FromMinutes(one.Value - 100), null)),
        By("remote-consent/withdraw", 1, everybody, _ => new WithdrawRemoteConsent(null, null)),
        By("remote-sessions", 2, workers, _ => new StartRemoteSession("x", null)),
        By("remote-sessions/end", 2, workers, _ => new EndRemoteSession("x", null)),
        By("propose", 4, workers, one => new Propose([Option(one)], null, Rules(one))),
        By("propose several", 2, workers, one => new Propose([Option(one), Option(one with { Value = one.Value + 1 })], null, Rules(one))),
        By("write anew", 2, workers, one => new Propose([Option(one) with { Option = 1 + (one.Value % 3), Text = $"{one.Value}" }], null, Rules(one))),
        By("choose", 4, workers, one => new Choose(1 + (one.Value % 3), null, Rules(one))),
        By("accept", 6, everybody, one => new AcceptPlan(null, one.Value % 5 == 0 ? 1 : null, one.Value % 2 == 0 ? "x" : null, null)),
        By("decline-plan", 1, everybody, _ => new DeclinePlan(null, null, "x", null)),
        By("approve", 8, workers, one => new Approve(null, one.Value % 5 == 0 ? 1 : null, null, null)),
        By("refuse", 1, workers, _ => new Refuse(null, null, "x", null)),
        By("implement", 4, workers, _ => new Implement(null, StepOutcome.Done, null, null)),
        By("implement a step", 12, workers, one => new Implement(1 + (one.Value % 4), StepOutcome.Done, one.Value % 7 == 0 ? "x" : null, null)),
        By("deviate", 3, workers, one => one.Value % 3 == 0
            ? new Implement(null, StepOutcome.Added, "x", null)
            : new Implement(1 + (one.Value % 4), one.Value % 2 == 0 ? StepOutcome.Skipped : StepOutcome.Changed, "x", null)),
        By("rollback", 2, workers, _ => new RollBack("x", null)),
        By("verify", 5, workers, one => new Verify(one.Value % 3 != 0, "x", null, null)),
        By("resolve", 6, workers, one => new Resolve("x", null, null) { Verification = one.Value % 2 == 0 ? new Verification(true, "x", null) : null }),
        By("confirm", 6, everybody, _ => new Confirm(null, null)),
        By("reject", 3, everybody, _ => new Reject("x", null)),
        By("close", 6, workers, _ => new Close(null)),
        By("call-back", 2, workers, one => new RecordCallBack(true, true, one.Value % 3 != 0, null, null)),
        By("survey", 3, everybody, one => new AnswerSurvey(1 + (one.Value % 5), null, null)),
        By("reopen", 3, everybody, _ => new Reopen("x", null)),
        new("auto-close", 6, null, (ticket, _, at, _) => AutoClose.Decide(ticket, "service:resolution", at)),
        Heard("assigned", 2, (one, at) => new TicketRouted(
            null, "network", "submitted", null, null, Impact.Person, Urgency.Low, Importance.Normal, one.Value % 2 == 0 ? Priority.P2 : Priority.P3, "matrix-1", "first-line", 1,
            one.Value % 3 == 0 ? Bob.Id : Ada.Id, "least-loaded", [], "INC-000123", "acme", Grace.Id, at)),
        HeardLater("moved", 2, (one, at) => new TicketAssigned(
            "network", one.Value % 3 == 0 ? null : one.Value % 3 == 1 ? Bob.Id : Ada.Id, AssignmentCause.Given, "by-person", "first-line", Ada.Id, 0, null, [], Ada.Id, Grace.Id, null, at)),
        HeardLater("graded", 2, (one, at) => new TicketGraded(
            Impact.Person, Urgency.Low, Importance.Normal, one.Value % 2 == 0 ? Priority.P1 : Priority.P4, Priority.P3, "matrix-1", [], "by-person", Ada.Id, Grace.Id, null, at)),
        HeardLater("classified", 1, (one, at) => new TicketClassified(one.Value % 2 == 0 ? "software" : "account", "network", "by-person", null, Ada.Id, Grace.Id, null, at)),
        Heard("message", 1, (_, at) => new MessageReceived(Grace.Id, Grace.Id, "x", "email", null, [], at)),
        Heard("withdrawn", 1, (_, at) => new TicketWithdrawn(Grace.Id, Grace.Id, null, at)),
        Heard("merged", 1, (_, at) => new TicketMerged(Ada.Id, Guid.Empty, "INC-1", Grace.Id, null, at)),
        Heard("unmerged", 3, (_, at) => new TicketUnmerged(Ada.Id, Guid.Empty, "INC-1", Grace.Id, null, at)),
    ];

    private static ApprovalRulesDefined Rules(Throw one) => one.Value % 4 == 0 ? strict : Shipped;

    private static ProposedOption Option(Throw one) => (one.Value % 6) switch
    {
        0 => Restart,
        1 => Exchange,
        2 => Exchange with { RollbackPlan = null },
        3 => Restart with { Title = "Guide", Type = SolutionType.Guide, Steps = [] },
        4 => Restart with { Title = "ERP", CriticalSystems = ["ERP"], RollbackPlan = "Back" },
        _ => Restart with { Title = "Asked", NeedsAcceptance = true },
    };

    private static Move By<T>(string name, int weight, string[] roles, Func<Throw, T> command) where T : ITicketCommand<T> =>
        new(name, weight, roles, (ticket, actor, at, one) => TicketCommand.Decide(ticket, command(one), actor, at));

    private static Move By<T>(string name, int weight, string[] roles, Func<Throw, Instant, T> command) where T : ITicketCommand<T> =>
        new(name, weight, roles, (ticket, actor, at, one) => TicketCommand.Decide(ticket, command(one, at), actor, at));

    private static Move Measured<T>(string name, int weight, Func<Throw, T> command) where T : IPlaybookCommand<T> =>
        new(name, weight, workers, (ticket, actor, at, one) => PlaybookCommand.Decide(ticket, command(one), actor, at, [ShippedPlaybooks.Definition]));

    /// <summary>The bus brings none of these before the routing.</summary>
    private static Move HeardLater(string name, int weight, Func<Throw, Instant, object> what) => new(
        name, weight, null, (ticket, _, at, one) => ticket.Assigned is null ? Decision.Nothing : CaseReaction.Decide(ticket, what(one, at), OfficeRules.All));

    private static Move Heard(string name, int weight, Func<Throw, Instant, object> what) => new(name, weight, null, (ticket, _, at, one) => CaseReaction.Decide(ticket, what(one, at), OfficeRules.All));
}
