using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The agent looks at or controls a computer from afar, which somebody must have allowed.</summary>
internal sealed record StartRemoteSession(string Tool, Instant? OccurredAt) : ITicketCommand<StartRemoteSession>
{
    public static StartRemoteSession Read(Input input) => new(input.RequiredText("tool", 200), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        var state = ticket.Diagnosis;
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (!state.AllowsRemoteHelp(at)) return NoConsent;
        if (state.Session is not null) return Decision.Reject("session-running", "A remote session is going on; end it first.");
        return Decision.Accept(new RemoteSessionStarted(state.Sessions + 1, state.Consent!.Consent, actor.Id, Tool, at));
    }

    public static Decision NoConsent { get; } = Decision.Reject("no-consent", "Nobody allows remote help at that instant: record a consent first.");
}
