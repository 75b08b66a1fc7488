using System.Collections.Immutable;
using System.Globalization;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>Where a plan stands.</summary>
internal enum PlanState
{
    /// <summary>It may still need somebody's consent.</summary>
    Chosen,
    Implementing,
    Implemented,

    /// <summary>It was carried out and did not solve the ticket.</summary>
    Failed,
    RolledBack,

    /// <summary>The requester does not want it.</summary>
    Declined,

    /// <summary>An approver does not want it.</summary>
    Refused,
}

/// <summary>The chosen option on its way: who agreed to it, who carries it out, and which steps are behind.</summary>
internal sealed record Plan(
    SolutionChosen Chosen, PlanState State, PlanAccepted? Acceptance, ImmutableList<SolutionApproved> Approvals, ImmutableHashSet<string> Implementers,
    ImmutableList<ImplementationStepDone> Done)
{
    public static Plan Of(SolutionChosen chosen) => new(chosen, PlanState.Chosen, null, [], [], []);

    /// <summary>The approval that comes next, counted from 0; null when every one is there.</summary>
    public int? NextApproval
    {
        get
        {
            for (var step = 0; step < Chosen.Approvals.Count; step++)
            {
                if (Agreed(step) < Chosen.Approvals[step].Quorum) return step;
            }
            return null;
        }
    }

    /// <summary>What must be there before it may be carried out, by its place in the plan.</summary>
    public IReadOnlyDictionary<string, string> Missing
    {
        get
        {
            var missing = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (index, step) in Chosen.Approvals.Index().Where(step => Agreed(step.Index) < step.Item.Quorum))
                missing[string.Create(CultureInfo.InvariantCulture, $"approvals[{index}]")] = $"the approval “{step.Name}” ({Agreed(index)} of {step.Quorum})";
            if (Chosen.AcceptanceNeeded && Acceptance is null) missing["acceptance"] = "the requester's acceptance";
            return missing;
        }
    }

    public bool IsUnderWay => State is PlanState.Implementing or PlanState.Implemented;

    /// <summary>How many people have agreed in an approval, counted from 0.</summary>
    public int Agreed(int step) => Approvals.Count(one => one.Step == step + 1);

    public bool IsApprovedBy(string person) => Approvals.Any(one => one.By == person);

    public ImplementationStepDone? Find(int step) => Done.Find(one => one.Step == step);

    /// <summary>It was carried out, and that did not solve the ticket.</summary>
    public Plan Fail() => State == PlanState.Implemented ? this with { State = PlanState.Failed } : this;

    public Plan Evolve(object @event) => @event switch
    {
        PlanAccepted accepted => this with { Acceptance = accepted },
        PlanDeclined => this with { State = PlanState.Declined },
        SolutionApproved approved => this with { Approvals = Approvals.Add(approved) },
        SolutionRefused => this with { State = PlanState.Refused },
        ImplementationStarted started => this with { State = PlanState.Implementing, Implementers = Implementers.Add(started.By) },
        ImplementationStepDone done => this with { Done = Done.Add(done), Implementers = Implementers.Add(done.By) },
        ImplementationFinished => this with { State = PlanState.Implemented },
        SolutionRolledBack => this with { State = PlanState.RolledBack },
        _ => this,
    };
}

/// <summary>Refusals that commands on a plan share.</summary>
internal static class Plans
{
    /// <summary>Why no consent to the plan can be given or withheld any more; null when it can.</summary>
    public static Decision? NotOpen(Ticket ticket, int? option, int? revision) => ticket.Solution.Plan switch
    {
        _ when !ticket.IsOpen => Work.NotOpen(ticket),
        { IsUnderWay: true } => Decision.Reject("implementation-started", "The plan is being carried out, or was."),
        { State: PlanState.Chosen, Chosen: var chosen } when (option ?? chosen.Option, revision ?? chosen.Revision) != (chosen.Option, chosen.Revision) =>
            Decision.Reject("plan-changed", $"The plan is option {chosen.Option}, revision {chosen.Revision}."),
        { State: PlanState.Chosen } => null,
        var plan => None(plan),
    };

    /// <summary>There is nothing to consent to or to carry out.</summary>
    public static Decision None(Plan? plan) => Decision.Reject("no-plan", plan?.State switch
    {
        PlanState.Declined => "The requester declined the plan; choose a solution again.",
        PlanState.Refused => "The plan was refused; choose a solution again.",
        PlanState.RolledBack => "The solution was rolled back; choose one again.",
        PlanState.Failed => "The solution did not help; choose one again.",
        _ => "No solution is chosen.",
    });

    /// <summary>Who agrees to a plan and who carries it out are different people.</summary>
    public static Decision ApproverIsImplementer { get; } =
        Decision.Reject("approver-is-implementer", "Whoever proposes, has or carries out a solution does not approve of it, and whoever approved of it does not carry it out.");

    /// <summary>Who records what the requester said tells how the requester said it.</summary>
    public static bool SpeaksForRequester(Ticket ticket, Actor actor) => actor.Id != ticket.Requester;

    /// <summary>What was waited for is there when those who must approve have spoken; other waits are not theirs to end.</summary>
    public static IReadOnlyList<object> NoLongerWaits(Ticket ticket, Actor actor, NodaTime.Instant at) =>
        ticket is { Status: TicketStatus.Waiting, WaitsFor: PauseReason.Approval } ? [new WorkResumed(actor.Id, at)] : [];

    /// <summary>The word that the work goes on, where it stood still.</summary>
    public static IReadOnlyList<object> GoesOn(Ticket ticket, Actor actor, NodaTime.Instant at) =>
        ticket.Status == TicketStatus.InProgress ? [] : [new WorkResumed(actor.Id, at)];
}
