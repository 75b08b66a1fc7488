using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Analytics;

/// <summary>Writes every event of every service into the ledger. The order of the ledger is state of its own: it is a causal order, and never derived again.</summary>
internal sealed class LedgerReaction : IReaction
{
    public string Name => "ledger";

    public string? StreamOf(RecordedEvent @event) => @event.Id.ToString();

    public bool BeginsStreams => true;

    public Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel) => session.Handle<Entry>(
        @event, entry => entry.Stands ? Decision.Nothing : Decision.Accept(LedgerEntry.Of(@event)), cancel);
}
