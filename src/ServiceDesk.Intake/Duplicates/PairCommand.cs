using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>The ticket that somebody acts on, and another.</summary>
internal sealed record TicketPair(Guid Id, Ticket Ticket, Guid OtherId, Ticket Other)
{
    public string Number => Ticket.Submitted!.Number;

    public string OtherNumber => Other.Submitted!.Number;

    public bool IsOneTicket => Id == OtherId;
}

/// <summary>What a person does with two tickets at once; the first is the one that the route names, and whose version counts.</summary>
internal static class PairCommand
{
    /// <summary>A refusal, or nothing to do: no event for either.</summary>
    public static (Decision Here, IReadOnlyList<object> There) Only(Decision decision) => (decision, []);

    /// <summary>The same event in both streams.</summary>
    public static (Decision Here, IReadOnlyList<object> There) Both(object body) => (Decision.Accept(body), [body]);

    /// <summary>A decision that changes the other ticket, too, which an archived one refuses.</summary>
    public static (Decision Here, IReadOnlyList<object> There) Unarchived((Decision Here, IReadOnlyList<object> There) decided, bool isArchived) =>
        decided.There.Count > 0 ? (ArchivedTickets.Guard(decided.Here, isArchived), isArchived ? [] : decided.There) : decided;

    /// <summary>What holds for every such command, then its own rule. A ticket that the actor may not see is none.</summary>
    public static (Decision Here, IReadOnlyList<object> There) Decide(
        TicketPair pair, Actor actor, Instant at, Func<TicketPair, (Decision Here, IReadOnlyList<object> There)> rule)
    {
        if (!pair.Ticket.IsVisibleTo(actor) || !pair.Other.IsVisibleTo(actor)) return Only(Decision.Missing);
        if (at < pair.Ticket.OpenedAt || at < pair.Other.OpenedAt) return Only(Decision.Invalid("occurredAt", "lies before a ticket was opened"));
        return rule(pair);
    }

    public static async Task<IResult> Run(
        Guid id, Guid other, Act act, Instant at, object content, Func<TicketPair, (Decision Here, IReadOnlyList<object> There)> rule, Journal journal,
        HttpResponse response, CancellationToken cancel)
    {
        var meta = act.Meta(act.RequestId(act.IdempotencyKey), content);
        var outcome = await journal.HandleBoth<Ticket>(
            Streams.Ticket(id), Streams.Ticket(other), act.IfMatch,
            (ticket, otherTicket) => Decide(new TicketPair(id, ticket, other, otherTicket), act.Actor, at, rule), meta, at, cancel);
        return outcome.ToHttp(response, id, journal.Log);
    }

    /// <summary>The id of a ticket, which must be there.</summary>
    public static Guid ReadTicket(Input input, string name)
    {
        var text = input.RequiredText(name, 50);
        if (Guid.TryParse(text, out var id)) return id;
        if (text.Length > 0) input.Refuse(name, "must be the id of a ticket");
        return Guid.Empty;
    }
}
