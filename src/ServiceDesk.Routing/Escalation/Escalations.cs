using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Routing.Escalation;

/// <summary>One escalation of a ticket as it stands.</summary>
internal sealed record RaisedEscalation(EscalationRaised Raised, string? Recipient, EscalationAcknowledged? Acknowledged);

/// <summary>All that management was told of a ticket.</summary>
internal sealed record Escalations(ImmutableList<RaisedEscalation> All) : IState<Escalations>
{
    public static Escalations Initial { get; } = new([]);

    public bool Holds(string rule, string occasion) => All.Exists(one => one.Raised.Rule == rule && one.Raised.Occasion == occasion);

    public RaisedEscalation? Find(int number) => number >= 1 && number <= All.Count ? All[number - 1] : null;

    public Escalations Evolve(object @event) => @event switch
    {
        EscalationRaised raised => new Escalations(All.Add(new RaisedEscalation(raised, raised.Recipient, null))),
        EscalationAcknowledged one => With(one.Escalation, escalation => escalation with { Acknowledged = one }),
        EscalationPassedOn one => With(one.Escalation, escalation => escalation with { Recipient = one.To }),
        _ => this,
    };

    private Escalations With(int number, Func<RaisedEscalation, RaisedEscalation> change) =>
        Find(number) is { } one ? new Escalations(All.SetItem(number - 1, change(one))) : this;
}

/// <summary>Something for which a rule may wait.</summary>
/// <param name="Trigger">Of what kind.</param>
/// <param name="Key">Tells it from others of its kind.</param>
/// <param name="NotifyAt">When people are to be told.</param>
internal sealed record Occasion(EscalationTrigger Trigger, string Key, Instant NotifyAt)
{
    public ClockName? Clock { get; init; }

    public int? Percent { get; init; }

    public Instant? DueAt { get; init; }

    public int? Hops { get; init; }

    /// <summary>The only rule that it is for; null = any.</summary>
    public string? Rule { get; init; }

    /// <summary>What an event gives occasion for. A breach is also the end of every part of the target.</summary>
    public static IReadOnlyList<Occasion> Of(object? heard) => heard switch
    {
        ClockWarned one => [new(EscalationTrigger.Elapsed, KeyOf(one.Clock, one.Round, one.Judgement), one.NotifyAt) { Clock = one.Clock, Percent = one.Percent, DueAt = one.DueAt }],
        ClockBreached { Certificate: var certificate } one =>
        [
            Used(EscalationTrigger.Breach, one, KeyOf(one.Clock, certificate.Round, one.Judgement)),
            Used(EscalationTrigger.Elapsed, one, KeyOf(one.Clock, certificate.Round, one.Judgement - 1)),
        ],
        TicketRouted one => [new(EscalationTrigger.Severe, Words.Of(one.Priority), one.At), .. Unrouted(one.Agent, one.AssignmentReason, one.AssignmentReason, one.At)],
        TicketGraded one when one.Priority < one.Before => [new(EscalationTrigger.Severe, Words.Of(one.Priority), one.At)],
        TicketAssigned one => [.. Handed(one), .. Unrouted(one.Agent, one.Reason, one.AgentBefore is null ? one.Reason : $"{one.Reason}/{EscalationRules.Since(one.At)}", one.At)],
        MajorIncidentSuspected one => [new(EscalationTrigger.Suspected, one.Rule, one.At)],
        _ => [],
    };

    /// <summary>Whether a rule waits for it.</summary>
    public bool IsFor(EscalationRule rule, Priority priority) => rule.Trigger == Trigger && (Rule is null || Rule == rule.Id)
        && (rule.Priorities.Count == 0 || rule.Priorities.Contains(priority))
        && (rule.Clock is null || rule.Clock == Clock)
        && (rule.Percent is null || Percent >= rule.Percent)
        && (rule.Hops is null || Hops > rule.Hops);

    private static IEnumerable<Occasion> Handed(TicketAssigned one) =>
        one.Cause == AssignmentCause.Escalated ? [new(EscalationTrigger.Hops, "hops", one.At) { Hops = one.Hops }] : [];

    /// <summary>It begins to wait because nobody can do it. Whom it waits for only because of load or shifts is found by itself.</summary>
    private static IEnumerable<Occasion> Unrouted(string? agent, string reason, string key, Instant at) =>
        agent is null && reason is Choosing.NoTeam or Choosing.NoSkill or Choosing.NoAgent ? [new(EscalationTrigger.Unrouted, key, at)] : [];

    private static Occasion Used(EscalationTrigger trigger, ClockBreached one, string key) =>
        new(trigger, key, one.NotifyAt) { Clock = one.Clock, Percent = 100, DueAt = one.Certificate.Due };

    private static string KeyOf(ClockName clock, int round, int judgement) => FormattableString.Invariant($"{Words.Of(clock)}/{round}/{judgement}");
}
