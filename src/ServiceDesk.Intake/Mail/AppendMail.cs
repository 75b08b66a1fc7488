using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>A message goes on with a ticket that there is. It is kept on an ended ticket too, because it may be the objection to the end.</summary>
internal sealed record AppendMail(string MessageId, string Text, IReadOnlyList<AttachedFile> Files)
{
    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsVisibleTo(actor)) return Decision.Missing;
        if (ticket.MessageIds.Contains(MessageId)) return Decision.Nothing;
        var requester = ticket.Submitted!.Requester;
        return Decision.Accept([
            .. Files.Select(one => one.ToEvent(requester, at)),
            new MessageReceived(actor.Id, requester, Text, MailDesk.Channel, MessageId, [.. Files.Select(one => one.Id)], at)]);
    }
}
