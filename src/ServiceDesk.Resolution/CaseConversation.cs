using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution.Diagnosis;

namespace ServiceDesk.Resolution;

/// <summary>What the case takes over of corrections, messages and calls.</summary>
internal static class CaseConversation
{
    public static Decision Correct(Ticket ticket, TicketCorrected corrected) => CaseReaction.Existing(
        ticket, new CaseCorrected(corrected.By, corrected.Requester, corrected.Values, corrected.Reason, corrected.At));

    /// <summary>The requester's word is also the answer that the work waits for, if it does.</summary>
    public static Decision Write(Ticket ticket, MessageReceived message)
    {
        var wrote = new RequesterWrote(message.By, message.Requester, message.Text, message.Channel, message.Attachments, message.FromNumber, message.At);
        return Answer.IsGivenBy(ticket, message) ? Decision.Accept(wrote, new WorkResumed(message.By, message.At)) : CaseReaction.Existing(ticket, wrote);
    }

    public static Decision Note(Ticket ticket, ContactRecorded contact) => CaseReaction.Existing(
        ticket, new ContactNoted(contact.By, contact.Requester, contact.Purpose, contact.Incoming, contact.Transcript, contact.Outcome, contact.At));
}
