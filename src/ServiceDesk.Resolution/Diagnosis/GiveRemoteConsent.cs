using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>How a consent was given.</summary>
internal enum ConsentWay
{
    Phone,
    Mail,
    Portal,
    Chat,
    InPerson,
}

/// <summary>The requester allows remote help, or an agent records who allowed it and how.</summary>
internal sealed record GiveRemoteConsent(string? GivenBy, string Scope, ConsentWay Through, Instant? Until, Instant? OccurredAt) : ITicketCommand<GiveRemoteConsent>
{
    private static readonly Duration longest = Duration.FromDays(7);

    public static GiveRemoteConsent Read(Input input)
    {
        var through = input.Word<ConsentWay>("through");
        var consent = new GiveRemoteConsent(
            input.Text("givenBy", 200), input.RequiredText("scope", 10_000), through ?? ConsentWay.Portal, input.Instant("until"), input.Instant("occurredAt"));
        if (consent.Until is null && !input.Refuses("until")) input.Require("until");
        if (input.Actor.SeesOnlyOwn)
        {
            if (consent.GivenBy is not null) input.Refuse("givenBy", "belongs to a consent that an agent records: requesters give their own");
            return consent;
        }
        if (consent.GivenBy is null && !input.Refuses("givenBy")) input.Require("givenBy");
        if (through is null && !input.Refuses("through")) input.Require("through");
        return consent;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (Until <= at || Until > at + longest) return Decision.Invalid("until", "must lie after the consent, at most 7 days");
        return Decision.Accept(new RemoteConsentGiven(
            ticket.Diagnosis.Consents + 1, actor.Id, ticket.Requester, GivenBy, Scope, Words.Of(Through), Until!.Value, at));
    }
}
