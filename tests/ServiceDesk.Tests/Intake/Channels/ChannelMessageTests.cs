using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

public class ChannelMessageTests
{
    private static readonly SubmitTicket opening = new(
        TicketKind.Incident, "Hello", "Hello", new SubmittedRequester("Grace", null, null, "acme"), null, null, null, "chat", null, null, null, null, null);
    private static readonly MessageReceived received = new("bot", Desk.Submitted.Requester, "Still broken", "chat", "m2", [], Desk.At(5));

    [Fact]
    public void Without_a_ticket_there_is_nothing_to_add_to() => Given().When(Says("m2")).ThenMissing();

    [Fact]
    public void A_later_message_goes_to_the_ticket() => Given(Desk.Submitted).When(Says("m2")).Then(received);

    [Fact]
    public void The_same_message_again_is_nothing() => Given(Desk.Submitted, received).When(Says("m2")).ThenNothing();

    [Fact]
    public void A_repetition_that_adds_nothing_finds_the_ticket_even_when_it_ended() =>
        Given(Desk.Submitted, new TicketWithdrawn("x", "y", null, Desk.At(1))).When(ticket => Message("m2", null).Decide(ticket, "bot", Desk.At(5))).ThenNothing();

    [Fact]
    public void An_ended_ticket_takes_no_message() =>
        Given(Desk.Submitted, new TicketWithdrawn("x", "y", null, Desk.At(1))).When(Says("m2")).ThenRejected("withdrawn");

    [Fact]
    public void A_merged_ticket_takes_it_and_passes_it_on() =>
        Given(Desk.Submitted, new TicketMerged("x", Guid.Empty, "INC-1", "y", null, Desk.At(1))).When(Says("m2")).Then(received);

    private static DeciderSpec<Ticket> Given(params object[] events) => DeciderSpec<Ticket>.Given(events);

    private static Func<Ticket, EventStore.Decision> Says(string id) => ticket => Message(id, "Still broken").Decide(ticket, "bot", Desk.At(5));

    private static ChannelMessage Message(string id, string? text) => new("chat\nacme\nt", id, opening, text);
}
