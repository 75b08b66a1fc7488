using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>What makes the desk tell management of a ticket.</summary>
public enum EscalationTrigger
{
    /// <summary>A part of a target is used up.</summary>
    Elapsed,

    /// <summary>A target is broken.</summary>
    Breach,

    /// <summary>The ticket got a priority of severe impact.</summary>
    Severe,

    /// <summary>Nobody did anything about it for some working hours.</summary>
    NoActivity,

    /// <summary>It was handed on too often.</summary>
    Hops,

    /// <summary>It waits because nobody can do it: no team takes it, or nobody of the team can or may have it.</summary>
    Unrouted,

    /// <summary>By its grade it may be a major incident.</summary>
    Suspected,
}

/// <summary>Management is told of a ticket. Stream <c>escalations-{ticket}</c>, as all that follows. Each rule tells once of each occasion.</summary>
/// <param name="Escalation">Counts the escalations of the ticket, from 1.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="RulesVersion">Version of the escalation rules.</param>
/// <param name="Trigger">What the rule waits for.</param>
/// <param name="Occasion">What happened, as the rule tells occasions apart: a clock with round and judgement, a priority, the instant of the last activity, the reason for which it waits, the rule of major incidents.</param>
/// <param name="Level">1 = the lead of the team, 2 = the lead's manager, and so on.</param>
/// <param name="Recipient">The opaque id of who is told: the highest known up to the level; null when nobody is known.</param>
/// <param name="Number">The ticket's number, so that a receiver needs nothing else.</param>
/// <param name="Organization">The customer organisation.</param>
/// <param name="Requester">The opaque id of the requester.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Team">The team that has it; null = none.</param>
/// <param name="Agent">The agent who has it; null = nobody.</param>
/// <param name="Clock">The clock it is about; null = none.</param>
/// <param name="Percent">How much of its target is used up; null = not about a clock.</param>
/// <param name="DueAt">When its target is used up; null = not about a clock.</param>
/// <param name="NotifyAt">When people are to be told, by the calendar of notices.</param>
/// <param name="At">When it was escalated.</param>
[StoredName("routing.escalation-raised.v1")]
public sealed record EscalationRaised(
    int Escalation,
    string Rule,
    int RulesVersion,
    EscalationTrigger Trigger,
    string Occasion,
    int Level,
    string? Recipient,
    string Number,
    string Organization,
    string Requester,
    Priority Priority,
    string? Team,
    string? Agent,
    ClockName? Clock,
    int? Percent,
    Instant? DueAt,
    Instant NotifyAt,
    Instant At);

/// <summary>Somebody takes care of what was escalated.</summary>
/// <param name="Escalation">Which escalation of the ticket.</param>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the note is about.</param>
/// <param name="Note">What will be done; null = nothing was said.</param>
/// <param name="At">When.</param>
[StoredName("routing.escalation-acknowledged.v1")]
public sealed record EscalationAcknowledged(
    int Escalation, string By, string Requester, [property: Personal(nameof(EscalationAcknowledged.Requester))] string? Note, Instant At);

/// <summary>What was escalated goes on to somebody else, who has to acknowledge it now.</summary>
/// <param name="Escalation">Which escalation of the ticket.</param>
/// <param name="By">Who passed it on.</param>
/// <param name="To">Who has to acknowledge it from now on.</param>
/// <param name="Requester">Whom the note is about.</param>
/// <param name="Note">Why; null = nothing was said.</param>
/// <param name="At">When.</param>
[StoredName("routing.escalation-passed-on.v1")]
public sealed record EscalationPassedOn(
    int Escalation, string By, string To, string Requester, [property: Personal(nameof(EscalationPassedOn.Requester))] string? Note, Instant At);
