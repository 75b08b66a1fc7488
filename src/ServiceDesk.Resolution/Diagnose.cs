using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The agent completes the diagnosis: what was found, what is thought to be behind it, and who was asked.</summary>
internal sealed record Diagnose(string Findings, string? Hypothesis, IReadOnlyList<string> Contacts, Instant? OccurredAt) : ITicketCommand<Diagnose>
{
    private const int MostContacts = 50;

    public static Diagnose Read(Input input)
    {
        var diagnosis = new Diagnose(input.RequiredText("findings", 100_000), input.Text("hypothesis", 10_000), input.Texts("contacts", 1000), input.Instant("occurredAt"));
        if (diagnosis.Contacts.Count > MostContacts) input.Refuse("contacts", $"holds more than {MostContacts}");
        return diagnosis;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at) =>
        ticket.IsOpen ? Decision.Accept(new DiagnosisCompleted(actor.Id, ticket.Requester, Findings, Hypothesis, Contacts, at)) : Work.NotOpen(ticket);
}
