using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution.Diagnosis;
using ServiceDesk.Resolution.Sla;

namespace ServiceDesk.Resolution;

/// <summary>What the case takes over of corrections, messages and calls.</summary>
internal static class CaseConversation
{
    /// <summary>A corrected kind or system may be promised something else.</summary>
    public static Decision Correct(Ticket ticket, TicketCorrected corrected, SlaRules rules)
    {
        var recorded = new CaseCorrected(corrected.By, corrected.Requester, corrected.Values, corrected.Reason, corrected.At);
        if (!ticket.IsOpen) return CaseReaction.Existing(ticket, recorded);
        var (before, after) = (ticket.Clocks.Promise!, ticket.Clocks.Evolve(recorded));
        var promise = rules.Promise(after.Facts, before.Priority, before, corrected.At);
        return promise == before ? Decision.Accept(recorded) : Decision.Accept(recorded, new PromiseChanged(promise, "correction", corrected.At));
    }

    /// <summary>The requester's word is also the answer that the work waits for, if it does.</summary>
    public static Decision Write(Ticket ticket, MessageReceived message)
    {
        var wrote = new RequesterWrote(message.By, message.Requester, message.Text, message.Channel, message.Attachments, message.FromNumber, message.At);
        return AnswerQuestion.IsGivenBy(ticket, message) ? Decision.Accept(wrote, new WorkResumed(message.By, message.At)) : CaseReaction.Existing(ticket, wrote);
    }

    public static Decision Note(Ticket ticket, ContactRecorded contact) => CaseReaction.Existing(
        ticket, new ContactNoted(contact.By, contact.Requester, contact.Purpose, contact.Incoming, contact.Transcript, contact.Outcome, contact.At) { Channel = contact.Channel });
}
