using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>Something is to be done because of an entry of a register: of the entry in whose stream it stands.</summary>
[StoredName("analytics.register-action-planned.v1")]
internal sealed record RegisterActionPlanned(int Action, string What, string Owner, Instant Due, string By, Instant At);

/// <summary>It was done.</summary>
[StoredName("analytics.register-action-done.v1")]
internal sealed record RegisterActionDone(int Action, string? Outcome, string By, Instant At);

/// <summary>A planned action, and whether it was done.</summary>
internal sealed record RegisterAction(RegisterActionPlanned Plan, RegisterActionDone? Done);

/// <summary>An action that somebody asks for.</summary>
internal sealed record ActionToPlan(string What, string Owner, Instant Due)
{
    public static ActionToPlan Read(Input input) =>
        new(input.RequiredText("what", Register.LongestText), Register.ReadPerson(input, "owner"), Register.ReadInstant(input, "due"));
}

/// <summary>The actions of one entry, by number.</summary>
internal sealed record RegisterActions(ImmutableSortedDictionary<int, RegisterAction> All)
{
    public const int Most = 100;

    public static RegisterActions None { get; } = new(ImmutableSortedDictionary<int, RegisterAction>.Empty);

    public bool AnyOpen => All.Values.Any(one => one.Done is null);

    public RegisterActions Evolve(object @event) => @event switch
    {
        RegisterActionPlanned planned => new(All.SetItem(planned.Action, new RegisterAction(planned, null))),
        RegisterActionDone done => new(All.SetItem(done.Action, All[done.Action] with { Done = done })),
        _ => this,
    };

    /// <summary>The next actions, numbered on; a refusal when one is due in the past or there are too many.</summary>
    public (Decision? Refusal, IReadOnlyList<object> Planned) Plan(IReadOnlyList<ActionToPlan> actions, Actor actor, Instant at)
    {
        if (actions.Any(one => one.Due < at)) return (Decision.Invalid("actions", "holds one that is due in the past"), []);
        if (All.Count + actions.Count > Most) return (Decision.Reject("too-many-actions", $"An entry has at most {Most} actions."), []);
        return (null, [.. actions.Select((one, index) => new RegisterActionPlanned(All.Count + index + 1, one.What, one.Owner, one.Due, actor.Id, at))]);
    }
}

/// <summary>An entry that has actions.</summary>
internal interface IHasActions
{
    RegisterActions Actions { get; }

    /// <summary>Whether nothing more is done with it.</summary>
    bool IsFinished { get; }
}

/// <summary>Plans one more action.</summary>
internal sealed record PlanRegisterAction<TState>(ActionToPlan Action) : IRegisterCommand<PlanRegisterAction<TState>, TState> where TState : IHasActions
{
    public static PlanRegisterAction<TState> Read(Input input) => new(ActionToPlan.Read(input));

    public Decision Decide(TState state, Actor actor, Instant at)
    {
        if (state.IsFinished) return Decision.Reject("closed", "The entry is closed.");
        var (refusal, planned) = state.Actions.Plan([Action], actor, at);
        return refusal ?? Decision.Accept(planned);
    }
}

/// <summary>An action was done.</summary>
internal sealed record FinishRegisterAction<TState>(int Action, string? Outcome) : IRegisterCommand<FinishRegisterAction<TState>, TState> where TState : IHasActions
{
    public static FinishRegisterAction<TState> Read(Input input) => new(Register.ReadWhole(input, "action", 1, RegisterActions.Most), input.Text("outcome", Register.LongestText));

    public Decision Decide(TState state, Actor actor, Instant at)
    {
        if (!state.Actions.All.TryGetValue(Action, out var action)) return Decision.Invalid("action", "is no action of this entry");
        return action.Done is null ? Decision.Accept(new RegisterActionDone(Action, Outcome, actor.Id, at)) : Decision.Nothing;
    }
}

/// <summary>An action as it is shown.</summary>
internal sealed record RegisterActionView(int Action, string What, string Owner, string OwnerName, Instant Due, bool IsDone, Instant? DoneAt, string? Outcome, bool IsOverdue)
{
    public static IReadOnlyList<RegisterActionView> Of(RegisterActions actions, AccessDirectory directory, Instant now) =>
    [
        .. actions.All.Values.Select(one => new RegisterActionView(
            one.Plan.Action, one.Plan.What, one.Plan.Owner, directory.NameOf(one.Plan.Owner), one.Plan.Due, one.Done is not null, one.Done?.At, one.Done?.Outcome,
            one.Done is null && one.Plan.Due < now)),
    ];
}
