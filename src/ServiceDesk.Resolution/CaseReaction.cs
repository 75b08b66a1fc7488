using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Resolution;

/// <summary>Opens a case for every ticket at once, and takes over what Routing decided, what Intake learned later, and what the history of an imported ticket tells.</summary>
internal sealed class CaseReaction : IReaction
{
    public string Name => "case";

    public string? StreamOf(RecordedEvent @event) => @event.Body switch
    {
        TicketSubmitted or TicketCorrected or MessageReceived or ContactRecorded => @event.Stream,
        TicketWithdrawn or TicketInvalidated or TicketMerged or TicketUnmerged or HistoryImported => @event.Stream,
        TicketRouted => @event.Meta.Imported is null ? @event.Stream : null, // says what the ticket's own history says
        _ => null,
    };

    public Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel) => session.Handle<Ticket>(
        @event,
        ticket => @event is { Body: TicketSubmitted submitted, Meta.Imported: not null } ? CaseHistory.Open(ticket, submitted) : Decide(ticket, @event.Body),
        cancel);

    public static Decision Decide(Ticket ticket, object? heard) => heard switch
    {
        TicketSubmitted submitted => Open(ticket, submitted),
        TicketRouted routed => Assign(ticket, routed),
        TicketCorrected corrected => CaseConversation.Correct(ticket, corrected),
        MessageReceived message => CaseConversation.Write(ticket, message),
        ContactRecorded contact => CaseConversation.Note(ticket, contact),
        TicketWithdrawn withdrawn => CaseEnds.Withdraw(ticket, withdrawn),
        TicketInvalidated invalidated => CaseEnds.Invalidate(ticket, invalidated),
        TicketMerged merged => CaseEnds.Merge(ticket, merged),
        TicketUnmerged unmerged => CaseEnds.Resume(ticket, unmerged),
        HistoryImported step => CaseHistory.Take(ticket, step),
        _ => Decision.Nothing,
    };

    public static Decision Open(Ticket ticket, TicketSubmitted submitted) => ticket.Status != TicketStatus.Unknown
        ? Decision.Nothing
        : Decision.Accept(new CaseOpened(
            submitted.Number, submitted.Kind, submitted.Subject, submitted.Requester, submitted.RequesterName, submitted.Organization, submitted.Channel,
            SlaPolicy.For(SlaPolicy.Provisional), submitted.At));

    public static Decision Assign(Ticket ticket, TicketRouted routed) => Existing(
        ticket, new CaseAssigned(routed.Category, routed.Priority, routed.Team, routed.Agent, SlaPolicy.For(routed.Priority), routed.At));

    /// <summary>Records something about a case; the bus delivers nothing about a ticket before its submission.</summary>
    public static Decision Existing(Ticket ticket, object happened) => ticket.Status == TicketStatus.Unknown
        ? Decision.Reject("no-case", "There is no case yet.")
        : Decision.Accept(happened);
}
