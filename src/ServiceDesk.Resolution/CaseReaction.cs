using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Resolution;

/// <summary>Opens a case for every ticket at once, and takes over what Routing decided, or what the history of an imported ticket tells.</summary>
internal sealed class CaseReaction : IReaction
{
    public string Name => "case";

    public string? StreamOf(RecordedEvent @event) => @event.Body switch
    {
        TicketSubmitted or HistoryImported => @event.Stream,
        TicketRouted => @event.Meta.Imported is null ? @event.Stream : null, // says what the ticket's own history says
        _ => null,
    };

    public Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel) =>
        session.Handle<Ticket>(@event, ticket => @event.Body switch
        {
            TicketSubmitted submitted => @event.Meta.Imported is null ? Open(ticket, submitted) : CaseHistory.Open(ticket, submitted),
            HistoryImported step => CaseHistory.Take(ticket, step),
            TicketRouted routed => Assign(ticket, routed),
            _ => Decision.Nothing,
        }, cancel);

    public static Decision Open(Ticket ticket, TicketSubmitted submitted) => ticket.Status != TicketStatus.Unknown
        ? Decision.Nothing
        : Decision.Accept(new CaseOpened(
            submitted.Number, submitted.Kind, submitted.Subject, submitted.Requester, submitted.RequesterName, submitted.Organization, submitted.Channel,
            SlaPolicy.For(SlaPolicy.Provisional), submitted.At));

    public static Decision Assign(Ticket ticket, TicketRouted routed) => ticket.Status == TicketStatus.Unknown
        ? Decision.Reject("no-case", "Routing's decision came before the ticket.")
        : Decision.Accept(new CaseAssigned(routed.Category, routed.Priority, routed.Team, routed.Agent, SlaPolicy.For(routed.Priority), routed.At));
}
