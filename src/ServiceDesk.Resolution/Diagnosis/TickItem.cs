using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The agent ticks an item of the ticket's playbook.</summary>
internal sealed record TickItem(string Item, ItemOutcome Outcome, string? Result, Instant? OccurredAt) : IPlaybookCommand<TickItem>
{
    public static TickItem Read(Input input)
    {
        var tick = new TickItem(
            input.RequiredText("item", 50), input.Word<ItemOutcome>("outcome") ?? ItemOutcome.Done, input.Text("result", 10_000), input.Instant("occurredAt"));
        if (tick is { Outcome: ItemOutcome.Failed, Result: null } && !input.Refuses("result")) input.Require("result");
        return tick;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at, PlaybooksDefined playbooks)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        var playbook = playbooks.For(ticket);
        if (playbook.Items.All(one => one.Code != Item)) return Decision.Invalid("item", $"must be one of {string.Join(", ", playbook.Items.Select(one => one.Code))}");
        return ticket.Diagnosis.Ticked.GetValueOrDefault((playbook.Category, Item)) is { } last && last.Outcome == Outcome && last.Result == Result
            ? Decision.Nothing
            : Decision.Accept(new PlaybookItemTicked(playbook.Category, playbooks.Version, Item, Outcome, actor.Id, ticket.Requester, Result, at));
    }
}
