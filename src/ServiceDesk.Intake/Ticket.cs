using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>A ticket as Intake knows it: what was submitted.</summary>
internal sealed record Ticket(TicketSubmitted? Submitted) : IState<Ticket>
{
    public static Ticket Initial { get; } = new((TicketSubmitted?)null);

    public Ticket Evolve(object @event) => @event switch
    {
        TicketSubmitted submitted => new Ticket(submitted),
        _ => this,
    };
}
