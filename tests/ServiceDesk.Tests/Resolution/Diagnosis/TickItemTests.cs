using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Diagnosis;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TickItemTests
{
    private static readonly PlaybooksDefined shipped = ShippedPlaybooks.Definition;
    private static readonly TickItem router = new("router", ItemOutcome.Done, "Restarted", null);
    private static readonly PlaybookItemTicked ticked = new("network", 1, "router", ItemOutcome.Done, Ada.Id, Grace.Id, "Restarted", At(5));

    [Fact]
    public void An_item_of_the_playbook_of_the_category_is_ticked_and_no_other()
    {
        Given(Opening, Assignment).When(ticket => router.Decide(ticket, Ada, At(5), shipped)).Then(ticked);
        Given(Opening, Assignment).When(ticket => (router with { Item = "inspect" }).Decide(ticket, Ada, At(5), shipped)).ThenInvalid("item");
    }

    [Fact]
    public void A_ticket_that_is_not_routed_has_the_playbook_of_what_fits_nowhere_else() => Given(Opening)
        .When(ticket => new TickItem("reproduce", ItemOutcome.NotApplicable, null, null).Decide(ticket, Ada, At(5), shipped))
        .Then(new PlaybookItemTicked("other", 1, "reproduce", ItemOutcome.NotApplicable, Ada.Id, Grace.Id, null, At(5)));

    [Fact]
    public void The_same_tick_is_no_news_and_another_takes_its_place()
    {
        Given(Opening, Assignment, ticked).When(ticket => router.Decide(ticket, Root, At(6), shipped)).ThenNothing();
        Given(Opening, Assignment, ticked).When(ticket => (router with { Result = "Again" }).Decide(ticket, Ada, At(6), shipped)).Then(ticked with { Result = "Again", At = At(6) });
    }

    [Fact]
    public void A_resolved_ticket_is_not_ticked() => Given(Opening, new TicketResolved(Ada.Id, Grace.Id, "x", null, null, null, At(2)))
        .When(ticket => router.Decide(ticket, Ada, At(5), shipped))
        .ThenRejected("resolved");

    [Fact]
    public void What_failed_says_why_and_what_is_not_told_was_done()
    {
        Sent.Refusal<TickItem>("""{"item":"router","outcome":"failed"}""").ShouldRefuse(422, "result");
        Sent.Read<TickItem>("""{"item":"router"}""").ShouldBe(new TickItem("router", ItemOutcome.Done, null, null));
    }
}
