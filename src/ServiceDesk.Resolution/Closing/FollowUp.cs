using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Where a follow-up stands.</summary>
internal enum FollowUpState
{
    None,
    Open,
    Done,
    Verified,
}

/// <summary>The follow-up to a requester's discontent with a ticket. It is closed only when somebody else has seen that the measure helps.</summary>
internal sealed record FollowUp(FollowUpState State, string Requester, string? Owner, Instant DueAt, Instant OpenedAt, string? DoneBy) : IState<FollowUp>
{
    public static FollowUp Initial { get; } = new(FollowUpState.None, "", null, Instant.MinValue, Instant.MinValue, null);

    public FollowUp Evolve(object @event) => @event switch
    {
        FollowUpOpened opened => new FollowUp(FollowUpState.Open, opened.Requester, opened.Owner, opened.DueAt, opened.At, null),
        FollowUpAssigned assigned => this with { Owner = assigned.Owner, DueAt = assigned.DueAt },
        FollowUpDone done => this with { State = FollowUpState.Done, DoneBy = done.By },
        FollowUpVerified verified => this with { State = verified.Passed ? FollowUpState.Verified : FollowUpState.Open },
        _ => this,
    };

    /// <summary>One is enough: while it is not verified, more discontent opens no second one.</summary>
    public Decision Open(FollowUpOpened opened) => State is FollowUpState.None or FollowUpState.Verified ? Decision.Accept(opened) : Decision.Nothing;

    /// <summary>What is to be opened by the terms of a ticket, due in working days of a calendar.</summary>
    public static FollowUpOpened Of(Ticket ticket, ClosingTerms terms, FollowUpSource source, int? score, string? words, WorkCalendar days, Instant at) => new(
        source, ticket.Requester, score, words, terms.FollowUpOwner ?? ticket.Agent, WorkingDays.After(days, at, terms.FollowUpWorkingDays), at);
}

/// <summary>Who can own a follow-up.</summary>
internal static class FollowUpOwners
{
    public const string Rule = "must be the id of an agent, a lead or an admin";

    public static bool Includes(Hosting.AccessDirectory directory, string person) =>
        directory.Find(person)?.Roles.Any(role => role is Roles.Agent or Roles.Lead or Roles.Admin) == true;
}
