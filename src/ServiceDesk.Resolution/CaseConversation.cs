using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution;

/// <summary>What the case takes over of corrections, messages and calls.</summary>
internal static class CaseConversation
{
    public static Decision Correct(Ticket ticket, TicketCorrected corrected) => CaseReaction.Existing(
        ticket, new CaseCorrected(corrected.By, corrected.Requester, corrected.Values, corrected.Reason, corrected.At));

    public static Decision Write(Ticket ticket, MessageReceived message) => CaseReaction.Existing(
        ticket, new RequesterWrote(message.By, message.Requester, message.Text, message.Channel, message.Attachments, message.FromNumber, message.At));

    public static Decision Note(Ticket ticket, ContactRecorded contact) => CaseReaction.Existing(
        ticket, new ContactNoted(contact.By, contact.Requester, contact.Purpose, contact.Incoming, contact.Transcript, contact.Outcome, contact.At));
}
