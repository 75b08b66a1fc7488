using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Sla;

namespace ServiceDesk.Resolution;

/// <summary>Opens a case for every ticket at once, and takes over what Routing decided, what Intake learned later, and what the history of an imported ticket tells.</summary>
internal sealed class CaseReaction(SlaBook book) : IReaction
{
    public string Name => "case";

    public string? StreamOf(RecordedEvent @event) => @event.Body switch
    {
        TicketSubmitted or TicketCorrected or TicketConfidentialityChanged or MessageReceived or ContactRecorded => @event.Stream,
        TicketWithdrawn or TicketInvalidated or TicketMerged or TicketUnmerged or HistoryImported => @event.Stream,
        SubtaskOpened or SubtaskEnded or SubtaskReopened => @event.Stream,
        TicketRouted or TicketAssigned or TicketClassified or TicketGraded => @event.Meta.Imported is null ? @event.Stream : null, // imported ones say what the ticket's own history says
        _ => null,
    };

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        var rules = await book.Current(cancel);
        await session.Handle<Ticket>(
            @event,
            ticket => @event is { Body: TicketSubmitted submitted, Meta.Imported: not null } ? CaseHistory.Open(ticket, submitted, rules) : Decide(ticket, @event.Body, rules),
            cancel);
    }

    /// <summary>What the other services recorded before they heard that the ticket is archived changes it no more, but who reads it stays on record.</summary>
    public static Decision Decide(Ticket ticket, object? heard, SlaRules rules) => heard switch
    {
        TicketConfidentialityChanged changed => Existing(ticket, new ConfidentialityTaken(changed.Confidential, changed.At)),
        _ when ticket.IsArchived => Decision.Nothing,
        TicketSubmitted submitted => Open(ticket, submitted, rules),
        TicketRouted routed => Assign(ticket, routed, rules),
        SubtaskOpened or SubtaskEnded or SubtaskReopened => AwaitedSubtasks.Hear(ticket, heard),
        TicketAssigned moved => Change(ticket, assigned => assigned with { Team = moved.Team, Agent = moved.Agent, At = moved.At }, rules),
        TicketClassified classified => Change(ticket, assigned => assigned with { Category = classified.Category, At = classified.At }, rules),
        TicketGraded graded => Change(ticket, assigned => assigned with { Priority = graded.Priority, At = graded.At }, rules),
        TicketCorrected corrected => CaseConversation.Correct(ticket, corrected, rules),
        MessageReceived message => CaseConversation.Write(ticket, message),
        ContactRecorded contact => CaseConversation.Note(ticket, contact),
        TicketWithdrawn withdrawn => CaseEnds.Withdraw(ticket, withdrawn),
        TicketInvalidated invalidated => CaseEnds.Invalidate(ticket, invalidated),
        TicketMerged merged => CaseEnds.Merge(ticket, merged),
        TicketUnmerged unmerged => CaseEnds.Resume(ticket, unmerged),
        HistoryImported step => CaseHistory.Take(ticket, step, rules),
        _ => Decision.Nothing,
    };

    public static Decision Open(Ticket ticket, TicketSubmitted submitted, SlaRules rules) => ticket.Status != TicketStatus.Unknown
        ? Decision.Nothing
        : Decision.Accept([Case(submitted, rules), .. submitted.Confidential ? [new ConfidentialityTaken(true, submitted.At)] : Array.Empty<object>()]);

    private static CaseOpened Case(TicketSubmitted submitted, SlaRules rules) =>
        new(
            submitted.Number, submitted.Kind, submitted.Subject, submitted.Requester, submitted.RequesterName, submitted.Organization, submitted.Channel,
            rules.Promise(new PromiseFacts(submitted.Organization, submitted.AffectedSystem, submitted.Kind, submitted.At), SlaPolicy.Provisional, null, submitted.At),
            submitted.At)
        { AffectedSystem = submitted.AffectedSystem };

    public static Decision Assign(Ticket ticket, TicketRouted routed, SlaRules rules) => ticket.Status == TicketStatus.Unknown
        ? NoCase
        : Decision.Accept(new CaseAssigned(
            routed.Category, routed.Priority, routed.Team, routed.Agent, rules.Promise(ticket.Clocks.Facts, routed.Priority, ticket.Clocks.Promise, routed.At), routed.At));

    /// <summary>What Routing decided later changes what stands; the promise is that of the priority, by the versions under which the ticket was opened.</summary>
    private static Decision Change(Ticket ticket, Func<CaseAssigned, CaseAssigned> change, SlaRules rules)
    {
        if (ticket.Assigned is not { } assigned) return NoCase;
        var changed = change(assigned);
        return Decision.Accept(changed with { Promise = rules.Promise(ticket.Clocks.Facts, changed.Priority, ticket.Clocks.Promise, changed.At) });
    }

    private static Decision NoCase { get; } = Decision.Reject("no-case", "There is no case yet.");

    /// <summary>Records something about a case; the bus delivers nothing about a ticket before its submission.</summary>
    public static Decision Existing(Ticket ticket, object happened) => ticket.Status == TicketStatus.Unknown
        ? NoCase
        : Decision.Accept(happened);
}
