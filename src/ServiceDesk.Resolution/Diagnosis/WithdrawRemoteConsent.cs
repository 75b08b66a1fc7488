using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>Remote help is allowed no more; a session that is going on ends with the consent.</summary>
internal sealed record WithdrawRemoteConsent(string? Reason, Instant? OccurredAt) : ITicketCommand<WithdrawRemoteConsent>
{
    public static WithdrawRemoteConsent Read(Input input) => new(input.Text("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        var state = ticket.Diagnosis;
        if (state.Consents == 0) return Decision.Reject("no-consent", "No consent to remote help was given.");
        if (state.Consent is not { } consent) return Decision.Nothing;
        if (at < consent.At) return Decision.Invalid("occurredAt", "lies before the consent");
        var withdrawn = new RemoteConsentWithdrawn(consent.Consent, actor.Id, ticket.Requester, Reason, at);
        return state.Session is { } session
            ? Decision.Accept(withdrawn, new RemoteSessionEnded(session.Session, actor.Id, ticket.Requester, null, Instant.Max(at, session.At)))
            : Decision.Accept(withdrawn);
    }
}
