using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The agent ends the remote session and tells what was done. A session that outlasted its consent or its ticket is ended all the same: it did happen.</summary>
internal sealed record EndRemoteSession(string Summary, Instant? OccurredAt) : ITicketCommand<EndRemoteSession>
{
    public static EndRemoteSession Read(Input input) => new(input.RequiredText("summary", 100_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        var state = ticket.Diagnosis;
        if (state.Session is not { } session)
            return state.AllowsRemoteHelp(at) ? Decision.Reject("no-session", "No remote session is going on.") : StartRemoteSession.NoConsent;
        if (at < session.At) return Decision.Invalid("occurredAt", "lies before the session began");
        return Decision.Accept(new RemoteSessionEnded(session.Session, actor.Id, ticket.Requester, Summary, at));
    }
}
