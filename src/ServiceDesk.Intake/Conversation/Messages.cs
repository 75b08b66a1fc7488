using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>
/// The door for what requesters say, whatever the channel. A message to a merged ticket stands there and, in the same append, in the ticket
/// that goes on for it, so that whoever works on that one reads it and nothing is lost when the merge is undone. An archived ticket takes none.
/// </summary>
internal sealed class Messages(Journal journal, ArchivedTickets archive)
{
    /// <summary>Records a message as decided: with one <see cref="MessageReceived"/> and what came with it, nothing, or a refusal.</summary>
    public async Task<Outcome<Ticket>> Receive(
        Guid ticket, int? expected, Func<Ticket, Decision> decide, EventMeta meta, Instant at, CancellationToken cancel)
    {
        var current = Ticket.Initial;
        var isArchived = await IsArchived(ticket, cancel);
        return await journal.Handle<Ticket>(
            Streams.Ticket(ticket), expected,
            state => ArchivedTickets.Guard(decide(current = state), isArchived),
            recorded => PassOn(ticket, current, recorded.OfType<MessageReceived>().Single(), meta, at, cancel), meta, at, cancel);
    }

    /// <summary>Whether a ticket is archived, or the one that goes on for it: then nobody would read what is written to it.</summary>
    public async Task<bool> IsArchived(Guid ticket, CancellationToken cancel)
    {
        var passed = new HashSet<Guid>();
        for (Guid? next = ticket; next is { } one && passed.Add(one);)
        {
            if (await archive.Has(one, cancel)) return true;
            next = (await journal.Load<Ticket>(Streams.Ticket(one), cancel)).State.MergedInto;
        }
        return false;
    }

    /// <summary>The message as it stands in the ticket that goes on; null when it stands there already.</summary>
    public static MessageReceived? For(Ticket survivor, Guid merged, string mergedNumber, MessageReceived message) =>
        message.MessageId is { } id && survivor.MessageIds.Contains(id) ? null : message with { From = merged, FromNumber = mergedNumber };

    private async Task<IReadOnlyList<StreamAppend>> PassOn(
        Guid ticket, Ticket current, MessageReceived message, EventMeta meta, Instant at, CancellationToken cancel)
    {
        if (current.MergedInto is not { } next) return [];
        var survivor = await journal.Load<Ticket>(Streams.Ticket(next), cancel);
        for (var passed = new HashSet<Guid> { ticket }; survivor.State.MergedInto is { } further && passed.Add(next);)
        {
            next = further;
            survivor = await journal.Load<Ticket>(Streams.Ticket(next), cancel);
        }
        if (For(survivor.State, ticket, current.Submitted!.Number, message) is not { } copy) return [];
        // The request is remembered where it was made; there alone a repetition gets its first answer.
        var beside = meta with { Request = null, Fingerprint = null };
        return [new StreamAppend(Streams.Ticket(next), survivor.Version, [new NewEvent(copy, beside, at)])];
    }
}
