using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>Compares every ticket, once it is recorded, with those that were open when it came. After the answer, so that no submitter waits for it.</summary>
internal sealed class DuplicatesReaction(OpenFaults faults) : IReaction
{
    private const int MostShown = 5;

    /// <summary>Who has waited longer, as after a restored backup, needs no hint any more.</summary>
    private static readonly Duration useful = Duration.FromHours(24);

    public string Name => "duplicates";

    public bool IsLeisurely => true;

    public string? StreamOf(RecordedEvent @event) =>
        faults.IsWanted && @event.Version == 1 && @event.Meta.Imported is null && @event.Body is TicketSubmitted ? Streams.Duplicates(Guid.Parse(@event.Subject)) : null;

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        if (session.At(@event) - @event.At > useful) return;
        var (ticket, submitted) = (Guid.Parse(@event.Subject), (TicketSubmitted)@event.Body!);
        await faults.Until(@event.Id.Position, cancel);
        // A run of events may be tried again: what came later must not be found then.
        var found = faults.Find(submitted.Organization, ticket, TicketFault.Of(submitted), MostShown, other => other.Position < @event.Id.Position);
        await session.Handle<Suspicions>(@event, known => known.Suspect(submitted, found, session.At(@event)), cancel);
    }
}
